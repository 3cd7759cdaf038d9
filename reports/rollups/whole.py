"""Days and money as whole numbers, made by the database: very many rows are read without an object for each value."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Func


class _Whole(Func):
    """A whole number that is taken as the database gives it."""

    output_field = BigIntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


class Ordinal(_Whole):
    """A date's ordinal, as Python counts; 0 for none."""

    template = "COALESCE(%(expressions)s - DATE '0001-01-01' + 1, 0)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the same for SQLite, which keeps days as text."""
        template = "COALESCE(CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER), 0)"
        return self.as_sql(compiler, connection, template=template, **context)


class Cents(_Whole):
    """An amount with two decimals in cents; -1 for none."""

    template = "COALESCE(CAST(ROUND(%(expressions)s * 100) AS BIGINT), -1)"
