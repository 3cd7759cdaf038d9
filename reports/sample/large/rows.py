"""What hangs on the customers of one batch: invitations, displays, responses and answers, written at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from customers.bulk import insert_rows
from customers.dimensions import segment_of, tenure_months
from customers.models import Customer
from reports.codebooks import TeamCodebook
from reports.coding import code_responses
from reports.sample.large import people as fates
from reports.sample.large.effects import CAUSES, NO_CONTENT, NO_WORDS, TICKS_PRICE
from reports.sample.large.people import language_of
from reports.sample.large.words import Known, no_words, words_for
from surveys.intake import Given, SubmissionRefused
from surveys.models import Answer, Channel, Display, Invitation, Response, Survey

ASKED_BY = {Channel.FORM: 80, Channel.MAIL: 12, Channel.EMBED: 8}
BY_HAND = {Channel.INTERVIEW: 40, Channel.IMPORT: 40, Channel.PAPER: 20}
# Of those who were asked and did not answer: who opened the form, and who of them said that they would rather not.
OPENED, SKIPPED = 0.25, 0.3
TICKS = 0.9
# Of those who tick several reasons: who says which is the main one. One in so many may be written to.
SAYS_MAIN, GIVES_AN_ADDRESS = 0.7, 8
KEYS = list(CAUSES)


class Asked:
    """The survey as the large installation needs it; raises SubmissionRefused when its reasons were changed."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.questions = {question.key: question for question in survey.questions.prefetch_related("choices")}
        reasons = self.questions.get("reasons")
        choices = list(reasons.choices.all()) if reasons else []
        self.shuffled = [choice.key for choice in choices if not choice.stays_last]
        self.last = [choice.key for choice in choices if choice.stays_last]
        self.reason_of = {cause: cause for cause in KEYS} | {"champion_left": "other"}
        missing = sorted({*self.reason_of.values()} - {choice.key for choice in choices})
        missing += sorted({"reasons", "main", "words", "contact"} - self.questions.keys())
        if missing:
            raise SubmissionRefused(dict.fromkeys(missing, "is not there any more"))


