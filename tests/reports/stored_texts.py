"""What all tables hold, as text: for tests that look for what must not be there any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection


def stored_texts() -> Iterator[tuple[str, str]]:
    """Yield each value of each table with its table and column, however it is stored."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value
                    yield f"{table}.{name}", re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), str(text))
