"""Put the sample into the database, by the same doors as anything real, and take it out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customers.models import Customer, CustomerQuerySet
from reports.models import FrozenReport
from reports.sample.company import CUSTOMERS, Calendar
from reports.sample.doings import address_of, remove_doings, store_doings, store_slow_doings
from reports.sample.draw import Draw
from reports.sample.exits import Leaving, WrittenAnswer, draw_leavings
from reports.sample.lives import LANGUAGES_OF, Life, remove_runs, store_lives
from reports.sample.team import remove_team, store_team, team_accounts
from surveys.default_survey import ensure_default_survey
from surveys.intake import Given, Submission, record_response
from surveys.invitations import invite
from surveys.models import Channel, Choice, Display, Invitation, Question, Response, Survey

REF = r"^sample-[0-9]{4}$"
# One in so many lets us write to them once.
GIVES_AN_ADDRESS = 4
# Of those who were asked and did not answer, one in so many opened the form; half of these pressed Skip.
OPENED = 3


@dataclass(frozen=True)
class Amounts:
    """How much of the sample was written, or taken away."""

    customers: int
    left: int
    invitations: int
    responses: int


def sample_customers() -> CustomerQuerySet:
    """Return the customers who belong to the sample."""
    return Customer.objects.filter(ref__regex=REF)


@transaction.atomic
def store_sample(seed: int, as_of: date) -> Amounts:
    """Write customers, invitations and responses, all or nothing. What is random in a link stays random.

    The default survey is used when there is one and made when there is none.
    """
    calendar = Calendar(as_of)
    draw = Draw(seed, calendar)
    leavings = draw_leavings(draw)
    planned = [leaving.planned for leaving in leavings]
    planned += [draw.active() for _ in range(CUSTOMERS - len(planned))]
    by_name = {leaving.planned.name: leaving for leaving in leavings}
    lives = [Life(one, by_name.get(one.name), calendar, Random(f"{seed}/{one.name}")) for one in planned]
    lives.sort(key=lambda life: (life.planned.started_on, life.planned.name))
    store_lives(lives, calendar, seed)
    customers = {life.planned.name: life.customer for life in lives}
    survey = ensure_default_survey()
    by_leaving = [(leaving, customers[leaving.planned.name]) for leaving in leavings]
    invitations = _store_invitations(survey, by_leaving, draw)
    responses = _store_responses(survey, by_leaving, invitations, draw)
    _store_displays(survey, invitations.values(), Random(f"{seed}/displays"))
    return Amounts(len(customers), len(leavings), len(invitations), responses)


def store_team_work(seed: int, as_of: date) -> bool:
    """Store the sample's team and what it did with the answers, which must be coded; say whether that was done.

    Not done beside other customers: the team's readings and settings would be about these as well.
    """
    if Customer.objects.exclude(ref__regex=REF).exists():
        return False
    calendar, rng = Calendar(as_of), Random(f"{seed}/team")
    with transaction.atomic():
        people = store_team(list(sample_customers()), calendar, rng)
        store_doings(people, calendar, rng)
    return True


def finish_sample() -> None:
    """Store, once, what takes a minute: a report that the team froze, and the model of who may leave next."""
    by = team_accounts().order_by("pk").first()
    if by and not FrozenReport.objects.filter(made_by=by).exists():
        store_slow_doings(by)


@transaction.atomic
def remove_sample() -> Amounts:
    """Take the sample's customers away with all that hangs on them; surveys and everyone else's data stay."""
    customers = sample_customers()
    invitations = Invitation.objects.filter(customer__in=customers)
    responses = Response.objects.filter(customer__in=customers)
    removed = Amounts(customers.count(), customers.lost().count(), invitations.count(), responses.count())
    remove_doings(list(customers))
    remove_team()
    responses.delete()
    Display.objects.filter(invitation__in=invitations).delete()
    invitations.delete()
    customers.delete()
    remove_runs()
    return removed


def _store_invitations(survey: Survey, leavings: list[tuple[Leaving, Customer]], draw: Draw) -> dict[str, Invitation]:
    """Invite whoever was asked, dated on the day they left; return the invitations by the customer's reference."""
    invitations = {}
    for leaving, customer in leavings:
        if leaving.invited:
            invitation = invite(survey, customer, _language(leaving, customer), today=draw.calendar.as_of)
            invitation.created_at = _moment(draw.rng, customer.ended_on or draw.calendar.as_of)
            invitation.expires_at = invitation.created_at + timedelta(days=settings.INVITATION_DAYS)
            invitations[customer.ref] = invitation
    Invitation.objects.bulk_update(invitations.values(), ["created_at", "expires_at"], batch_size=200)
    return invitations


