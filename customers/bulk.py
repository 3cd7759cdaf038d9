"""Many new rows at once: what ``bulk_create`` does, in a third of its time, for rows that are whole already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    meta, keyed = rows[0]._meta, rows[0].pk is not None
    names = [field.attname for field in meta.concrete_fields if keyed or not field.primary_key]
    keys = insert_columns(type(rows[0]), {name: [getattr(row, name) for row in rows] for name in names})
    for row, key in zip(rows, keys, strict=True):
        row.pk = row.pk or key


def insert_columns(model: type[models.Model], columns: dict[str, list[Any]]) -> list[Any]:
    """Store new rows, told as the values of each column, and return their keys; else as ``insert_rows``."""
    database, meta = connections[DEFAULT_DB_ALIAS], model._meta
    quote, fields = database.ops.quote_name, _fields(model, columns)
    values = list(zip(*(_column(field, columns[field.attname], database) for field in fields), strict=True))
    names = ", ".join(quote(str(field.column)) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    step = min(MOST_ROWS, MOST_VALUES // len(fields))
    keys = []
    with database.cursor() as cursor:
        for at in range(0, len(values), step):
            part = values[at : at + step]
            cursor.execute(
                f"INSERT INTO {quote(meta.db_table)} ({names})"  # noqa: S608 - names of columns
                f" VALUES {', '.join([one] * len(part))} RETURNING {quote(str(meta.pk.column))}",
                [value for row in part for value in row],
            )
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model that are stored already: ``bulk_update`` in a fraction of its time."""
    if not rows:
        return
    database, meta = connections[DEFAULT_DB_ALIAS], rows[0]._meta
    quote, fields = database.ops.quote_name, [*_fields(type(rows[0]), names), meta.pk]
    columns = (_column(field, [getattr(row, field.attname) for row in rows], database) for field in fields)
    stated = ", ".join(f"{quote(str(field.column))} = %s" for field in fields[:-1])
    with database.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {stated} WHERE {quote(str(meta.pk.column))} = %s",  # noqa: S608
            list(zip(*columns, strict=True)),
        )


def _fields(model: type[models.Model], names: Collection[str]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.attname in names]


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
