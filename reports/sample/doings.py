"""What the sample's team did with answers: read some, chose quotes, wrote to those who may hear, kept a list."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from customers.contacting import list_address, list_customer
from customers.models import Customer, DoNotContact
from reports.asked import read_asked
from reports.codebooks import UNCLEAR
from reports.corrections import read_answers as say_of_many
from reports.frozen import freeze
from reports.messages.hearers import marks_of
from reports.messages.sending import hearers_of
from reports.models import (
    CauseCare,
    Correction,
    FixMessage,
    FixSending,
    FrozenReport,
    Mark,
    Quote,
    ReadSample,
    RiskModel,
    SampledAnswer,
    UsedContact,
)
from reports.read_samples import draw_sample, week_of
from reports.risk.starting import start_training
from reports.sample.company import Calendar
from reports.sample.exits import read_answers
from reports.sample.team import team_accounts, told
from reports.whole_report import whole_report
from surveys.models import Response

WEEKS = 3
QUOTES, SHORTEST, LONGEST = 8, 40, 200
READ_AFTER = timedelta(days=30)
SENT = "billing"
FROZEN_FOR = timedelta(days=90)
QUOTED = ("quality", "billing", "price", "missing_features", "champion_left")
ADDRESS = "@customers.example"
Origin = DoNotContact.Origin
# Of this week's sample so many are read already.
BEGUN = 8


def store_doings(people: dict[str, User], calendar: Calendar, rng: Random) -> None:
    """Store what the team did with the sample's answers, which are coded; by the functions that the pages use."""
    responses = list(Response.objects.order_by("recorded_at", "pk").prefetch_related("answers__question"))
    _read(people["priya"], calendar, rng)
    _choose(responses, people["mei"], calendar)
    _list(responses, people["mei"], rng)
    _write(people["ke"], calendar)


def _read(by: User, calendar: Calendar, rng: Random) -> None:
    """Read a sample a week as careful readers would: what they find is what the writer meant."""
    meant = {answer.words: answer.causes or (UNCLEAR,) for answer in read_answers()}
    for ago in range(WEEKS, -1, -1):
        day = calendar.as_of - timedelta(weeks=ago)
        sample = draw_sample(by, rng, day)
        if sample:
            drawn = sample.answers.select_related("response").prefetch_related("response__answers")
            # Those of which the engine is not sure are left for the page of what is to be read.
            read = [one for one in drawn[: None if ago else BEGUN] if not one.unsure]
            at = _moment(week_of(day))
            _say(read, [meant[one.response.verbatim()] for one in read], by, at)
            ReadSample.objects.filter(pk=sample.pk).update(drawn_at=at)


def _say(read: list[SampledAnswer], causes: list[tuple[str, ...]], by: User, at: datetime) -> None:
    """Store readings as the page does, but all at once."""
    made: dict[int, list[int]] = defaultdict(list)
    for correction in say_of_many([(one.response, said, said[0]) for one, said in zip(read, causes, strict=True)], by):
        made[correction.response_id].append(correction.pk)
    for one, said in zip(read, causes, strict=True):
        one.read_at, one.read_by, one.said, one.corrections = at, by, list(said), made[one.response_id]
    SampledAnswer.objects.bulk_update(read, ["read_at", "read_by", "said", "corrections"])
    Correction.objects.filter(response__in=made).update(corrected_at=at)


def _choose(responses: list[Response], by: User, calendar: Calendar) -> None:
    """Mark what was read, and choose a quote for some causes in each language."""
    meant = {answer.words: answer for answer in read_answers() if SHORTEST <= len(answer.words) <= LONGEST}
    chosen: dict[tuple[str, str], Response] = {}
    for response in responses:
        answer = meant.get(response.verbatim())
        if answer and answer.causes[:1] and answer.causes[0] in QUOTED:
            chosen.setdefault((answer.causes[0], answer.lang), response)
    quoted = list(chosen.values())[:QUOTES]
    Quote.objects.bulk_create(
        Quote(response=response, position=place, made_by=by) for place, response in enumerate(quoted, start=1)
    )
    old = [response for response in responses if response.recorded_at < _moment(calendar.as_of) - READ_AFTER]
    marks = [(response, Mark.Kind.READ) for response in old] + [(response, Mark.Kind.STARRED) for response in quoted]
    Mark.objects.bulk_create(Mark(response=response, kind=kind, made_by=by) for response, kind in marks)


