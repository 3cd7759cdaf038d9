"""A receipt's pages: to read, change and delete the own answer by its private link, without a log-in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.forms import ResponseForm
from surveys.intake import SubmissionRefused, refusals
from surveys.links import Link, sent_form_page
from surveys.models import Question, Response, Survey
from surveys.questions import asked_of
from surveys.receipt_pages import change_page, delete_page, receipt_page
from surveys.receipts import NothingLeft, change_response, delete_response, given_in, open_receipt, receipt_path
from surveys.replies import CONTACT_ADDRESS, Reply, read_reply
from surveys.tokens import FormPage, TokenRefused
from surveys.visits import DeadEnd, Visit, respondent_page, see_other


@respondent_page
def receipt(visit: Visit, token: str) -> HttpResponse:
    """Show a respondent the own answer."""
    response = _opened(visit, token)
    return visit.page("surveys/receipt.html", receipt_page(response, visit.language, "changed" in visit.request.GET))


@respondent_page
def receipt_change(visit: Visit, token: str) -> HttpResponse:
    """Show the form with the answer in it, and store what is changed; looking at it changes nothing."""
    response = _opened(visit, token)
    if not visit.sends:
        return _form(visit, ResponseForm(response.survey, _page(response, visit.language), chosen=_chosen(response)))
    page = _sent_page(response, visit.body.one("form_token"))
    reply = read_reply(response.survey, page or _page(response, visit.language), visit.body, response.invitation)
    if page is None:
        late = {"": _("This page was open for very long, or changed on its way. Please send it once more.")}
        return _come_back(visit, response, reply, late, status=403)
    if reply.problems:
        return _come_back(visit, response, reply, refusals(reply.submission))
    return _change(visit, response, reply)


@respondent_page
def receipt_delete(visit: Visit, token: str) -> HttpResponse:
    """Ask once, then delete the answer for good."""
    response = _opened(visit, token)
    if not visit.sends or visit.body.one("do") != "delete":
        return visit.page("surveys/receipt_delete.html", delete_page(visit.language))
    delete_response(response)
    query = urlencode({"lang": visit.language, "deleted": "1"})
    return see_other(f"{reverse('thanks', args=[response.survey.key])}?{query}")


def _opened(visit: Visit, token: str) -> Response:
    """Return the answer of a receipt with its survey's questions read; what leads nowhere else is a dead end."""
    visit.private = True
    try:
        response = open_receipt(token)
    except TokenRefused:
        raise DeadEnd("altered") from None
    if response is None:
        raise DeadEnd("gone")
    visit.prefer_language(response.language)
    asked_of(response.survey)
    for answer in response.answers.all():
        answer.question.survey = response.survey
    return response


def _change(visit: Visit, response: Response, reply: Reply) -> HttpResponse:
    try:
        change_response(response, reply.submission)
    except SubmissionRefused as refused:
        return _come_back(visit, response, reply, refused.errors)
    except NothingLeft:
        nothing = {"": _("Nothing is left of your answer. To take it back, go to your answer and delete it.")}
        return _come_back(visit, response, reply, nothing)
    except Response.DoesNotExist:
        raise DeadEnd("gone") from None
    return see_other(receipt_path(response) + "?" + urlencode({"lang": visit.language, "changed": "1"}))


def _come_back(
    visit: Visit, response: Response, reply: Reply, errors: Mapping[str, str], status: int = 400
) -> HttpResponse:
    form = ResponseForm(response.survey, reply.page, visit.body)
    form.refuse({**reply.problems, **errors})
    return _form(visit, form, status)


def _form(visit: Visit, form: ResponseForm, status: int = 200) -> HttpResponse:
    return visit.page("surveys/receipt_change.html", change_page(form, visit.language), status)


def _page(response: Response, language: str) -> FormPage:
    """Return a form page of the answer itself: choices in the order shown then, what is new last."""
    return FormPage(
        survey_key=response.survey.key,
        submission_id=str(response.submission_id),
        invitation_id=str(response.invitation_id or ""),
        language=language,
        choice_order=list(dict.fromkeys([*response.choice_order, *_on_offer(response.survey), *_ticked(response)])),
        channel=response.channel,
        survey_version=response.survey_version,
    )


def _sent_page(response: Response, token: str) -> FormPage | None:
    link = Link(response.survey, response.invitation)
    page = sent_form_page(link, token)
    return page if page and uuid.UUID(page.submission_id) == response.submission_id else None


def _on_offer(survey: Survey) -> list[str]:
    return [choice.key for choice in asked_of(survey).on_offer]


def _ticked(response: Response) -> list[str]:
    return [key for answer in response.answers.all() for key in answer.choices]


def _chosen(response: Response) -> dict[str, list[str]]:
    """Return what is kept as the form takes it; a consent that was used is not ticked again."""
    used = {question.key for question in asked_of(response.survey).all if question.kind == Question.Kind.CONSENT}
    used = used if response.contacted_at else set()
    chosen = {
        key: list(given.choices) if given.choices else [given.verbatim]
        for key, given in given_in(response).items()
        if key not in used
    }
    if response.contact_address:
        chosen[CONTACT_ADDRESS] = [response.contact_address]
    return chosen
