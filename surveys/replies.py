"""What a form page sent back, read against the survey's questions: a submission, or what is wrong with it.

No form is made for that. ``surveys.forms`` shows a page again when something is wrong, and says what was found here.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.body import Body
from surveys.intake import Given, Submission
from surveys.models import Invitation, Question, Survey
from surveys.questions import asked_of
from surveys.tokens import FormPage

CONTACT_ADDRESS = "contact_address"


@dataclass(frozen=True)
class Reply:
    """A page that was sent: what it submits, and what could not be taken as it came: a sentence by field, or by "".

    What has a problem is left out of the submission.
    """

    page: FormPage
    submission: Submission
    problems: dict[str, str] = field(default_factory=dict)


def questions_on_page(survey: Survey, given: Mapping[str, object]) -> list[Question]:
    """Return the questions of a page; a retired one only if something is ``given`` to it, so that no word is lost."""
    return [question for question in asked_of(survey).all if not question.retired or question.key in given]


def read_reply(survey: Survey, page: FormPage, body: Body, invitation: Invitation | None = None) -> Reply:
    """Return what a page sent, every field as it was typed."""
    questions = questions_on_page(survey, body.typed)
    consents = [question.key for question in questions if question.kind == Question.Kind.CONSENT]
    problems = _mended_or_twice(questions, bool(consents), body, asked_of(survey).several)
    address = ""
    if consents and CONTACT_ADDRESS not in problems:
        address = body.one(CONTACT_ADDRESS).strip()
    problems |= _half_a_consent(consents, address, body, problems)
    submission = Submission(
        survey=survey,
        answers={one.key: Given() if one.key in problems else _given(one, body) for one in questions},
        submission_id=uuid.UUID(page.submission_id),
        invitation=invitation,
        language=page.language,
        channel=page.channel,
        survey_version=page.survey_version or survey.version,
        choice_order=tuple(page.choice_order),
        contact_address="" if CONTACT_ADDRESS in problems else address,
    )
    return Reply(page, submission, problems)


def _given(question: Question, body: Body) -> Given:
    values = body.typed.get(question.key)
    if not values:
        return Given()
    if question.kind == Question.Kind.TEXT:
        return Given(verbatim=values[0])
    # Of radio buttons and lists, the empty value is the choice "No answer".
    return Given(choices=() if values == [""] else tuple(values))


def _mended_or_twice(questions: list[Question], contacts: bool, body: Body, several: set[str]) -> dict[str, str]:
    """Return what was damaged on its way, or came twice where there is room for one."""
    names = [question.key for question in questions] + [CONTACT_ADDRESS] * contacts
    problems = {}
    for name in names:
        if name in body.mended:
            problems[name] = _("Some characters did not arrive as you typed them. Please check and send again.")
        elif name not in several and len(body.typed.get(name, ())) > 1:
            problems[name] = _("This arrived more than once. Please check it and send again.")
    if body.too_many:
        problems[""] = _("More was sent than this page asks for. Please check it and send again.")
    return problems


def _half_a_consent(consents: list[str], address: str, body: Body, problems: dict[str, str]) -> dict[str, str]:
    """Return what is missing where somebody gave an address without consent, or consent without an address."""
    found = {}
    for key in consents:
        ticked = key not in problems and any(body.typed.get(key, ()))
        if ticked and not address:
            found[CONTACT_ADDRESS] = _("Please give an address that we may write to, or untick the box.")
        elif address and not ticked:
            found[key] = _("Please tick the box if we may write to this address, or empty the address.")
    return {name: sentence for name, sentence in found.items() if name not in problems}
