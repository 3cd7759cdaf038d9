"""What a definition is made of. ``reports.definitions`` puts all of them in one order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

PERIOD = _("The period, by the day on which people left.")
BEFORE = _("The period, and the one of the same length before it.")
FILTERS = _("Every filter of the page.")
CODED = _("People with a coded answer.")
CELLS = _("People with a coded answer in the segment, and all others.")


@dataclass(frozen=True)
class Definition:
    """A figure's name and what it means in words; ``key`` is its anchor.

    The rest is for those who check a figure: its formula, the window it looks at, the filters that narrow it, whom it
    is of, and one case with numbers, which a test computes.
    """

    key: str
    name: Words
    text: Words
    formula: Words = ""
    window: Words = ""
    narrowed_by: Words = ""
    base: Words = ""
    example: Words = ""

    def parts(self) -> list[tuple[Words, Words]]:
        """Return what is known beside the text, each with its name."""
        parts: list[tuple[Words, Words]] = [
            (_("Formula"), self.formula),
            (_("Window"), self.window),
            (_("Filter"), self.narrowed_by),
            (_("Base"), self.base),
            (_("Example"), self.example),
        ]
        return [(name, words) for name, words in parts if words]
