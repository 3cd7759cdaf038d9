"""The one gate through which every response comes in: form, interview and import alike."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.dimensions import segment_of
from customers.models import Customer
from surveys.models import Answer, Channel, Invitation, Question, Response, Survey
from surveys.text import TextRefused, clean_text


@dataclass(frozen=True)
class Given:
    """What was given to one question: keys of ticked choices, or words as typed."""

    choices: tuple[str, ...] = ()
    verbatim: str = ""

    def empty(self) -> bool:
        """Say whether nothing was given; white space alone is nothing."""
        return not self.choices and not self.verbatim.strip()


@dataclass(frozen=True)
class Submission:
    """One reply on its way in. ``answers`` maps a question's key to what was given."""

    survey: Survey
    answers: dict[str, Given]
    submission_id: uuid.UUID = field(default_factory=uuid.uuid4)
    invitation: Invitation | None = None
    customer: Customer | None = None
    language: str = ""
    channel: str = Channel.FORM
    left_on: date | None = None
    choice_order: tuple[str, ...] = ()
    contact_address: str = ""
    # Of an interview: the day of the call, and who wrote it down.
    spoken_on: date | None = None
    written_by: User | None = None


class SubmissionRefused(ValueError):
    """A submission that cannot be stored. ``errors`` maps a question's key to a sentence that says what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(sorted(errors)))
        self.errors = errors


class InvitationSpent(ValueError):
    """The invitation already has its one response."""


def record_response(submission: Submission) -> Response | None:
    """Store a submission in one transaction and return its response; None when nothing was answered.

    The same ``submission_id`` sent again, at once or much later, returns the response that is already stored.
    Raises SubmissionRefused for what cannot be stored and InvitationSpent for a second reply to an invitation;
    in both cases no row is written.
    """
    questions = _questions(submission.survey)
    given = _given(submission, questions)
    if not given:
        return None
    try:
        with transaction.atomic():
            return _store(submission, given, questions)
    except IntegrityError:
        # Another worker stored the same submission, or answered the same invitation, between our look and our write.
        stored = Response.objects.filter(submission_id=submission.submission_id).first()
        if stored is None:
            raise InvitationSpent from None
        return stored


def refusals(submission: Submission) -> dict[str, str]:
    """Return what ``record_response`` would refuse of a submission, by question key; stores nothing."""
    given = {key: value for key, value in submission.answers.items() if not value.empty()}
    return _errors(given, _questions(submission.survey), submission.contact_address)


@dataclass(frozen=True)
class Outcome:
    """What became of one of many submissions: its response (None when nothing was answered), or why it was refused."""

    response: Response | None = None
    new: bool = False
    refused: SubmissionRefused | InvitationSpent | None = None


def record_responses(submissions: Sequence[Submission]) -> list[Outcome]:
    """Store many submissions in one transaction, by the same rules, and return what became of each, in order.

    A refused one keeps none of the others out. Meant for batches of a few hundred: SQLite lets nobody else write
    meanwhile.
    """
    try:
        with transaction.atomic():
            return _store_many(submissions)
    except IntegrityError:
        # Another worker stored one of them at the same moment: now one at a time, each finding what is there.
        return [_outcome(submission) for submission in submissions]


def _store_many(submissions: Sequence[Submission]) -> list[Outcome]:
    ids = [submission.submission_id for submission in submissions]
    known = {response.submission_id: response for response in Response.objects.filter(submission_id__in=ids)}
    questions = {survey: _questions(survey) for survey in {submission.survey for submission in submissions}}
    outcomes: list[Outcome] = []
    new: list[Response] = []
    answers: list[Answer] = []
    for submission in submissions:
        try:
            given = _given(submission, questions[submission.survey])
        except SubmissionRefused as refused:
            outcomes.append(Outcome(refused=refused))
            continue
        if not given or submission.submission_id in known:
            outcomes.append(Outcome(known[submission.submission_id] if given else None))
        elif submission.invitation:
            outcomes.append(_outcome(submission))
        else:
            response = Response(**_response_fields(submission))
            known[submission.submission_id] = response
            new.append(response)
            outcomes.append(Outcome(response, new=True))
            answers += _answers(response, given, questions[submission.survey])
    Response.objects.bulk_create(new)
    Answer.objects.bulk_create(answers)
    return outcomes


def _outcome(submission: Submission) -> Outcome:
    known = Response.objects.filter(submission_id=submission.submission_id).exists()
    try:
        response = record_response(submission)
    except (SubmissionRefused, InvitationSpent) as refused:
        return Outcome(refused=refused)
    return Outcome(response, new=response is not None and not known)


def _questions(survey: Survey) -> dict[str, Question]:
    # Read once for each survey object: the form that comes before the gate has them already.
    prefetch_related_objects([survey], "questions__choices")
    return {question.key: question for question in survey.questions.all()}


def _given(submission: Submission, questions: dict[str, Question]) -> dict[str, Given]:
    """Return what was given to the questions that were answered; raises SubmissionRefused."""
    given = {key: value for key, value in submission.answers.items() if not value.empty()}
    errors = _errors(given, questions, submission.contact_address)
    if errors:
        raise SubmissionRefused(errors)
    return given


def _errors(given: dict[str, Given], questions: dict[str, Question], contact_address: str) -> dict[str, str]:
    errors = {}
    for key, value in given.items():
        try:
            _check(value, questions.get(key), questions)
        except TextRefused as refused:
            errors[key] = str(refused)
    if contact_address:
        try:
            validate_email(clean_text(contact_address, longest=254))
        except (ValidationError, TextRefused):
            errors["contact_address"] = _(
                "This does not look like an e-mail address. Please correct it or leave it empty."
            )
    return errors


def _check(value: Given, question: Question | None, questions: dict[str, Question]) -> None:
    if question is None:
        raise TextRefused(_("This question does not belong to the survey."))
    clean_text(value.verbatim)
    if not value.choices:
        return
    source = question
    if question.kind == Question.Kind.MAIN:
        source = next((other for other in questions.values() if other.kind == Question.Kind.SEVERAL), question)
    known = {"yes"} if question.kind == Question.Kind.CONSENT else {choice.key for choice in source.choices.all()}
    if not known.issuperset(value.choices) or len(set(value.choices)) != len(value.choices):
        raise TextRefused(_("One of the choices does not belong to this question. Please choose again."))
    if question.kind == Question.Kind.MAIN and len(value.choices) > 1:
        raise TextRefused(_("Please choose one main reason only."))


def _store(submission: Submission, given: dict[str, Given], questions: dict[str, Question]) -> Response:
    stored = Response.objects.filter(submission_id=submission.submission_id).first()
    if stored:
        return stored
    invitation = submission.invitation
    if invitation:
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        if Response.objects.filter(invitation=invitation).exists():
            raise InvitationSpent
    response = Response.objects.create(**_response_fields(submission))
    Answer.objects.bulk_create(_answers(response, given, questions))
    return response


def _answers(response: Response, given: dict[str, Given], questions: dict[str, Question]) -> list[Answer]:
    return [
        Answer(response=response, question=questions[key], choices=list(value.choices), verbatim=value.verbatim)
        for key, value in given.items()
    ]


def _response_fields(submission: Submission) -> dict[str, object]:
    """Return the columns of the response: what the invitation knows wins over what came with the submission."""
    invitation = submission.invitation
    customer = invitation.customer if invitation else submission.customer
    left_on = submission.left_on or (customer.ended_on if customer else None) or timezone.localdate()
    segment = dict(invitation.segment) if invitation else segment_of(customer, left_on) if customer else {}
    if submission.language:
        segment["language"] = submission.language
    return {
        "submission_id": submission.submission_id,
        "survey": submission.survey,
        "invitation": invitation,
        "customer": customer,
        "language": submission.language,
        "channel": submission.channel,
        "segment": segment | {"channel": str(submission.channel)},
        "mrr": customer.mrr if customer else None,
        "currency": customer.currency if customer else "",
        "left_on": left_on,
        "choice_order": list(submission.choice_order),
        "contact_address": submission.contact_address,
        "spoken_on": submission.spoken_on,
        "written_by": submission.written_by,
    }
