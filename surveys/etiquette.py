"""The etiquette linter: what a survey may not ask of people who leave, and how it may not ask it.

>>> [finding.rule for finding in findings({"title": {"en": "Are you sure?"}, "questions": []})][:1]
['shaming']

The rules with their ids and hints are in surveys.manners, the words in surveys/data/etiquette.toml. Errors keep a
survey from being published; warnings are told. Nothing here reads the database, and no document makes it fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveys import readings, structure
from surveys.manners import RULES, Level
from surveys.wordings import Wording


@dataclass(frozen=True)
class Finding:
    """One thing to mend, in the reader's language; ``where`` is a path: ``questions[0].choices[2].wording.en``."""

    rule: str
    level: Level
    message: str
    hint: str
    where: str


def findings(document: dict[str, Any]) -> list[Finding]:
    """Return everything to mend in a survey's document, in its order: errors first, then warnings."""
    table = document if isinstance(document, dict) else {}
    found = list(dict.fromkeys(_finding(*mark) for mark in _marks(table)))
    return sorted(found, key=lambda finding: finding.level != "error")


def text_findings(wording: Wording) -> list[Finding]:
    """Return what to mend in one text that is sent to people who left: its tone, addresses and setting, not its length.

    What is sold, what frightens or shames blocks it; its length is for whoever sends it to judge.
    """
    marks = [mark for mark in readings.text_marks(wording) if mark[0] != "too_long"]
    return list(dict.fromkeys(_finding(*mark) for mark in marks))


def blocks_publishing(found: list[Finding]) -> bool:
    """Say whether any finding is an error."""
    return any(finding.level == "error" for finding in found)


def _marks(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, where, what was found)."""
    yield from structure.marks(document)
    yield from readings.marks(document)


def _finding(rule: str, where: str, found: str) -> Finding:
    level, message, hint = RULES[rule]
    return Finding(rule, level, str(message) % {"found": found}, str(hint), where)
