"""Cells that a spreadsheet would calculate: an apostrophe before them, and the way back.

``guard_formula`` and ``unguard_formula`` undo each other for every text, also for one that begins with an apostrophe.
"""

from __future__ import annotations

import re

# Also behind spaces, which some spreadsheets take away first, and in the full-width forms that some take for the same.
_BEGINNING = r"(?:[\t\r\n\x00]|[\s\x00\u200b\u2060\ufeff]*[=+\-@＝＋－＠])"
_CALCULATED = re.compile(f"'*{_BEGINNING}")
_GUARDED = re.compile(f"'+{_BEGINNING}")


def guard_formula(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and never runs it: ``=1+1`` gives ``'=1+1``."""
    # Most texts begin with a letter, and a look at it is five times as fast.
    if not text or text[0].isalnum():
        return text
    return f"'{text}" if _CALCULATED.match(text) else text


def unguard_formula(text: str) -> str:
    """Return what ``guard_formula`` was given: ``'=1+1`` gives ``=1+1``, ``'s`` stays."""
    return text[1:] if _GUARDED.match(text) else text
