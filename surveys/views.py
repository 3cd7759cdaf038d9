"""The respondent's pages: the form by open link or invitation, the notice, the thanks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.displays import AnswerErased, record_answered, record_opened, record_skipped
from surveys.forms import ResponseForm
from surveys.guard import filled_by_program, too_many
from surveys.intake import InvitationSpent, Submission, SubmissionRefused, record_once, refusals
from surveys.links import (
    Link,
    chosen_by_link,
    new_form_page,
    open_invitation,
    open_survey,
    sent_form_page,
    stored_response,
)
from surveys.models import Channel, Response
from surveys.pages import ask_page, notice_page, thanks_page
from surveys.receipts import is_receipt, receipt_path, says_the_same
from surveys.rendering import Look, render_new_page, rendered
from surveys.replies import Reply, read_reply
from surveys.tokens import receipt_token
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
    """Thank once, then stop; the private link to the answer is shown here."""
    link = open_survey(survey_key)
    given = visit.request.GET
    query = {name: "1" for name in ("empty", "deleted", "framed", "closed") if name in given}
    if is_receipt(given.get("receipt", "")):
        query["receipt"] = given["receipt"]
    if "framed" in query:
        visit.frame(link.survey)
    visit.private = True
    return visit.page("surveys/thanks.html", thanks_page(link.survey, visit.language, query))


def ask_or_take(visit: Visit, link: Link) -> HttpResponse:
    """Show what a link asks, or take what is sent, whichever way the link came."""
    if visit.sends:
        return _take(visit, link)
    if link.shut == "used" and not visit.framed:
        return see_other(_receipt_of(link) + "?" + urlencode({"lang": visit.language}))
    if link.shut:
        raise DeadEnd(link.shut, _receipt_of(link) if link.shut == "used" else "")
    chosen = chosen_by_link(link.survey, visit.request.GET) if visit.channel == Channel.MAIL else {}
    page = new_form_page(link, visit.language, visit.channel)
    look = Look(visit.kept_query(chosen), chosen, visit.frame_hosts)
    response = HttpResponse(render_new_page(link, page, look))
    if visit.looks:
        record_opened(link, page)
    return response


def _take(visit: Visit, link: Link) -> HttpResponse:
    """Store what was sent and say thanks; a page sent again is thanked again; whatever is wrong loses no word."""
    page = sent_form_page(link, visit.body.one("form_token"))
    if visit.body.one("do") == "skip":
        if page:
            record_skipped(link, page)
        return _thank(visit, link)
    if filled_by_program(visit.body):
        raise DeadEnd("filled")
    reply = read_reply(
        link.survey, page or new_form_page(link, visit.language, visit.channel), visit.body, link.invitation
    )
    if link.shut:
        stored = stored_response(page) if page and not reply.problems else None
        if stored:
            return _again(visit, link, reply.submission, stored)
        raise DeadEnd(link.shut, _receipt_of(link) if link.shut == "used" else "")
    if page is None:
        late = {"": _("This page was open for very long, or changed on its way. Please send it once more.")}
        return _come_back(visit, link, reply, late, status=403)
    if reply.problems:
        # Say all that is wrong at once, not one kind of error after the other.
        return _come_back(visit, link, reply, refusals(reply.submission))
    return _record(visit, link, reply)


def _record(visit: Visit, link: Link, reply: Reply) -> HttpResponse:
    submission = reply.submission
    longest = max((given.verbatim for given in submission.answers.values()), key=len, default="")
    if link.invitation is None and too_many(visit.request, longest):
        raise DeadEnd("too_many")
    try:
        outcome = record_once(submission, also=partial(record_answered, link, reply.page))
    except SubmissionRefused as refused:
        return _come_back(visit, link, reply, refused.errors)
    except InvitationSpent:
        raise DeadEnd("used", _receipt_of(link)) from None
    except AnswerErased:
        raise DeadEnd("erased") from None
    if outcome.response is None:
        record_skipped(link, reply.page)
    elif not outcome.new:
        return _again(visit, link, submission, outcome.response)
    return _thank(visit, link, outcome.response)


def _again(visit: Visit, link: Link, submission: Submission, stored: Response) -> HttpResponse:
    """Thank again for a page that was sent again; if it holds something else by now, show where to change it."""
    if says_the_same(stored, submission):
        return _thank(visit, link, stored)
    raise DeadEnd("used", receipt_path(stored))


def _receipt_of(link: Link) -> str:
    """Return the path of the receipt of an invitation's one answer."""
    stored = Response.objects.filter(invitation=link.invitation).first()
    if stored is None:
        raise DeadEnd("gone")
    return receipt_path(stored)


def _come_back(visit: Visit, link: Link, reply: Reply, errors: Mapping[str, str], status: int = 400) -> HttpResponse:
    """Show the page again with everything that was typed, and what is wrong with it."""
    form = ResponseForm(link.survey, reply.page, visit.body)
    form.refuse({**reply.problems, **errors})
    page = ask_page(link, form, visit.language, visit.kept_query({}))
    return HttpResponse(rendered(page, visit.frame_hosts), status=status)


def _thank(visit: Visit, link: Link, stored: Response | None = None) -> HttpResponse:
    # Language tags and tokens hold nothing that an address would have to quote.
    came_of_it = f"receipt={receipt_token(stored.submission_id)}" if stored else "empty=1"
    framed = "&framed=1" if visit.framed else ""
    return see_other(f"{_thanks_path(link.survey.key)}?lang={visit.language}&{came_of_it}{framed}")


@lru_cache(maxsize=1000)
def _thanks_path(survey_key: str) -> str:
    return reverse("thanks", args=[survey_key])
