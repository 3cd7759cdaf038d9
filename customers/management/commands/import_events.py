"""Import what happened to customers from a CSV or XLSX file."""

from __future__ import annotations

from collections import Counter
from typing import Any

from customers.importing.batches import Reader, Store
from customers.importing.command import ImportCommand
from customers.importing.documents import as_toml, file_shape, read_document
from customers.importing.events import OUTCOMES, SHAPE, EventReader, EventRow, event_mapping, guess, store_events
from customers.importing.files import Table, open_table
from customers.importing.refusals import RowError
from customers.models import ImportRun


class Command(ImportCommand):
    help = "Import support contacts, calls and outages of customers; running it twice changes nothing."
    outcomes = OUTCOMES
    kind = ImportRun.Kind.EVENTS

    def prepare(self, options: dict[str, Any]) -> tuple[Table, Reader[EventRow], Store[EventRow]]:
        """Open the file with the mapping given, else with one guessed from it and printed."""
        if options["mapping"]:
            self.document = read_document(options["mapping"], SHAPE)
            table = open_table(options["file"], file_shape(self.document))
        else:
            table = open_table(options["file"])
            self.document = guess(table)
            self.stdout.write(as_toml(self.document))
        mapping = event_mapping(self.document, table.header)

        def store(rows: list[EventRow]) -> tuple[Counter[str], list[RowError]]:
            return store_events(rows, mapping.columns["ref"], self.journal, dry_run=options["dry_run"])

        return table, EventReader(mapping), store
