"""Write a report as a file, for scripts."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.asked import read_asked
from reports.causes_by_segment import causes_by_segment
from reports.codebooks import active_codebook
from reports.exports import FORMATS, file_pieces
from reports.filter_words import about_causes_by_segment
from reports.filters import WHERE
from reports.rollups.store import refresh_rollups
from reports.tables import CAUSES_BY_SEGMENT, causes_by_segment_rows


class Command(BaseCommand):
    help = "Write the figures of a report as CSV, JSON or XLSX: a row a segment and cause, all segments as '*'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=["causes-by-segment"])
        parser.add_argument("--by", default="", metavar="DIMENSION", help="the dimension to split by, like contract")
        parser.add_argument("--from", default="", metavar="YYYY-MM-DD", help="first day that counts")
        parser.add_argument("--to", default="", metavar="YYYY-MM-DD", help="first day that no longer counts")
        parser.add_argument("--survey", default="", metavar="KEY", help="answers of this survey only")
        parser.add_argument("--where", action="append", default=[], metavar="DIMENSION=SEGMENT", help="narrow to this")
        parser.add_argument("--main-only", action="store_true", help="count each person's main cause only")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--output", metavar="FILE", help="write here instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        refresh_rollups()
        asked = read_asked(_given(options))
        if asked.problems:
            known = ", ".join(asked.known.dimensions) or "none yet"
            raise CommandError("\n".join([*asked.problems, f"Dimensions: {known}."]))
        page = causes_by_segment(asked.exits, asked.filters, active_codebook().shown())
        rows = causes_by_segment_rows(page)
        pieces = file_pieces(options["format"], CAUSES_BY_SEGMENT, rows, about_causes_by_segment(page))
        if options["output"]:
            self._write(options["output"], pieces)
        elif options["format"] == "xlsx":
            raise CommandError("A workbook is no text: name a file with --output.")
        else:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")

    def _write(self, path: str, pieces: Iterable[bytes]) -> None:
        try:
            with open(path, "wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        sys.stderr.write(f"{path} is written.\n")


def _given(options: dict[str, Any]) -> dict[str, str]:
    """Return the options as the page's address would say them."""
    given = {name: options[name] for name in ("by", "from", "survey")} | {"before": options["to"]}
    for pair in options["where"]:
        dimension, equals, segment = pair.partition("=")
        if not equals:
            raise CommandError(f"--where {pair}: write it as DIMENSION=SEGMENT.")
        given[WHERE + dimension] = segment
    return given | {"main": "1" if options["main_only"] else ""}
