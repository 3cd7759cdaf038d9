"""Undo a whole import."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.importing.undo import UndoRefused, ask_undo, undo_run, undone_words
from customers.models import ImportRun


class Command(BaseCommand):
    help = "Undo a whole import (manage.py imports lists them); what others changed since stays and is counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="The import's number.")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(pk=options["number"]).first()
        if run is None:
            raise CommandError(_("There is no import %(number)s.") % {"number": options["number"]})
        try:
            ask_undo(run)
        except UndoRefused as refused:
            raise CommandError(str(refused)) from None
        run.refresh_from_db()
        quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=run.rows_about, unit=" rows", file=sys.stderr, disable=quiet, leave=False) as bar:
            for done in undo_run(run):
                bar.update(done)
        run.refresh_from_db()
        self.stdout.write(_("Import %(number)s is undone.") % {"number": run.pk})
        for words in undone_words(run.counts):
            self.stdout.write(f"  {words}")