def _store_responses(
    survey: Survey, leavings: list[tuple[Leaving, Customer]], invitations: dict[str, Invitation], draw: Draw
) -> int:
    """Record every answer through the one gate, then date it within the days after leaving; return how many."""
    latest = timezone.make_aware(datetime.combine(draw.calendar.as_of, time.min)) - timedelta(minutes=1)
    responses = []
    for leaving, customer in leavings:
        if leaving.answer is None:
            continue
        invitation = invitations.get(customer.ref)
        response = record_response(_submission(survey, leaving.answer, customer, invitation, draw.rng))
        if response is None:
            raise ValueError(f"An answer of the sample is empty: {leaving.answer}")
        asked_at = invitation.created_at if invitation else _moment(draw.rng, customer.ended_on or draw.calendar.as_of)
        response.recorded_at = min(asked_at + _delay(draw.rng), latest)
        responses.append(response)
    Response.objects.bulk_update(responses, ["recorded_at"], batch_size=200)
    return len(responses)


def _store_displays(survey: Survey, invitations: Iterable[Invitation], rng: Random) -> None:
    """Store the pages that were seen: by all who answered, and by some who did not."""
    answered = {one.invitation_id: one for one in Response.objects.filter(invitation__in=list(invitations))}
    displays = []
    for invitation in invitations:
        response = answered.get(invitation.pk)
        if response:
            seen = {"id": response.submission_id, "outcome": Display.Outcome.ANSWERED}
            opened_at = response.recorded_at - timedelta(minutes=rng.randint(1, 6))
        elif rng.randrange(OPENED) == 0:
            seen = {"outcome": rng.choice([Display.Outcome.SKIPPED, Display.Outcome.OPENED])}
            opened_at = min(invitation.created_at + _delay(rng), invitation.expires_at, timezone.now())
        else:
            continue
        displays.append(
            Display(survey=survey, invitation=invitation, language=invitation.language, opened_at=opened_at, **seen)
        )
    Display.objects.bulk_create(displays)


def _submission(
    survey: Survey, answer: WrittenAnswer, customer: Customer, invitation: Invitation | None, rng: Random
) -> Submission:
    """Return the reply as the form, or a colleague after a call, would hand it in."""
    by_form = answer.channel == Channel.FORM
    answers = {
        "reasons": Given(choices=answer.reasons),
        "main": Given(choices=(answer.main,) if answer.main else ()),
        "words": Given(verbatim=answer.words),
    }
    gives_address = by_form and rng.randrange(GIVES_AN_ADDRESS) == 0
    if gives_address:
        answers["contact"] = Given(choices=("yes",))
    return Submission(
        survey=survey,
        answers=answers,
        invitation=invitation,
        customer=customer,
        language=answer.language,
        channel=answer.channel,
        left_on=customer.ended_on,
        choice_order=_shuffled_choices(survey, rng) if by_form else (),
        contact_address=address_of(customer) if gives_address else "",
    )


def _shuffled_choices(survey: Survey, rng: Random) -> tuple[str, ...]:
    """Return the order in which one person saw the reasons, the last one last."""
    choices = Choice.objects.filter(question__survey=survey, question__kind=Question.Kind.SEVERAL)
    keys = list(choices.filter(stays_last=False).values_list("key", flat=True))
    rng.shuffle(keys)
    return (*keys, *choices.filter(stays_last=True).values_list("key", flat=True))


def _language(leaving: Leaving, customer: Customer) -> str:
    if leaving.answer:
        return leaving.answer.language
    return LANGUAGES_OF.get(customer.attributes["country"], "en")


def _moment(rng: Random, day: date) -> datetime:
    """Return a time of that day at which people are at work."""
    return timezone.make_aware(datetime.combine(day, time(rng.randint(7, 19), rng.randrange(60), rng.randrange(60))))


def _delay(rng: Random) -> timedelta:
    """Return how long an answer took: most come within hours, some after days."""
    return timedelta(minutes=rng.randint(2, 600) if rng.random() < 0.65 else rng.randint(600, 13_000))
