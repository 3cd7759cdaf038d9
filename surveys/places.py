"""The form where a host puts it: behind a link that the host signed, and in a frame of the host's own page."""

from __future__ import annotations

import logging

from django.http import HttpResponse

from surveys.contexts import ContextRefused, KeyRetired, read_context
from surveys.invitations import invite_by_context, known_by_context
from surveys.links import Link, link_of, open_survey
from surveys.views import ask_or_take
from surveys.visits import DeadEnd, Visit, respondent_page

logger = logging.getLogger("parting_words.contexts")


@respondent_page
def context(visit: Visit, survey_key: str, token: str) -> HttpResponse:
    """Ask the one customer that a host vouches for; store what is sent, once."""
    return _ask_known(visit, open_context(survey_key, token))


@respondent_page
def embed(visit: Visit, survey_key: str) -> HttpResponse:
    """Ask in a frame of an allowed site; store what is sent."""
    link = open_survey(survey_key)
    visit.frame(link.survey)
    return ask_or_take(visit, link)


@respondent_page
def embed_context(visit: Visit, survey_key: str, token: str) -> HttpResponse:
    """Ask the one customer that a host vouches for, in a frame of an allowed site."""
    visit.frame(open_survey(survey_key).survey)
    return _ask_known(visit, open_context(survey_key, token))


def open_context(survey_key: str, token: str) -> Link:
    """Return what a signed link opens.

    Raises DeadEnd for one that was altered, made for another survey, or is over and was never opened in time. Why it
    was refused goes to the log, for the host's developer, without anything that it says.
    """
    link = open_survey(survey_key)
    try:
        said = read_context(link.survey, token)
        invitation = known_by_context(link.survey, said) if link.shut or said.expired() else None
        if invitation is None:
            if link.shut or said.expired():
                raise DeadEnd(link.shut or "expired")
            invitation = invite_by_context(link.survey, said)
    except ContextRefused as refused:
        fields = {"survey": link.survey.key, "reason": str(refused)}
        logger.info("signed link refused", extra={"fields": fields})
        raise DeadEnd("expired" if isinstance(refused, KeyRetired) else "altered") from None
    return link_of(invitation)


def _ask_known(visit: Visit, link: Link) -> HttpResponse:
    visit.prefer_language(link.invitation.language if link.invitation else "")
    return ask_or_take(visit, link)
