"""Statements that every respondent's page takes, written by Django once and kept.

Django writes the SQL of a query anew each time, which takes several times as long as running it. Opening a form and
storing an answer take the same few statements every time: their text is kept as Django wrote it, for each database, and
the values that differ go through Django's own conversions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery, Query

Stored = TypeVar("Stored", bound=models.Model)
Written = tuple[str, list[Any], list[int]]
# How a value of a field reaches the database, by the value's type.
Ways = dict[type, Callable[[Any, Any], Any]]


def insert(cursor: CursorWrapper, model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Store new rows in one statement and return the keys that the database made for them, if it makes any.

    A row maps every column's attribute (``survey_id``, not ``survey``) to its value, as a model's ``__dict__`` does.
    No signal is sent, and nothing is filled in.
    """
    if not rows:
        return []
    connection = cursor.db
    name = model, len(rows), connection.alias, connection.vendor
    if name not in _inserts:
        _inserts[name] = _written_insert(model, rows, connection.alias)
    text, columns, makes_keys = _inserts[name]
    values = [
        ways.get(type(row[column]), slow)(connection, row[column]) for row in rows for column, ways, slow in columns
    ]
    cursor.execute(text, values)
    return [key for (key,) in cursor.fetchall()] if makes_keys else []


def stored(model: type[Stored], row: Mapping[str, Any]) -> Stored:
    """Return a stored row as an instance that holds these values; made by its fields it takes forty times as long."""
    instance = model.__new__(model)
    instance._state = ModelState()
    instance._state.adding, instance._state.db = False, "default"
    instance.__dict__ |= row
    return instance


_inserts: dict[tuple[type[models.Model], int, str, str], tuple[str, list[tuple[str, Ways, Any]], bool]] = {}


def _written_insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], using: str) -> Any:
    made = model._meta.auto_field
    fields = [field for field in model._meta.concrete_fields if field is not made]
    query = InsertQuery(model)
    # Written for one row, and its places repeated: for several, PostgreSQL would take columns instead of rows.
    query.insert_values(fields, [model(**{field.attname: rows[0][field.attname] for field in fields})])
    compiler = query.get_compiler(using=using)
    compiler.returning_fields = [made] if made else None
    ((text, _values),) = compiler.as_sql()
    before, places, after = re.split(r"(?<= VALUES )(\([^()]*\))", text, maxsplit=1)
    text = before + ", ".join([places] * len(rows)) + after
    return text, [(field.attname, _ways(field), partial(_as_django_does, field)) for field in fields], made is not None


def _as_django_does(field: models.Field[Any, Any], connection: Any, value: object) -> object:
    return field.get_db_prep_save(value, connection)


def _ways(field: models.Field[Any, Any]) -> Ways:
    """Return the short ways for the types that a field's values nearly always have; Django takes ten times as long."""
    field = getattr(field, "target_field", field)
    if isinstance(field, models.JSONField):
        return dict.fromkeys((dict, list), lambda to, value: to.ops.adapt_json_value(value, field.encoder))
    ways: Ways = {type(None): _as_it_is}
    if isinstance(field, models.CharField | models.TextField):
        ways[str] = _as_it_is
    elif isinstance(field, models.IntegerField):
        ways[int] = _as_it_is
    elif isinstance(field, models.DateTimeField):
        ways[datetime] = lambda to, value: to.ops.adapt_datetimefield_value(value)
    elif isinstance(field, models.DateField):
        ways[date] = lambda to, value: to.ops.adapt_datefield_value(value)
    elif isinstance(field, models.UUIDField):
        ways[UUID] = lambda to, value: value if to.features.has_native_uuid_field else value.hex
    return ways


def _as_it_is(_to: object, value: object) -> object:
    return value


class Statement:
    """A query that differs from time to time in one value; ``field`` is what the value belongs to."""

    def __init__(self, field: models.Field[Any, Any], write: Callable[[Any], Query], samples: tuple[Any, Any]) -> None:
        self.field, self.write, self.samples = field, write, samples
        self.ways = _ways(field)
        self.kept: dict[tuple[str, str], Written] = {}

    def row(self, cursor: CursorWrapper, value: object) -> tuple[Any, ...] | None:
        """Return the first row found, as the database gives it."""
        cursor.execute(*self._filled(value, cursor.db))
        return cursor.fetchone()

    def changed(self, cursor: CursorWrapper, value: object) -> int:
        """Return how many rows an update changed."""
        cursor.execute(*self._filled(value, cursor.db))
        return int(cursor.rowcount)

    def _filled(self, value: object, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        name = connection.alias, connection.vendor
        if name not in self.kept:
            self.kept[name] = self._written(connection.alias)
        text, values, places = self.kept[name]
        way = self.ways.get(type(value))
        prepared = way(connection, value) if way else self.field.get_db_prep_value(value, connection)
        return text, [prepared if place in places else other for place, other in enumerate(values)]

    def _written(self, using: str) -> Written:
        """Write the query for two samples: it is the same but for the places of the value."""
        texts = [self.write(sample).get_compiler(using=using).as_sql() for sample in self.samples]
        (text, values), (_same, others) = texts
        return text, list(values), [place for place, value in enumerate(values) if value != others[place]]
