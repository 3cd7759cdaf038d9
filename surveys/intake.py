"""The one gate through which every response comes in: form, interview and import alike."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.dimensions import segment_of
from customers.models import Customer
from surveys.models import Answer, Channel, Invitation, Question, Response, Survey
from surveys.questions import Asked, asked_of
from surveys.statements import insert, stored
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
    survey_version: int = 0
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
    return record_once(submission).response


@dataclass(frozen=True)
class Outcome:
    """What became of a submission: its response (None when nothing was answered), or why it was refused."""

    response: Response | None = None
    new: bool = False
    refused: SubmissionRefused | InvitationSpent | None = None


def record_once(submission: Submission, also: Callable[[CursorWrapper], None] | None = None) -> Outcome:
    """Store a submission as ``record_response`` does, and say whether it is new.

    ``also`` is called when it is new, with the cursor of the same transaction; what it raises leaves nothing stored.
    """
    given = accepted(submission)
    if not given:
        return Outcome()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            response = _store(cursor, submission, given)
            if also:
                also(cursor)
            return Outcome(response, new=True)
    except IntegrityError:
        # The columns are unique: this very submission is stored already, or the invitation is answered.
        before = Response.objects.filter(submission_id=submission.submission_id).first()
        if before is None:
            raise InvitationSpent from None
        return Outcome(before)


def refusals(submission: Submission) -> dict[str, str]:
    """Return what ``record_response`` would refuse of a submission, by question key; stores nothing."""
    given = {key: value for key, value in submission.answers.items() if not value.empty()}
    return _errors(given, asked_of(submission.survey), submission.contact_address)


def accepted(submission: Submission) -> dict[str, Given]:
    """Return what was given to the questions that were answered, all of it fit to be stored.

    Raises SubmissionRefused.
    """
    return _given(submission, asked_of(submission.survey))


def answers_to(response: Response, given: dict[str, Given]) -> list[Answer]:
    """Return accepted answers as rows of a response, not stored yet."""
    return _answers(response, given, asked_of(response.survey))


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
    asked = {survey: asked_of(survey) for survey in {submission.survey for submission in submissions}}
    outcomes: list[Outcome] = []
    new: list[Response] = []
    answers: list[Answer] = []
    for submission in submissions:
        try:
            given = _given(submission, asked[submission.survey])
        except SubmissionRefused as refused:
            outcomes.append(Outcome(refused=refused))
            continue
        if not given or submission.submission_id in known:
            outcomes.append(Outcome(known[submission.submission_id] if given else None))
        elif submission.invitation:
            outcomes.append(_outcome(submission))
        else:
            response = Response(**_columns(submission))
            known[submission.submission_id] = response
            new.append(response)
            outcomes.append(Outcome(response, new=True))
            answers += _answers(response, given, asked[submission.survey])
    Response.objects.bulk_create(new)
    Answer.objects.bulk_create(answers)
    return outcomes


def _outcome(submission: Submission) -> Outcome:
    try:
        return record_once(submission)
    except (SubmissionRefused, InvitationSpent) as refused:
        return Outcome(refused=refused)


def _given(submission: Submission, asked: Asked) -> dict[str, Given]:
    """Return what was given to the questions that were answered; raises SubmissionRefused."""
    given = {key: value for key, value in submission.answers.items() if not value.empty()}
    errors = _errors(given, asked, submission.contact_address)
    if errors:
        raise SubmissionRefused(errors)
    return given


def _errors(given: dict[str, Given], asked: Asked, contact_address: str) -> dict[str, str]:
    errors = {}
    for key, value in given.items():
        try:
            _check(value, key, asked)
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


def _check(value: Given, key: str, asked: Asked) -> None:
    if key not in asked.by_key:
        raise TextRefused(_("This question does not belong to the survey."))
    clean_text(value.verbatim)
    if not value.choices:
        return
    kind, kinds = asked.by_key[key].kind, Question.Kind
    if not asked.offered[key].issuperset(value.choices) or len(set(value.choices)) != len(value.choices):
        raise TextRefused(_("One of the choices does not belong to this question. Please choose again."))
    if kind == kinds.MAIN and len(value.choices) > 1:
        raise TextRefused(_("Please choose one main reason only."))
    if kind in (kinds.SINGLE, kinds.SCALE) and len(value.choices) > 1:
        raise TextRefused(_("Please choose one answer only."))


def _store(cursor: CursorWrapper, submission: Submission, given: dict[str, Given]) -> Response:
    columns = _columns(submission)
    (key,) = insert(cursor, Response, [columns])
    by_key = asked_of(submission.survey).by_key
    rows = [
        {"response_id": key, "question_id": by_key[name].pk, "choices": list(one.choices), "verbatim": one.verbatim}
        for name, one in given.items()
    ]
    insert(cursor, Answer, rows)
    return stored(Response, columns | {"id": key})


def _answers(response: Response, given: dict[str, Given], asked: Asked) -> list[Answer]:
    return [
        Answer(response=response, question=asked.by_key[key], choices=list(value.choices), verbatim=value.verbatim)
        for key, value in given.items()
    ]


def _columns(submission: Submission) -> dict[str, object]:
    """Return the columns of a new response: what the invitation knows wins over what came with the submission."""
    invitation = submission.invitation
    customer = invitation.customer if invitation else submission.customer
    left_on = submission.left_on or (customer.ended_on if customer else None) or timezone.localdate()
    segment = dict(invitation.segment) if invitation else segment_of(customer, left_on) if customer else {}
    if submission.language:
        segment["language"] = submission.language
    return {
        "submission_id": submission.submission_id,
        "survey_id": submission.survey.pk,
        "invitation_id": invitation.pk if invitation else None,
        "customer_id": customer.pk if customer else None,
        "language": submission.language,
        "channel": submission.channel,
        "survey_version": submission.survey_version or submission.survey.version,
        "segment": segment | {"channel": str(submission.channel)},
        "mrr": customer.mrr if customer else None,
        "currency": customer.currency if customer else "",
        "left_on": left_on,
        "choice_order": list(submission.choice_order),
        "contact_address": submission.contact_address,
        "contacted_at": None,
        "spoken_on": submission.spoken_on,
        "written_by_id": submission.written_by.pk if submission.written_by else None,
        "recorded_at": timezone.now(),
        "changed_at": None,
    }
