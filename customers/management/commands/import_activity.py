"""Import what customers did, by day, from a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.importing.activity import OUTCOMES, SHAPE, batches, guess
from customers.importing.activity_mapping import with_zone
from customers.importing.command import ImportCommand
from customers.importing.documents import as_toml, file_shape, read_document
from customers.importing.files import Table, open_table
from customers.importing.jobs import Job
from customers.importing.refusals import ErrorFile
from customers.models import ImportRun


class Command(ImportCommand):
    help = "Import activity by customer and day; running it twice changes nothing (docs/activity.md)."
    outcomes = OUTCOMES
    kind = ImportRun.Kind.ACTIVITY
    interrupted = gettext_lazy("Interrupted. Nothing was stored.")

    def open(self, options: dict[str, Any], errors: ErrorFile) -> tuple[Table, Generator[int, None, None]]:
        """Open the file with the mapping given, else with one guessed from it and printed."""
        if options["mapping"]:
            self.document = with_zone(read_document(options["mapping"], SHAPE))
            table = open_table(options["file"], file_shape(self.document))
        else:
            table = open_table(options["file"])
            self.document = guess(table)
            title = _("# Mapping guessed from the header. Save it, correct it and give it with --mapping.")
            self.stdout.write(f"{title}\n{as_toml(self.document)}")
        return table, batches(Job(table, self.document, self.journal, errors, options["dry_run"]))
