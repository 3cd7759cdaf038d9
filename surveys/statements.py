"""Statements that every respondent's page takes, written by Django once and kept.

Django writes the SQL of a query anew each time, which takes several times as long as running it. Opening a form and
storing an answer take the same few statements every time: their text is kept as Django wrote it, for each database, and
the values that differ go through Django's own conversions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections, models
from django.db.models.sql import InsertQuery, Query

Written = tuple[str, list[Any], list[int]]

_inserts: dict[tuple[type[models.Model], str, str], tuple[Any, str, bool]] = {}


def insert(row: models.Model, using: str = "default") -> None:
    """Store a new row as ``save(force_insert=True)`` does, and set its key; no signal is sent."""
    connection, model = connections[using], type(row)
    name = model, using, connection.vendor
    if name not in _inserts:
        _inserts[name] = _written_insert(row, using)
    compiler, text, makes_key = _inserts[name]
    values = [compiler.prepare_value(field, compiler.pre_save_val(field, row)) for field in compiler.query.fields]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        if makes_key:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, using


def _written_insert(row: models.Model, using: str) -> tuple[Any, str, bool]:
    made = row._meta.auto_field
    fields = [field for field in row._meta.concrete_fields if field is not made]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(using=using)
    compiler.returning_fields = [made] if made else None
    ((text, _values),) = compiler.as_sql()
    # Kept for its conversions; the row that it was written with is not.
    query.objs = []
    return compiler, text, made is not None


class Statement:
    """A query that differs from time to time in one value; ``field`` is what the value belongs to."""

    def __init__(self, field: models.Field[Any, Any], write: Callable[[Any], Query], samples: tuple[Any, Any]) -> None:
        self.field, self.write, self.samples = field, write, samples
        self.kept: dict[tuple[str, str], Written] = {}

    def row(self, value: object, using: str = "default") -> tuple[Any, ...] | None:
        """Return the first row found, as the database gives it."""
        with connections[using].cursor() as cursor:
            cursor.execute(*self._filled(value, using))
            return cursor.fetchone()

    def changed(self, value: object, using: str = "default") -> int:
        """Return how many rows an update changed."""
        with connections[using].cursor() as cursor:
            cursor.execute(*self._filled(value, using))
            return int(cursor.rowcount)

    def _filled(self, value: object, using: str) -> tuple[str, list[Any]]:
        connection = connections[using]
        name = using, connection.vendor
        if name not in self.kept:
            self.kept[name] = self._written(using)
        text, values, places = self.kept[name]
        prepared = self.field.get_db_prep_value(value, connection)
        return text, [prepared if place in places else other for place, other in enumerate(values)]

    def _written(self, using: str) -> Written:
        """Write the query for two samples: it is the same but for the places of the value."""
        texts = [self.write(sample).get_compiler(using=using).as_sql() for sample in self.samples]
        (text, values), (_same, others) = texts
        return text, list(values), [place for place, value in enumerate(values) if value != others[place]]
