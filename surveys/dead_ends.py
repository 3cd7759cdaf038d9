"""The pages on which a visit ends that cannot go on: what happened, what to do, and what was typed, not lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from surveys.body import Body
from surveys.guard import TRAP
from surveys.pages import Page, language_links

# kind → status, title, what happened and what to do.
DEAD_ENDS = {
    "altered": (
        403,
        gettext_lazy("This link does not open"),
        gettext_lazy("It is incomplete or was changed on its way, perhaps because a mail program cut it in two."),
        gettext_lazy("Please copy the whole link from the message into the address line of your browser."),
    ),
    "expired": (
        410,
        gettext_lazy("This link has expired"),
        gettext_lazy("It was open for a limited time, and that time is over."),
        gettext_lazy("There is nothing you need to do."),
    ),
    "used": (
        410,
        gettext_lazy("We already have your answer, thank you"),
        gettext_lazy("Each invitation takes one answer, and yours has arrived."),
        gettext_lazy("If you would like to change it, open your answer and change it there."),
    ),
    "erased": (
        410,
        gettext_lazy("You deleted this answer"),
        gettext_lazy("What was sent now belongs to a page whose answer you deleted, so it was not stored again."),
        gettext_lazy("If you would like to answer once more, please open the link anew."),
    ),
    "gone": (
        410,
        gettext_lazy("This answer is no longer here"),
        gettext_lazy("It was deleted, at your wish or because the time was over for which it was to be kept."),
        gettext_lazy("There is nothing you need to do."),
    ),
    "closed": (
        410,
        gettext_lazy("This survey is closed"),
        gettext_lazy("It takes no more answers."),
        gettext_lazy("There is nothing you need to do."),
    ),
    "unknown": (
        404,
        gettext_lazy("There is no survey at this address"),
        gettext_lazy("The address may have a typing mistake, or the survey was taken down."),
        gettext_lazy("Please copy the whole link from the message into the address line of your browser."),
    ),
    "too_large": (
        413,
        gettext_lazy("That was more than we can take"),
        gettext_lazy("More than one megabyte was sent. Nothing was stored."),
        gettext_lazy("Please go back, shorten the text and send it again."),
    ),
    "unsupported": (
        415,
        gettext_lazy("We could not read what was sent"),
        gettext_lazy("It did not come in the way this form sends it. Nothing was stored."),
        gettext_lazy("Please go back and send the form itself."),
    ),
    "cut_off": (
        400,
        gettext_lazy("The connection broke while sending"),
        gettext_lazy("Not everything arrived, so nothing was stored."),
        gettext_lazy("Please go back and send it again."),
    ),
    "filled": (
        400,
        gettext_lazy("Did you write this yourself?"),
        gettext_lazy(
            "A field that people do not see was filled in, as programs do. Nothing was stored yet. "
            "What you sent is kept on this page."
        ),
        gettext_lazy("If you wrote it, please send it again with the button below."),
    ),
    "too_many": (
        429,
        gettext_lazy("Very many answers are arriving just now"),
        gettext_lazy("So many come from where you are that yours was not stored yet. It is kept on this page."),
        gettext_lazy("Please wait half a minute and send it again."),
    ),
    "unavailable": (
        503,
        gettext_lazy("We cannot take your answer at this moment"),
        gettext_lazy("The fault is ours, and nothing was stored yet. What you sent is kept on this page."),
        gettext_lazy("Please wait a little and send it again."),
    ),
}
# Fields of a form page that a person did not write.
OURS = {"form_token", "do", TRAP}
# Ends from which the same can be sent again with one click, and after how many seconds.
SENT_AGAIN = {"filled": 0, "too_many": 30, "unavailable": 10}


@dataclass(frozen=True)
class DeadEndPage(Page):
    """A link that opens nothing, or something sent that cannot be taken; ``words`` is what was typed, not lost.

    ``receipt`` leads to the answer that is stored already, if there is one.
    """

    status: int = 404
    what: str = ""
    advice: str = ""
    words: list[str] = field(default_factory=list)
    again: list[tuple[str, str]] = field(default_factory=list)
    receipt: str = ""


def dead_end_page(kind: str, language: str, body: Body, receipt: str = "") -> DeadEndPage:
    """Return the kind page for a dead end, with what was typed on its way there."""
    status, title, what, advice = DEAD_ENDS[kind]
    typed = [(name, value) for name, value in body.pairs() if name not in OURS and value.strip()]
    return DeadEndPage(
        title=str(title),
        language=language,
        languages=language_links(language),
        status=status,
        what=str(what),
        advice=str(advice),
        words=[value for name, value in typed if " " in value or len(value) > 20 or not value.isascii()],
        again=[pair for pair in body.pairs() if pair[0] != TRAP] if kind in SENT_AGAIN else [],
        receipt=receipt,
    )
