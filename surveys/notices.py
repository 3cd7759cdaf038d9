"""The notice: who asks, why, what is kept and for how long; in short above the buttons, and in full."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Question, Survey


def short_notice(invited: bool) -> list[tuple[str, str]]:
    """Return what must be known before sending, as terms and sentences."""
    kept = _("What you tick and write, the language and the date.")
    if invited:
        kept = _("What you tick and write, the language and the date, with the plan and the like of what you left.")
    return [
        (_("Who asks"), _("%(organisation)s, to learn what to improve.") % {"organisation": _organisation()}),
        (_("What is kept"), kept),
        (_("For how long"), _months()),
    ]


def notice_sections(survey: Survey) -> list[tuple[str, list[str]]]:
    """Return the full notice: headings with their paragraphs."""
    contacts = survey.questions.filter(kind=Question.Kind.CONSENT, retired=False).exists()
    return [
        (
            _("Who asks, and why"),
            [
                _("%(organisation)s asks people who leave for their reasons, to learn what to improve.")
                % {"organisation": _organisation()},
                _("Answering is optional. Your subscription, its end and any refund do not depend on it."),
            ],
        ),
        (_("What is kept"), _kept_in_full(contacts)),
        (_("For how long"), [_months()]),
        (
            _("Who reads it"),
            [
                _("The people who build the product. Reports count your answer together with other people’s."),
                _("Your answer is not sold or passed on, and no decision about you is made from it."),
            ],
        ),
        (
            _("On this page"),
            [
                _("No cookie is set, and nothing is loaded from other companies."),
                _("While you type, a draft stays in your own browser. It is forgotten when you send, or after a day."),
            ],
        ),
        (_("Your rights"), _rights()),
    ]


def _kept_in_full(contacts: bool) -> list[str]:
    kept = [
        _("The reasons you tick, the words you write, the language of the page and the date."),
        _("If you came by a personal invitation: which customer it was made for, with details such as plan and size."),
        _("That the page was opened, and whether it was answered or skipped, so that shares are counted truly."),
    ]
    if contacts:
        kept.append(_("Your e-mail address, only if you enter it. It serves for one message about your answer."))
    return kept


def _rights() -> list[str]:
    return [
        _("After sending you are shown a private link. With it you can read, change or delete your answer yourself."),
        _("It needs no log-in and works for as long as the answer is kept. Whoever has the link can use it."),
        _(
            "Without the link you may ask to see your answer, to have it corrected or deleted, and to take back "
            "a consent, at any time. Please say about when you answered and what you wrote, so that it can be found."
        ),
        _("You may also complain to the authority for data protection where you live."),
    ]


def _months() -> str:
    months = settings.RETENTION_MONTHS
    return ngettext("%(months)d month.", "%(months)d months.", months) % {"months": months}


def _organisation() -> str:
    return settings.ORGANISATION_NAME or _("The company whose product you used")
