"""Triggers of the database that say which block is out of date, whoever changes a row and however.

They are dropped before migrations change tables (SQLite renames tables to do so, which a trigger that names them
prevents) and made again afterwards; then every block is built anew, for rows may have changed unseen.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

BLOCK = 2048
ANSWERS, CUSTOMERS, SPANS = "answers", "customers", "spans"
STALE = "reports_staleblock"

# Of each table: the kind of block, and a query for the number of the block that a row of it belongs to.
_OF_RESPONSE = ((ANSWERS, "SELECT {row}.response_id / {block} AS number"),)
WATCHED = {
    "surveys_response": (
        (ANSWERS, "SELECT {row}.id / {block} AS number"),
        (CUSTOMERS, "SELECT {row}.customer_id / {block} AS number"),
    ),
    "surveys_answer": _OF_RESPONSE,
    "reports_codedresponse": _OF_RESPONSE,
    "reports_coding": _OF_RESPONSE,
    "surveys_invitation": ((CUSTOMERS, "SELECT {row}.customer_id / {block} AS number"),),
    "surveys_display": (
        (
            CUSTOMERS,
            "SELECT customer_id / {block} AS number FROM surveys_invitation WHERE id = {row}.invitation_id",
        ),
    ),
    "customers_customer": (
        (CUSTOMERS, "SELECT {row}.id / {block} AS number"),
        (SPANS, "SELECT {row}.id / {block} AS number"),
        (ANSWERS, "SELECT said.id / {block} AS number FROM surveys_response said WHERE said.customer_id = {row}.id"),
    ),
    "customers_subscription": ((SPANS, "SELECT {row}.customer_id / {block} AS number"),),
}
# The table whose keys number the blocks of each kind.
NUMBERED_BY = {ANSWERS: "surveys_response", CUSTOMERS: "customers_customer", SPANS: "customers_customer"}
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def drop_triggers(plan: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Drop them before migrations that change something; receives ``pre_migrate``."""
    if not plan or STALE not in connections[using].introspection.table_names():
        return
    with connections[using].cursor() as cursor:
        _drop(cursor, connections[using].vendor)


def make_triggers(using: str = "default", **kwargs: Any) -> None:
    """Make them all anew when one is missing, and then mark every block stale; receives ``post_migrate``."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if connection.vendor not in ("sqlite", "postgresql") or not tables.issuperset({*WATCHED, STALE}):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        catalogue = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger"
        column = "name" if connection.vendor == "sqlite" else "tgname"
        cursor.execute(f"SELECT {column} FROM {catalogue}")  # noqa: S608 - constants
        there = {name for (name,) in cursor.fetchall()}
        if there.issuperset(name for _table, _event, name in _names()):
            return
        _drop(cursor, connection.vendor)
        for table, event, name in _names():
            for statement in _statements(connection.vendor, table, event, name):
                cursor.execute(statement)
        mark_all(cursor)


def mark_all(cursor: Any) -> None:
    """Mark every block stale."""
    cursor.execute(f"DELETE FROM {STALE}")  # noqa: S608 - a constant
    for kind, table in (
        (ANSWERS, "surveys_response"),
        (CUSTOMERS, "customers_customer"),
        (SPANS, "customers_customer"),
    ):
        cursor.execute(
            f"INSERT INTO {STALE} (kind, number)"  # noqa: S608 - constants
            f" SELECT DISTINCT '{kind}', id / {BLOCK} FROM {table}"
        )


def _drop(cursor: Any, vendor: str) -> None:
    """Drop the triggers, of the tables that are there."""
    tables = set(cursor.db.introspection.table_names(cursor))
    for table, _event, name in _names():
        on = "" if vendor == "sqlite" else f" ON {table}"
        if table in tables:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _names() -> list[tuple[str, str, str]]:
    return [(table, event, f"stale_{table}_{event}") for table in WATCHED for event in EVENTS]


def _statements(vendor: str, table: str, event: str, name: str) -> list[str]:
    body = " ".join(_mark(kind, query, row) for kind, query in WATCHED[table] for row in EVENTS[event])
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} BEGIN {body} END"]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _mark(kind: str, query: str, row: str) -> str:
    """Return the statement that marks a row's block, once in a transaction however many of its rows change."""
    numbers = query.format(row=row, block=BLOCK)
    return (
        f"INSERT INTO {STALE} (kind, number)"  # noqa: S608 - constants
        f" SELECT DISTINCT '{kind}', found.number FROM ({numbers}) found WHERE found.number IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM {STALE} known WHERE known.kind = '{kind}' AND known.number = found.number);"
    )
