"""Which tests send SQL: ``tests/run.py`` runs on PostgreSQL those that sent some on SQLite, found out while they ran.

A test sends SQL if a statement goes to the database from its first fixture to its last, or if one of the fixtures that
it shares with others sent one when it was made. What opens and closes a transaction or sets up a connection is not
counted, nor is the making of the database. A test that was skipped counts as one that sends: nobody knows.

The plugin is loaded by name, ``-p tests.sent_sql``. SENT_SQL names the file to write the tests into, ONLY_TESTS a file
of those to run.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

ASKS_FOR_NOTHING = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)
SENDS_SQL = "sends SQL"

found: list[str] = []
shared: set[str] = set()
statements = 0


def pytest_configure() -> None:
    for name in ("execute", "executemany"):
        setattr(CursorWrapper, name, _counting(getattr(CursorWrapper, name)))


def _counting(send: Any) -> Any:
    def sent(cursor: Any, sql: Any, *values: Any, **named: Any) -> Any:
        global statements
        statements += not ASKS_FOR_NOTHING.match(str(sql))
        return send(cursor, sql, *values, **named)

    return sent


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Any:
    global statements
    before = statements
    made = yield
    if fixturedef.argname == "django_db_setup":
        statements = before
    elif fixturedef.scope != "function" and statements > before:
        shared.add(fixturedef.argname)
    return made


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    item.stash[BEFORE] = statements
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    report = yield
    if call.when == "teardown":
        sends = statements > item.stash[BEFORE] or not shared.isdisjoint(item.fixturenames)
        report.user_properties = [*report.user_properties, (SENDS_SQL, sends)]
    return report


BEFORE = pytest.StashKey[int]()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or (SENDS_SQL, True) in map(tuple, report.user_properties):
        found.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the file once: by the process that hears of every test."""
    if os.environ.get("SENT_SQL") and not hasattr(session.config, "workerinput"):
        Path(os.environ["SENT_SQL"]).write_text("\n".join(sorted(set(found))), encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if only := os.environ.get("ONLY_TESTS"):
        wanted = set(Path(only).read_text(encoding="utf-8").split("\n"))
        left_out = [item for item in items if item.nodeid not in wanted]
        items[:] = [item for item in items if item.nodeid in wanted]
        config.hook.pytest_deselected(items=left_out)
