"""List imports."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import ImportRun


class Command(BaseCommand):
    help = "List the last imports: number, day, what, state, rows, file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--last", type=int, default=20, help="How many (default: 20).")

    def handle(self, *args: Any, **options: Any) -> None:
        runs = list(ImportRun.objects.all()[: options["last"]])
        for run in runs:
            made = timezone.localtime(run.made_at)
            cells = (run.pk, f"{made:%Y-%m-%d %H:%M}", run.kind, run.state, f"{run.rows_done:,}", run.file_name)
            self.stdout.write("\t".join(map(str, cells)))
        if not runs:
            self.stdout.write(_("Nothing was imported yet."))
