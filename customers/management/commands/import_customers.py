"""Import customers from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from customers.importing.batches import Reader, Store, store_customers
from customers.importing.command import ImportCommand
from customers.importing.documents import as_toml, file_shape, read_document
from customers.importing.files import Table, open_table
from customers.importing.guess import guess_customers
from customers.importing.mapping import SHAPE, customer_mapping
from customers.importing.refusals import FileRefused, MappingRefused, RowError
from customers.importing.rows import CustomerReader, CustomerRow
from customers.models import ImportRun


def day(text: str) -> date:
    """Return the day of an argument like ``2025-12-31``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("“%(text)s” is not a day like 2025-12-31") % {"text": text}) from None


class Command(ImportCommand):
    help = "Import customers from a CSV or XLSX file; running it twice changes nothing (docs/importing.md)."
    outcomes = ("created", "updated", "unchanged")
    kind = ImportRun.Kind.CUSTOMERS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="The day the file was drawn.")
        parser.add_argument("--print-mapping", action="store_true", help="Print the guessed mapping and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["print_mapping"]:
            return super().handle(*args, **options)
        try:
            self.stdout.write(self.guessed(open_table(options["file"]), options)[1])
        except (FileRefused, MappingRefused) as refused:
            raise CommandError(str(refused)) from None

    def prepare(self, options: dict[str, Any]) -> tuple[Table, Reader[CustomerRow], Store[CustomerRow]]:
        """Open the file with the mapping given, else with one guessed from it and printed."""
        if options["mapping"]:
            document = read_document(options["mapping"], SHAPE)
            table = open_table(options["file"], file_shape(document))
        else:
            table = open_table(options["file"])
            document, printed = self.guessed(table, options)
            self.stdout.write(printed)
        mapping = customer_mapping(document, table.header, options["as_of"])
        self.document = document | ({"as_of": mapping.as_of} if mapping.as_of else {})

        def store(rows: list[CustomerRow]) -> tuple[Counter[str], list[RowError]]:
            return store_customers(rows, self.journal, dry_run=options["dry_run"])

        return table, CustomerReader(mapping), store

    def guessed(self, table: Table, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Return the guessed mapping and how it is printed, ready to be saved."""
        document = guess_customers(table)
        if options["as_of"]:
            document = {"as_of": options["as_of"], **document}
        comments = {
            "ignore": _("Not imported: personal, in words, or different in nearly every row."),
            "attributes": _("Column = dimension that figures can be split by."),
        }
        title = _("# Mapping guessed from the header. Save it, correct it and give it with --mapping.")
        return document, f"{title}\n{as_toml(document, comments)}"
