"""What the pages of a receipt say: the answer as it is kept, and how to change or delete it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.languages import wording_in
from surveys.models import Answer, Question, Response
from surveys.pages import Page, language_links
from surveys.retention import kept_until
from surveys.tokens import form_token

if TYPE_CHECKING:
    from surveys.forms import ResponseForm


@dataclass(frozen=True)
class Said:
    """One question with what was answered: choices in words, and the respondent's own words as typed."""

    question: str
    choices: list[str]
    verbatim: str = ""


@dataclass(frozen=True)
class ReceiptPage(Page):
    """An answer as it is kept. ``spoken`` is the language it was given in; ``changed``: a change was just stored.

    ``contacted`` is the day on which the one message was sent, with which the address was erased.
    """

    said: list[Said] = field(default_factory=list)
    spoken: str = ""
    contact_address: str = ""
    contacted: str = ""
    dates: str = ""
    changed: bool = False


@dataclass(frozen=True)
class ChangePage(Page):
    """The form with the answer in it."""

    form: ResponseForm | None = None
    token: str = ""
    failed: bool = False


def receipt_page(response: Response, language: str, changed: bool) -> ReceiptPage:
    """Return the page on which an answer (with its answers and their questions) can be read."""
    return ReceiptPage(
        title=_("Your answer"),
        language=language,
        languages=language_links(language),
        said=[_said(answer, language) for answer in response.answers.all()],
        spoken=response.language,
        contact_address=response.contact_address,
        contacted=_day(response.contacted_at) if response.contacted_at else "",
        dates=_dates(response),
        changed=changed,
    )


def change_page(form: ResponseForm, language: str) -> ChangePage:
    """Return the page on which an answer can be changed."""
    return ChangePage(
        title=_("Change your answer"),
        language=language,
        languages=language_links(language),
        form=form,
        token=form_token(form.page),
        failed=form.is_bound and bool(form.errors),
    )


def delete_page(language: str) -> Page:
    """Return the page that asks once, before an answer is deleted."""
    return Page(_("Delete your answer?"), language, language_links(language))


def _said(answer: Answer, language: str) -> Said:
    question = answer.question
    return Said(wording_in(question.wording, language), _choices(answer, language), answer.verbatim)


def _choices(answer: Answer, language: str) -> list[str]:
    """Return what was chosen in words, a number of a scale with what its ends mean."""
    question = answer.question
    if question.kind == Question.Kind.CONSENT:
        return [_("Yes, you may write to me once") for _key in answer.choices]
    if question.kind == Question.Kind.SCALE:
        ends = {
            "number": "".join(answer.choices),
            "least": f"{question.least} = {wording_in(question.least_wording, language)}",
            "most": f"{question.most} = {wording_in(question.most_wording, language)}",
        }
        return [_("%(number)s (%(least)s, %(most)s)") % ends]
    worded = {
        choice.key: wording_in(choice.wording, language)
        for other in question.survey.questions.all()
        for choice in other.choices.all()
        if other.pk == question.pk or question.kind == Question.Kind.MAIN
    }
    return [worded.get(key, key) for key in answer.choices]


def _dates(response: Response) -> str:
    named = {"given": _day(response.recorded_at), "until": _day(kept_until(response.recorded_at))}
    if response.changed_at is None:
        return _("Given on %(given)s, kept until %(until)s.") % named
    named["changed"] = _day(response.changed_at)
    return _("Given on %(given)s, changed on %(changed)s, kept until %(until)s.") % named


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("date format", "j F Y"))
