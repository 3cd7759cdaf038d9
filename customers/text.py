"""What any text must be so that both databases give it back as it stands: one rule for form, import and API."""

from __future__ import annotations

from typing import Literal

Problem = Literal["nul", "broken", "long"]


def text_problem(text: str, longest: int) -> Problem | None:
    """Say why ``text`` cannot be stored, or None.

    ``nul``: PostgreSQL cannot store NUL; ``broken``: a lone surrogate, which no UTF-8 has; ``long``: more than
    ``longest`` code points, which SQLite would take and PostgreSQL not.
    """
    if "\x00" in text:
        return "nul"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "broken"
    return "long" if len(text) > longest else None