@dataclass
class Batch:
    """The rows of one batch. ``latest`` is when the last answer may have come."""

    asked: Asked
    rng: Random
    latest: datetime
    invitations: list[Invitation] = field(default_factory=list)
    displays: list[Display] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    said: list[dict[str, Given]] = field(default_factory=list)

    def add(self, customer: Customer, left_on: date, fate: int, why: tuple[list[int], int]) -> None:
        """Add what came of one leaving; ``why`` is the positions of its causes and the customer's seats."""
        if fate in (fates.FAILED, fates.SILENT):
            return
        asked_at = moment(left_on, self.rng)
        language = language_of(customer.attributes["country"], self.rng.random())
        segment = segment_of(customer, left_on)
        invitation = None
        if fate != fates.OTHER_ANSWERED:
            invitation = self._invitation(customer, language, segment, asked_at)
        if invitation and fate == fates.INVITED_SILENT:
            self._perhaps_opened(invitation)
            return
        channel = _pick(ASKED_BY if invitation else BY_HAND, self.rng)
        recorded_at = min(asked_at + _delay(self.rng), self.latest)
        response = Response(
            submission_id=_uuid(self.rng),
            survey_id=self.asked.survey.pk,
            survey_version=self.asked.survey.version,
            invitation_id=invitation.pk if invitation else None,
            customer_id=customer.pk,
            language=language,
            channel=channel,
            segment=segment | {"language": language, "channel": str(channel)},
            mrr=customer.mrr,
            currency=customer.currency,
            left_on=left_on,
            recorded_at=recorded_at,
            spoken_on=recorded_at.date() if channel == Channel.INTERVIEW else None,
        )
        if invitation:
            self._seen(response, customer)
        self.responses.append(response)
        causes, seats = why
        months = tenure_months(customer.started_on or left_on, left_on)
        known = Known(language, max(1, months), seats, left_on.isocalendar().week)
        self.said.append(self._said([KEYS[cause] for cause in causes if cause >= 0], known, response.contact_address))

    def store(self, codebook: TeamCodebook) -> None:
        """Write everything, and code the answers the way all answers are coded."""
        insert_rows(self.invitations)
        insert_rows(self.displays)
        insert_rows(self.responses)
        answers = [self._answers(response, said) for response, said in zip(self.responses, self.said, strict=True)]
        insert_rows([answer for given in answers for answer in given])
        for response, given in zip(self.responses, answers, strict=True):
            # As if they had been read back: what the coder asks for is known.
            response._prefetched_objects_cache = {"answers": given, "corrections": []}  # type: ignore[attr-defined]
        code_responses(self.responses, codebook)

    def _invitation(self, customer: Customer, language: str, segment: dict[str, str], asked_at: datetime) -> Invitation:
        invitation = Invitation(
            id=_uuid(self.rng),
            survey_id=self.asked.survey.pk,
            customer_id=customer.pk,
            language=language,
            segment=segment,
            created_at=asked_at,
            expires_at=asked_at + timedelta(days=settings.INVITATION_DAYS),
        )
        self.invitations.append(invitation)
        return invitation

    def _perhaps_opened(self, invitation: Invitation) -> None:
        if self.rng.random() < OPENED:
            skipped = self.rng.random() < SKIPPED
            self.displays.append(
                Display(
                    id=_uuid(self.rng),
                    survey_id=self.asked.survey.pk,
                    invitation_id=invitation.pk,
                    language=invitation.language,
                    outcome=Display.Outcome.SKIPPED if skipped else Display.Outcome.OPENED,
                    opened_at=min(invitation.created_at + _delay(self.rng), self.latest),
                )
            )

    def _seen(self, response: Response, customer: Customer) -> None:
        """Note the page on which the response was given, and in which order its reasons stood."""
        self.rng.shuffle(self.asked.shuffled)
        response.choice_order = [*self.asked.shuffled, *self.asked.last]
        if self.rng.randrange(GIVES_AN_ADDRESS) == 0:
            response.contact_address = f"{customer.ref}@customers.example"
        self.displays.append(
            Display(
                id=response.submission_id,
                survey_id=self.asked.survey.pk,
                invitation_id=response.invitation_id,
                language=response.language,
                channel=response.channel,
                outcome=Display.Outcome.ANSWERED,
                opened_at=response.recorded_at - timedelta(minutes=self.rng.randint(1, 9)),
            )
        )

    def _said(self, causes: list[str], known: Known, address: str) -> dict[str, Given]:
        """Return what was ticked and written: at least one of the two."""
        draw, rng = self.rng.random(), self.rng
        words = ""
        if draw >= NO_WORDS:
            contentless = draw < NO_WORDS + NO_CONTENT
            words = no_words(known.language, rng) if contentless else words_for(causes, known, rng)
        said = {"words": Given(verbatim=words)} if words else {}
        if not words or rng.random() < TICKS:
            meant = ["price"] if rng.random() < TICKS_PRICE else [self.asked.reason_of[key] for key in causes]
            ticked = tuple(dict.fromkeys(meant))
            said["reasons"] = Given(choices=ticked)
            if len(ticked) > 1 and rng.random() < SAYS_MAIN:
                said["main"] = Given(choices=ticked[:1])
        if address:
            said["contact"] = Given(choices=("yes",))
        return said

    def _answers(self, response: Response, said: dict[str, Given]) -> list[Answer]:
        return [
            Answer(
                response_id=response.pk,
                question_id=self.asked.questions[key].pk,
                choices=list(given.choices),
                verbatim=given.verbatim,
            )
            for key, given in said.items()
        ]


def moment(day: date, rng: Random) -> datetime:
    """Return a time of that day at which people in Europe are at work."""
    seconds = time(7 + int(rng.random() * 13), int(rng.random() * 60), int(rng.random() * 60))
    return datetime.combine(day, seconds, UTC)


def _delay(rng: Random) -> timedelta:
    """Return how long an answer took: most come within hours, some after days."""
    return timedelta(minutes=2 + 600 * rng.random() if rng.random() < 0.65 else 600 + 12_400 * rng.random())


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _pick(weights: Mapping[Channel, int], rng: Random) -> Channel:
    return rng.choices(list(weights), list(weights.values()))[0]
