"""Build what the reports count from anew, and prove it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.rollups.check import differences
from reports.rollups.store import rebuild_rollups

LINES_SHOWN = 20


class Command(BaseCommand):
    help = "Build the rollups anew from the rows, and prove that they equal a count from scratch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only prove those that are there.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"{rebuild_rollups()} blocks are built.")
        different = differences()
        if different:
            shown = "\n".join(different[:LINES_SHOWN])
            raise CommandError(f"{len(different)} cells differ from a count from scratch:\n{shown}")
        self.stdout.write("Every cell equals a count from scratch.")
