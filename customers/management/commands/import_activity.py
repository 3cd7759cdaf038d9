"""Import what customers did, by day, from a CSV or XLSX file."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.importing import activity
from customers.importing.activity_mapping import SHAPE
from customers.importing.command import INTERRUPTED, ImportCommand
from customers.importing.documents import as_toml, file_shape, read_document
from customers.importing.files import Table, open_table
from customers.importing.jobs import Job
from customers.importing.refusals import ErrorFile, FileRefused, MappingRefused
from customers.importing.runs import ImportStopped, Journal, running
from customers.models import ImportRun


class Command(ImportCommand):
    help = "Import activity by customer and day from a CSV or XLSX file (docs/activity.md)."
    outcomes = activity.OUTCOMES
    kind = ImportRun.Kind.ACTIVITY

    def handle(self, *args: Any, **options: Any) -> None:
        errors = ErrorFile(options["errors"] or options["file"].with_name(f"{options['file'].name}.errors.csv"))
        self.journal, counts = Journal(), Journal().counts
        try:
            table = self.opened(options)
            self.begin(table, options["dry_run"])
            counts = self.journal.counts
            job = Job(table, self.document, self.journal, errors, options["dry_run"])
            with running(self.journal.run), errors, closing(activity.batches(job)) as batches:
                quiet = True if options["verbosity"] == 0 else None
                with tqdm(total=table.about_rows, unit=" rows", file=sys.stderr, disable=quiet, leave=False) as bar:
                    for done in batches:
                        bar.update(done)
                        self.journal.stop_if_asked()
        except (FileRefused, MappingRefused) as refused:
            raise CommandError(str(refused)) from None
        except (KeyboardInterrupt, ImportStopped):
            self.stderr.write(_("Interrupted. Nothing was stored."))
            raise SystemExit(INTERRUPTED) from None
        self.tell(counts, errors, options["dry_run"])
        if counts["refused"] and counts["refused"] + counts["empty"] == counts["read"]:
            raise CommandError(_("Nothing could be imported: every row was refused."))

    def opened(self, options: dict[str, Any]) -> Table:
        """Open the file with the mapping given, else with one guessed from it and printed."""
        if options["mapping"]:
            self.document = read_document(options["mapping"], SHAPE)
            return open_table(options["file"], file_shape(self.document))
        table = open_table(options["file"])
        self.document = activity.guess(table)
        title = _("# Mapping guessed from the header. Save it, correct it and give it with --mapping.")
        self.stdout.write(f"{title}\n{as_toml(self.document)}")
        return table
