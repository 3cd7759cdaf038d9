"""What all tests share: settings that lose no time, and a real Chromium for those marked ``browser``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from hypothesis import settings

from config.bootstrap import find_chromium
from surveys.questions import forget_questions

# Playwright's synchronous interface runs an event loop of its own in this thread; Django's guard against that is for
# servers, not for tests that drive a browser.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same examples every time and no deadline: a busy machine must not decide whether a build is good.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# A password of a test is hashed at once, and the static files are not all read again for each new client.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django_settings.WHITENOISE_AUTOREFRESH = True

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _do_not_wait_for_the_disk(connection: Any, **_signal: object) -> None:
    """What a test stores need not outlive a power cut."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")


connection_created.connect(_do_not_wait_for_the_disk, dispatch_uid="tests")


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Make tables from the models; ``config/test_migrations.py`` holds that the migrations make the same ones."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Say in the new database, and to Django, that there are migrations, and that all have been done."""
    django_settings.MIGRATION_MODULES = {}
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(connection).graph.nodes:
            recorder.record_applied(app, name)
        rows = _rows_of_a_new_database()
    # A test that commits is followed by a flush, which asks Django to make the first rows anew: 0.2 s each time.
    flush.emit_post_migrate_signal = lambda *_options: _put_back(rows)


def _rows_of_a_new_database() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table that has some: content types, permissions and the default survey."""
    name, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {name(table)}")
            found[table] = cursor.fetchall()
    return {table: rows for table, rows in found.items() if rows}


def _put_back(found: dict[str, list[tuple[Any, ...]]]) -> None:
    name = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in found.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {name(table)} VALUES ({places})", rows)


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Begin every test in the source language, whatever the page of the test before spoke."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def questions_read_anew() -> None:
    """Forget what a test before had read: a rollback takes rows back that were published."""
    forget_questions()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A Chromium for the whole session; its tests open contexts of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
