"""Copy the SQLite database consistently while it is in use."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Write a verified copy of the SQLite database to FILE; respondents are not kept waiting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the copy; must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        if connection.vendor != "sqlite":
            raise CommandError("This installation uses PostgreSQL: back it up with pg_dump.")
        if target.exists():
            raise CommandError(f"{target} exists already. Name a new file, so that no earlier backup is overwritten.")
        if not target.parent.is_dir():
            raise CommandError(f"The folder {target.parent} does not exist. Make it first.")
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            # A few pages at a time: the lock is free in between.
            connection.connection.backup(copy, pages=1000, sleep=0.01)
            verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            copy.close()
        if verdict != "ok":
            raise CommandError(f"The copy failed its check: {verdict}. Try again, and check the disk.")
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes, checked.")
