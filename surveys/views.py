"""The respondent's pages: the form by open link or invitation, the notice, the thanks."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.forms import ResponseForm
from surveys.intake import InvitationSpent, SubmissionRefused, record_response, refusals
from surveys.links import Link, already_stored, new_form_page, open_invitation, open_survey, sent_form_page
from surveys.pages import ask_page, notice_page, thanks_page
from surveys.visits import DeadEnd, Visit, respondent_page, see_other


@respondent_page
def survey(visit: Visit, survey_key: str) -> HttpResponse:
    """Ask anyone who has the open link; store what is sent."""
    return ask_or_take(visit, open_survey(survey_key))


@respondent_page
def invitation(visit: Visit, token: str) -> HttpResponse:
    """Ask the one customer that a signed link was made for; store what is sent, once."""
    link = open_invitation(token)
    visit.prefer_language(link.invitation.language if link.invitation else "")
    return ask_or_take(visit, link)


@respondent_page
def notice(visit: Visit, survey_key: str) -> HttpResponse:
    """Say in full who asks, why, what is kept and how to have it deleted."""
    return visit.page("surveys/notice.html", notice_page(open_survey(survey_key).survey, visit.language))


@respondent_page
def thanks(visit: Visit, survey_key: str) -> HttpResponse:
    """Thank once, then stop."""
    page = thanks_page(open_survey(survey_key).survey, visit.language, empty="empty" in visit.request.GET)
    return visit.page("surveys/thanks.html", page)


def ask_or_take(visit: Visit, link: Link) -> HttpResponse:
    """Show what a link asks, or take what is sent, whichever way the link came."""
    if visit.sends:
        return _take(visit, link)
    if link.shut:
        raise DeadEnd(link.shut)
    form = ResponseForm(link.survey, new_form_page(link, visit.language))
    return _form(visit, link, form)


def _take(visit: Visit, link: Link) -> HttpResponse:
    """Store what was sent and say thanks; a page sent again is thanked again; whatever is wrong loses no word."""
    if visit.body.one("do") == "skip":
        return _thank(visit, link, empty=True)
    page = sent_form_page(link, visit.body.one("form_token"))
    if link.shut:
        if page and already_stored(page):
            return _thank(visit, link)
        raise DeadEnd(link.shut)
    form = ResponseForm(link.survey, page or new_form_page(link, visit.language), visit.body)
    if page is None:
        form.add_error(None, _("This page was open for very long, or changed on its way. Please send it once more."))
        return _form(visit, link, form, status=403)
    if not form.is_valid():
        # Say all that is wrong at once, not one kind of error after the other.
        form.refuse(refusals(form.submission(link.invitation)))
        return _form(visit, link, form, status=400)
    return _record(visit, link, form)


def _record(visit: Visit, link: Link, form: ResponseForm) -> HttpResponse:
    try:
        stored = record_response(form.submission(link.invitation))
    except SubmissionRefused as refused:
        form.refuse(refused.errors)
        return _form(visit, link, form, status=400)
    except InvitationSpent:
        raise DeadEnd("used") from None
    return _thank(visit, link, empty=stored is None)


def _form(visit: Visit, link: Link, form: ResponseForm, status: int = 200) -> HttpResponse:
    return visit.page("surveys/ask.html", ask_page(link, form, visit.language), status)


def _thank(visit: Visit, link: Link, empty: bool = False) -> HttpResponse:
    query = {"lang": visit.language} | ({"empty": "1"} if empty else {})
    return see_other(f"{reverse('thanks', args=[link.survey.key])}?{urlencode(query)}")
