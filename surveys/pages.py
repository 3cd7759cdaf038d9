"""What each of the respondent's pages says: one frozen object a page, with its sentences in the language spoken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from surveys.body import Body
from surveys.languages import LANGUAGES, wording_in
from surveys.models import Invitation, Question, Survey
from surveys.tokens import form_token

if TYPE_CHECKING:
    from surveys.forms import ResponseForm
    from surveys.links import Link

# Questions that a person answers in about a minute, words included.
QUESTIONS_A_MINUTE = 4

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
        gettext_lazy("There is nothing more you need to do."),
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
    "unavailable": (
        503,
        gettext_lazy("We cannot take your answer at this moment"),
        gettext_lazy("The fault is ours, and nothing was stored yet. What you sent is kept on this page."),
        gettext_lazy("Please wait a little and send it again."),
    ),
}
# Fields of a form page that a person did not write.
OURS = {"form_token", "do"}


@dataclass(frozen=True)
class LanguageLink:
    """One language of the switch: a plain link that works without JavaScript."""

    tag: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Page:
    """What all of the respondent's pages have."""

    title: str
    language: str
    languages: list[LanguageLink]
    organisation: str = field(default_factory=lambda: settings.ORGANISATION_NAME)
    contact_email: str = field(default_factory=lambda: settings.CONTACT_EMAIL)


@dataclass(frozen=True)
class AskPage(Page):
    """The form. ``state`` is the first line: what the subscription's state is, and that this is optional."""

    state: str = ""
    effort: str = ""
    form: ResponseForm | None = None
    token: str = ""
    notice: list[tuple[str, str]] = field(default_factory=list)
    notice_address: str = ""
    failed: bool = False


@dataclass(frozen=True)
class NoticePage(Page):
    """The notice in full: headings with their paragraphs."""

    sections: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class ThanksPage(Page):
    """The thanks. ``empty`` says that nothing was sent, by Skip or because every question was left open."""

    empty: bool = False


@dataclass(frozen=True)
class DeadEndPage(Page):
    """A link that opens nothing, or something sent that cannot be taken; ``words`` is what was typed, not lost."""

    status: int = 404
    what: str = ""
    advice: str = ""
    words: list[str] = field(default_factory=list)
    again: list[tuple[str, str]] = field(default_factory=list)


def language_links(current: str, **query: str) -> list[LanguageLink]:
    """Return the language switch; the links keep the page's path and ``query``."""
    return [
        LanguageLink(tag, name, "?" + urlencode({"lang": tag} | query), tag == current)
        for tag, name in LANGUAGES.items()
    ]


def ask_page(link: Link, form: ResponseForm, language: str) -> AskPage:
    """Return the page that asks."""
    return AskPage(
        title=wording_in(link.survey.title, language),
        language=language,
        languages=language_links(language),
        state=state_line(link.invitation),
        effort=effort_line(len(form.questions)),
        form=form,
        token=form_token(form.page),
        notice=short_notice(link.invitation is not None),
        notice_address=_address("notice", link.survey, language),
        failed=bool(form.errors),
    )


def thanks_page(survey: Survey, language: str, empty: bool) -> ThanksPage:
    """Return the page that thanks."""
    query = {"empty": "1"} if empty else {}
    return ThanksPage(_("Thank you"), language, language_links(language, **query), empty=empty)


def dead_end_page(kind: str, language: str, body: Body) -> DeadEndPage:
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
        again=body.pairs() if kind == "unavailable" else [],
    )


def state_line(invitation: Invitation | None) -> str:
    """Return the first line: that leaving is settled whatever is answered, and that answering is optional."""
    if invitation is None:
        return _("This is optional and changes nothing about your subscription.")
    if invitation.state == Invitation.State.TRIAL_ENDED:
        return _("Your trial has ended. This is optional.")
    ends_on = invitation.state_date
    if invitation.state == Invitation.State.ENDS_ON and ends_on and ends_on > timezone.localdate():
        # Translators: how a date is written within a sentence, in the letters of Django's date filter.
        day = date_format(ends_on, pgettext("date format", "j F Y"))
        return _("Your cancellation is confirmed; your subscription ends on %(day)s. This is optional.") % {"day": day}
    return _("Your subscription is already cancelled. This is optional.")


def effort_line(questions: int) -> str:
    """Return how many questions there are and how long they take."""
    asked = ngettext("%(count)d short question", "%(count)d short questions", questions) % {"count": questions}
    if questions <= QUESTIONS_A_MINUTE:
        return _("%(questions)s, about a minute. Answer any of them, or none.") % {"questions": asked}
    return _("%(questions)s, about two minutes. Answer any of them, or none.") % {"questions": asked}


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


def notice_page(survey: Survey, language: str) -> NoticePage:
    """Return the full notice."""
    contacts = survey.questions.filter(kind=Question.Kind.CONSENT).exists()
    sections = [
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
    return NoticePage(_("What happens with your answer"), language, language_links(language), sections=sections)


def _kept_in_full(contacts: bool) -> list[str]:
    kept = [
        _("The reasons you tick, the words you write, the language of the page and the date."),
        _("If you came by a personal invitation: which customer it was made for, with details such as plan and size."),
    ]
    if contacts:
        kept.append(_("Your e-mail address, only if you enter it. It serves for one message about your answer."))
    return kept


def _rights() -> list[str]:
    return [
        _("You may ask to see your answer, to have it corrected or deleted, and to take back a consent, at any time."),
        _("Please say about when you answered and what you wrote, so that your answer can be found."),
        _("You may also complain to the authority for data protection where you live."),
    ]


def _months() -> str:
    months = settings.RETENTION_MONTHS
    return ngettext("%(months)d month.", "%(months)d months.", months) % {"months": months}


def _organisation() -> str:
    return settings.ORGANISATION_NAME or _("The company whose product you used")


def _address(name: str, survey: Survey, language: str) -> str:
    return f"{reverse(name, args=[survey.key])}?{urlencode({'lang': language})}"
