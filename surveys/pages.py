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
from django.utils.translation import ngettext, pgettext

from surveys.languages import LANGUAGES, wording_in
from surveys.models import Invitation, Survey
from surveys.notices import notice_sections, short_notice
from surveys.tokens import form_token

if TYPE_CHECKING:
    from surveys.forms import ResponseForm
    from surveys.links import Link

# Questions that a person answers in about a minute, words included.
QUESTIONS_A_MINUTE = 4


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
    action: str = ""
    failed: bool = False


@dataclass(frozen=True)
class NoticePage(Page):
    """The notice in full: headings with their paragraphs."""

    sections: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class ThanksPage(Page):
    """The thanks. ``empty``: nothing was sent, by Skip or because every question was left open; ``deleted``: the
    answer was taken back. ``receipt`` is the private link's whole address. ``alternative`` is the team's one line,
    if it turned one on; it is shown after an answer only, and ``closed`` is this page's address without it.
    """

    empty: bool = False
    deleted: bool = False
    receipt: str = ""
    alternative: str = ""
    closed: str = ""


def language_links(current: str, **query: str) -> list[LanguageLink]:
    """Return the language switch; the links keep the page's path and ``query``."""
    return [
        LanguageLink(tag, name, "?" + urlencode({"lang": tag} | query), tag == current)
        for tag, name in LANGUAGES.items()
    ]


def ask_page(link: Link, form: ResponseForm, language: str, query: dict[str, str] | None = None) -> AskPage:
    """Return the page that asks; its own links keep ``query``."""
    query = query or {}
    return AskPage(
        title=wording_in(link.survey.title, language),
        language=language,
        languages=language_links(language, **query),
        state=state_line(link.invitation),
        effort=effort_line(form),
        form=form,
        token=form_token(form.page),
        notice=short_notice(link.invitation is not None),
        notice_address=_address("notice", link.survey, language),
        action="?" + urlencode({"lang": language} | {name: query[name] for name in query if name == "via"}),
        failed=form.is_bound and bool(form.errors),
    )


def notice_page(survey: Survey, language: str) -> NoticePage:
    """Return the full notice."""
    return NoticePage(
        _("What happens with your answer"), language, language_links(language), sections=notice_sections(survey)
    )


def thanks_page(survey: Survey, language: str, query: dict[str, str]) -> ThanksPage:
    """Return the page that thanks. ``query`` says for what: ``empty``, ``deleted``, or the ``receipt``'s token."""
    deleted, answered = "deleted" in query, "receipt" in query
    return ThanksPage(
        title=_("Your answer is deleted") if deleted else _("Thank you"),
        language=language,
        languages=language_links(language, **query),
        empty="empty" in query,
        deleted=deleted,
        receipt=receipt_url(query["receipt"]) if answered else "",
        alternative=wording_in(survey.alternative, language) if answered and "closed" not in query else "",
        closed="?" + urlencode({"lang": language} | query | {"closed": "1"}),
    )


def receipt_url(token: str) -> str:
    """Return the whole private link of a receipt."""
    return settings.SITE_URL + reverse("receipt", args=[token])


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


def effort_line(form: ResponseForm) -> str:
    """Return how many questions there are and how long they take."""
    follow_ups = sum(question.follows is not None for question in form.questions)
    count = len(form.questions) - follow_ups
    asked = ngettext("%(count)d short question", "%(count)d short questions", count) % {"count": count}
    if follow_ups:
        asked = _("%(questions)s, and one more after some of the choices") % {"questions": asked}
    if count <= QUESTIONS_A_MINUTE:
        return _("%(questions)s, about a minute. Answer any of them, or none.") % {"questions": asked}
    return _("%(questions)s, about two minutes. Answer any of them, or none.") % {"questions": asked}


def _address(name: str, survey: Survey, language: str) -> str:
    return f"{reverse(name, args=[survey.key])}?{urlencode({'lang': language})}"
