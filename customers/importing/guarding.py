"""Cells that a spreadsheet would calculate: an apostrophe before them, and the way back.

``guard_formula`` and ``unguard_formula`` undo each other for every text, also for one that begins with an apostrophe.
"""

from __future__ import annotations

import re

_CALCULATED = re.compile(r"'*[=+\-@\t\r\n\x00＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\x00＝＋－＠]")


def guard_formula(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and never runs it: ``=1+1`` gives ``'=1+1``."""
    return f"'{text}" if _CALCULATED.match(text) else text


def unguard_formula(text: str) -> str:
    """Return what ``guard_formula`` was given: ``'=1+1`` gives ``=1+1``, ``'s`` stays."""
    return text[1:] if _GUARDED.match(text) else text
