"""What any text must be before it is stored: one rule for form, import and API, on both databases."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST_VERBATIM = 5000


class TextRefused(ValueError):
    """A text that cannot be stored; the message tells the person what to do."""


def clean_text(text: str, longest: int = LONGEST_VERBATIM) -> str:
    """Return ``text`` unchanged, or raise TextRefused when a database could not give it back as typed.

    Refused: NUL (PostgreSQL cannot store it), lone surrogates (no UTF-8 has them), more than ``longest`` code points
    (SQLite would take it, PostgreSQL not).
    """
    if "\x00" in text:
        raise TextRefused(_("The text holds an invisible control character (NUL). Please remove it and send again."))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise TextRefused(_("The text holds a broken character. Please remove it and send again."))
    if len(text) > longest:
        over = len(text) - longest
        raise TextRefused(
            ngettext(
                "The text is %(over)d character too long (the most is %(longest)d). Please shorten it.",
                "The text is %(over)d characters too long (the most is %(longest)d). Please shorten it.",
                over,
            )
            % {"over": over, "longest": longest}
        )
    return text