def _list(responses: list[Response], by: User, rng: Random) -> None:
    """Put on the list who asked not to be written to, and who is not to be."""
    for response in rng.sample([response for response in responses if response.contact_address], 3):
        list_address(response.contact_address, Origin.ASKED, customer=response.customer)
        _date(response.recorded_at + timedelta(days=1))
    called = [response for response in responses if response.customer and not response.contact_address]
    for response in rng.sample(called, 2):
        list_customer(response.customer.ref if response.customer else "", Origin.TEAM, "said so in a call", by)
        _date(response.recorded_at + timedelta(days=2))
    for name in ("einkauf", "caiwu", "office"):
        list_address(f"{name}{ADDRESS}", Origin.IMPORTED, "list of the newsletter", by)
        _date(responses[0].recorded_at)


def _date(at: datetime) -> None:
    """Date the entry that was made last."""
    latest = DoNotContact.objects.latest("pk")
    DoNotContact.objects.filter(pk=latest.pk).update(made_at=at)


def _write(by: User, calendar: Calendar) -> None:
    """Write a message about each cause that is fixed; that about the older fix was sent, and one mail came back."""
    marked = CauseCare.objects.filter(changed_by__in=team_accounts())
    fixed: dict[str, Any] = dict(marked.values_list("cause", "fixed_on"))
    for cause, texts in told()["messages"].items():
        said = {tag: {"subject": subject, "body": body} for tag, (subject, body) in texts.items()}
        message = FixMessage.objects.create(
            cause=cause,
            fixed_on=fixed[cause],
            texts=said,
            revision=1,
            changed_by=by,
            changed_at=_moment(calendar.as_of),
        )
        if cause == SENT:
            _sent(message, by)


def _sent(message: FixMessage, by: User) -> None:
    at = _moment(message.fixed_on) + timedelta(days=15)
    hearers = hearers_of(message).may
    for hearer in hearers:
        UsedContact.objects.create(mark=marks_of(hearer.address)[0], used_at=at)
        Response.objects.filter(pk__in=hearer.responses).update(contact_address="", contacted_at=at)
    if hearers:
        last = hearers[-1]
        list_address(last.address, Origin.BOUNCED, "550", customer=Customer.objects.filter(ref=last.ref).first())
        _date(at)
    came_back = min(1, len(hearers))
    counts = {"planned": len(hearers), "sent": len(hearers) - came_back, "bounced": came_back}
    when = {"started_at": at, "finished_at": at + timedelta(minutes=1)}
    FixSending.objects.create(message=message, texts=message.texts, started_by=by, **counts, **when)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def store_slow_doings(by: User) -> None:
    """Freeze a report, and begin to train who may leave next in a process of its own: together a minute."""
    asked = read_asked(QueryDict("period=12m"))
    freeze(whole_report(asked, "Why customers left"), timezone.now() + FROZEN_FOR, by)
    start_training(by)


def remove_doings(customers: list[Customer]) -> None:
    """Take away what does not go with the answers."""
    accounts = team_accounts()
    ReadSample.objects.filter(drawn_by__in=accounts).delete()
    FixMessage.objects.filter(changed_by__in=accounts).delete()
    FrozenReport.objects.filter(made_by__in=accounts).delete()
    RiskModel.objects.filter(made_by__in=accounts).delete()
    addresses = [address_of(customer) for customer in customers]
    UsedContact.objects.filter(mark__in=[mark for address in addresses for mark in marks_of(address)]).delete()
    theirs = Q(made_by__in=accounts) | Q(ref__in=[one.ref for one in customers]) | Q(address__in=addresses)
    DoNotContact.objects.filter(theirs).delete()


def address_of(customer: Customer) -> str:
    """Return the address that a customer of the sample leaves."""
    return customer.ref + ADDRESS
