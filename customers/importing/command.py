"""What the import commands share: their arguments, progress, list of refused rows, counts and exit codes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from customers.importing.batches import Reader, Store, run_import
from customers.importing.files import Table
from customers.importing.refusals import ErrorFile, FileRefused, MappingRefused
from customers.importing.runs import ImportStopped, Journal, begin_run, file_digest, running, same_import

INTERRUPTED = 130


class ImportCommand(BaseCommand):
    """A command that imports one file. Nothing of what the file holds is logged or shown, but for column names."""

    # What rows come to, in the order they are told; with "read" first they add up.
    outcomes: tuple[str, ...] = ()
    # Which kind of ImportRun this is; without one nothing is journalled and the import cannot be undone.
    kind = ""
    interrupted = gettext_lazy("Interrupted. Whole batches were stored; run it again to import the rest.")
    journal: Journal
    # The mapping as it is kept with the run; set by ``prepare``.
    document: dict[str, Any]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The CSV or XLSX file.")
        parser.add_argument("--mapping", type=Path, help="A TOML file that says what the columns mean.")
        parser.add_argument("--dry-run", action="store_true", help="Check and count everything, store nothing.")
        parser.add_argument("--errors", type=Path, help="Where to list refused rows (default: FILE.errors.csv).")

    def open(self, options: dict[str, Any], errors: ErrorFile) -> tuple[Table, Generator[int, None, None]]:
        """Return the opened table and what works on it, yielding how many rows are done; for imports of other forms."""
        table, read, store = self.prepare(options)
        return table, run_import(table, read, store, errors, self.journal.keep)

    def prepare(self, options: dict[str, Any]) -> tuple[Table, Reader[Any], Store[Any]]:
        """Return the opened table and what reads and stores its rows; may raise FileRefused and MappingRefused."""
        raise TypeError("An import is opened or prepared.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        errors = ErrorFile(options["errors"] or path.with_name(f"{path.name}.errors.csv"))
        self.journal, self.document = Journal(), {}
        counts = self.journal.counts
        try:
            table, batches = self.open(options, errors)
            self.begin(table, options["dry_run"])
            with running(self.journal.run), errors, closing(batches):
                quiet = True if options["verbosity"] == 0 else None
                with tqdm(total=table.about_rows, unit=" rows", file=sys.stderr, disable=quiet, leave=False) as bar:
                    for done in batches:
                        bar.update(done)
                        self.journal.stop_if_asked()
        except (FileRefused, MappingRefused) as refused:
            if counts["read"]:
                self.tell(counts, errors, options["dry_run"])
            raise CommandError(str(refused)) from None
        except (KeyboardInterrupt, ImportStopped):
            self.tell(counts, errors, options["dry_run"])
            self.stderr.write(str(self.interrupted))
            raise SystemExit(INTERRUPTED) from None
        self.tell(counts, errors, options["dry_run"])
        left_out = counts["refused"] + counts["unknown"]
        if left_out and left_out + counts["empty"] == counts["read"]:
            raise CommandError(_("Nothing could be imported: every row was refused."))

    def begin(self, table: Table, dry_run: bool) -> None:
        """Begin the run that this import is kept as, and say when the same file was imported before."""
        if not self.kind or dry_run:
            return
        digest = file_digest(table.path)
        if before := same_import(self.kind, digest, self.document):
            told = {"number": before.pk, "day": f"{before.made_at:%Y-%m-%d}"}
            self.stdout.write(_("The same file was imported before: import %(number)s of %(day)s.") % told)
        self.journal.run = begin_run(self.kind, table.path.name, digest, self.document, table.about_rows)

    def tell(self, counts: Counter[str], errors: ErrorFile, dry_run: bool) -> None:
        """Say what the rows came to."""
        if not counts["read"]:
            self.stdout.write(_("The file has no rows below its header."))
            return
        came_to = ", ".join(f"{counts[name]:,} {name}" for name in (*self.outcomes, "empty", "refused"))
        self.stdout.write(_("%(read)s rows read: %(came_to)s.") % {"read": f"{counts['read']:,}", "came_to": came_to})
        if self.journal.run:
            number = {"number": self.journal.run.pk}
            self.stdout.write(_("This is import %(number)s; manage.py undo_import %(number)s undoes it.") % number)
        if errors.rows:
            self.stdout.write(
                _("What was left out, by line and column and why, is listed in %(path)s; all else was imported.")
                % {"path": errors.path}
            )
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was stored."))
