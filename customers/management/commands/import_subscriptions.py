"""Import subscriptions, as spans, from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Generator
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from customers.importing.command import ImportCommand
from customers.importing.documents import as_toml, file_shape, read_document
from customers.importing.files import Table, open_table
from customers.importing.jobs import Job
from customers.importing.refusals import ErrorFile, FileRefused, MappingRefused
from customers.importing.subscriptions import OUTCOMES, SHAPE, batches, guess
from customers.models import ImportRun


class Command(ImportCommand):
    help = "Import subscriptions as spans; running it twice changes nothing (docs/customers.md)."
    outcomes = OUTCOMES
    kind = ImportRun.Kind.SUBSCRIPTIONS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--create-customers", action="store_true", help="Make customers that are not known.")
        parser.add_argument(
            "--whole-histories",
            action="store_true",
            help="The file tells all spans of each customer in it: remove stored ones that it does not tell.",
        )
        parser.add_argument("--print-mapping", action="store_true", help="Print the guessed mapping and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["print_mapping"]:
            return super().handle(*args, **options)
        try:
            self.stdout.write(_printed(guess(open_table(options["file"]))))
        except (FileRefused, MappingRefused) as refused:
            raise CommandError(str(refused)) from None

    def open(self, options: dict[str, Any], errors: ErrorFile) -> tuple[Table, Generator[int, None, None]]:
        """Open the file with the mapping given, else with one guessed from it and printed."""
        if options["mapping"]:
            document = read_document(options["mapping"], SHAPE)
            table = open_table(options["file"], file_shape(document))
        else:
            table = open_table(options["file"])
            document = guess(table)
            self.stdout.write(_printed(document))
        if options["create_customers"]:
            document["unknown_customers"] = "create"
        if options["whole_histories"]:
            document["whole_histories"] = True
        self.document = document
        return table, batches(Job(table, document, self.journal, errors, options["dry_run"]))

    def tell(self, counts: Counter[str], errors: ErrorFile, dry_run: bool) -> None:
        """Say what the rows came to, and what came of stored spans and of customers."""
        super().tell(counts, errors, dry_run)
        if counts["customers"]:
            self.stdout.write(_("%(number)s customers were not known and were made.") % _number(counts["customers"]))
        if counts["removed"]:
            self.stdout.write(
                _("%(number)s stored spans that the file does not tell of were removed.") % _number(counts["removed"])
            )


def _number(count: int) -> dict[str, str]:
    return {"number": f"{count:,}"}


def _printed(document: dict[str, Any]) -> str:
    title = _("# Mapping guessed from the header. Save it, correct it and give it with --mapping.")
    return f"{title}\n{as_toml(document)}"
