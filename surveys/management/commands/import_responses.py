"""Import exit answers from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from customers.importing.batches import Reader, Store
from customers.importing.command import ImportCommand
from customers.importing.documents import file_shape, read_document
from customers.importing.files import Table, open_table
from customers.importing.refusals import RowError
from surveys.import_mapping import SHAPE, response_mapping
from surveys.imports import ResponseReader, ResponseRow, store_responses
from surveys.models import Survey


class Command(ImportCommand):
    help = "Import exit answers from a CSV or XLSX file; running it twice changes nothing (docs/importing.md)."
    outcomes = ("recorded", "stored before")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--survey", default="exit", help="The key of the survey that was answered.")

    def prepare(self, options: dict[str, Any]) -> tuple[Table, Reader[ResponseRow], Store[ResponseRow]]:
        """Open the file with the mapping given; which words mean what cannot be guessed."""
        if not options["mapping"]:
            raise CommandError(_("Say with --mapping what the columns mean; docs/examples/ has one to copy from."))
        survey = Survey.objects.filter(key=options["survey"]).first()
        if survey is None:
            raise CommandError(_("There is no survey “%(key)s”.") % {"key": options["survey"]})
        document = read_document(options["mapping"], SHAPE)
        table = open_table(options["file"], file_shape(document))
        mapping = response_mapping(document, table.header, survey)

        def store(rows: list[ResponseRow]) -> tuple[Counter[str], list[RowError]]:
            return store_responses(rows, mapping, dry_run=options["dry_run"])

        return table, ResponseReader(mapping), store
