"""Check the etiquette of a survey in a file."""

from __future__ import annotations

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.etiquette import Finding, blocks_publishing, findings

LARGEST_BYTES = 1_000_000


class Command(BaseCommand):
    """``manage.py check_survey survey.toml``: what to mend, a line each; ends with 1 when publishing is blocked.

    Reads TOML and JSON in the shape of surveys.documents, which is also what the builder's export holds.
    """

    requires_system_checks: list[str] = []  # only the file is looked at
    help = "Check a survey in a TOML or JSON file against the etiquette of asking people who leave."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a survey's document, .toml or .json")

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings(read_document(options["file"]))
        for finding in found:
            self.stdout.write(line(finding))
        errors = sum(finding.level == "error" for finding in found)
        self.stdout.write(f"{errors} errors, {len(found) - errors} warnings")
        if blocks_publishing(found):
            raise SystemExit(1)


def line(finding: Finding) -> str:
    """Return a finding for people to read: the rule and the place, what is wrong, what to do."""
    return f"{finding.level} {finding.rule} at {finding.where}\n  {finding.message}\n  {finding.hint}"


def read_document(path: Path) -> dict[str, Any]:
    """Return the document in a file. Raises CommandError with a sentence that says what is wrong with the file."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CommandError(f"{path} is larger than a survey can be ({LARGEST_BYTES} bytes).")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not a text in UTF-8.") from error
    try:
        read = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is not well-formed: {error}.") from error
    if not isinstance(read, dict):
        raise CommandError(f"{path} holds no survey: a table with a title and questions was expected.")
    return read
