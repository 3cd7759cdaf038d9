"""A respondent's text before it is stored: refused with a sentence that says what to do, else left as typed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.text import text_problem

LONGEST_VERBATIM = 5000


class TextRefused(ValueError):
    """A text that cannot be stored; the message tells the person what to do."""


def clean_text(text: str, longest: int = LONGEST_VERBATIM) -> str:
    """Return ``text`` unchanged, or raise TextRefused when a database could not give it back as typed."""
    match text_problem(text, longest):
        case "nul":
            raise TextRefused(
                _("The text holds an invisible control character (NUL). Please remove it and send again.")
            )
        case "broken":
            raise TextRefused(_("The text holds a broken character. Please remove it and send again."))
        case "long":
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
