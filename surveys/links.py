"""What a link opens: a survey, perhaps for one invitation, and whether an answer is still taken."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.models import Channel, Invitation, Question, Response, Survey
from surveys.questions import asked_of, asked_questions, find_survey
from surveys.tokens import FormPage, TokenRefused, read_form_token, read_invitation_token
from surveys.visits import DeadEnd


@dataclass(frozen=True)
class Link:
    """An opened link. ``shut`` says why no answer is taken any more: ``used``, ``expired``, ``closed`` or empty."""

    survey: Survey
    invitation: Invitation | None = None
    shut: str = ""

    @property
    def invitation_id(self) -> str:
        """Return the invitation's id as the form token holds it; empty for the open link."""
        return str(self.invitation.pk) if self.invitation else ""


def open_survey(survey_key: str) -> Link:
    """Return the open link of a survey. A draft is as unknown as one that never was."""
    survey = find_survey(survey_key)
    if survey is None or survey.status == Survey.Status.DRAFT:
        raise DeadEnd("unknown")
    return Link(survey, shut="closed" if survey.status == Survey.Status.CLOSED else "")


def open_invitation(token: str) -> Link:
    """Return what an invitation's token opens. Raises DeadEnd for a token that was altered or never ours."""
    try:
        invitation_id = read_invitation_token(token)
    except TokenRefused:
        raise DeadEnd("altered") from None
    invitation = Invitation.objects.select_related("survey", "customer", "response").filter(pk=invitation_id).first()
    if invitation is None:
        raise DeadEnd("altered")
    if invitation.survey.status == Survey.Status.DRAFT:
        raise DeadEnd("unknown")
    return link_of(invitation)


def link_of(invitation: Invitation) -> Link:
    """Return the link of an invitation that was found, and whether it still takes an answer."""
    return Link(invitation.survey, invitation, shut=_why_shut(invitation))


def _why_shut(invitation: Invitation) -> str:
    if hasattr(invitation, "response"):
        return "used"
    if invitation.expired():
        return "expired"
    return "closed" if invitation.survey.status == Survey.Status.CLOSED else ""


def new_form_page(link: Link, language: str, channel: str = Channel.FORM) -> FormPage:
    """Return a form page with a submission id and an order of choices of its own."""
    return FormPage(
        survey_key=link.survey.key,
        submission_id=str(uuid.uuid4()),
        invitation_id=link.invitation_id,
        language=language,
        choice_order=shuffled_choices(link.survey),
        channel=str(channel),
        survey_version=link.survey.version,
    )


def chosen_by_link(survey: Survey, query: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the one choice that was clicked in a mail, as ``?reasons=price``; only what the survey offers now."""
    for question in asked_questions(survey):
        value = query.get(question.key, "")
        if question.kind in (Question.Kind.SEVERAL, Question.Kind.SINGLE):
            offered = {choice.key for choice in question.choices.all() if not choice.retired}
        elif question.kind == Question.Kind.SCALE:
            offered = {str(number) for number in range(question.least or 0, (question.most or 0) + 1)}
        else:
            continue
        if value in offered:
            return {question.key: [value]}
    return {}


def shuffled_choices(survey: Survey) -> list[str]:
    """Return the keys of the choices on offer in random order, for the first one wins; those that stay last, last."""
    choices = list(asked_of(survey).on_offer)
    random.shuffle(choices)
    return list(dict.fromkeys(choice.key for choice in sorted(choices, key=lambda choice: choice.stays_last)))


def sent_form_page(link: Link, token: str) -> FormPage | None:
    """Return the form page that was sent, or None when its token is altered, too old, or of another link."""
    try:
        page = read_form_token(token)
    except TokenRefused:
        return None
    same = page.survey_key == link.survey.key and page.invitation_id == link.invitation_id
    return page if same else None


def stored_response(page: FormPage) -> Response | None:
    """Return this very page's answer if it has arrived before: sent twice, or again after a broken connection."""
    return Response.objects.filter(submission_id=page.submission_id).first()
