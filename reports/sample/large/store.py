"""Write the large installation in batches, each with its customers, answers and codings, and take it away again."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import numpy as np
from django.db import transaction

from customers.bulk import insert_rows
from customers.models import Customer, CustomerQuerySet, Ending
from reports.codebooks import active_codebook
from reports.sample.company import currency_of, monthly_revenue
from reports.sample.large.effects import ACTIVE_PER_ANSWER, Times
from reports.sample.large.names import name_for
from reports.sample.large.people import FAILED, STILL_THERE, People, draw_active, draw_leavers, leaving_days, spread
from reports.sample.large.rows import Asked, Batch
from surveys.default_survey import ensure_default_survey
from surveys.models import Display, Invitation, Response

BATCH = 1000
PREFIX = "large-"


@dataclass(frozen=True)
class Amounts:
    """How much of the large installation was written, or taken away."""

    customers: int = 0
    left: int = 0
    invitations: int = 0
    responses: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        """Return both together."""
        return Amounts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def large_customers() -> CustomerQuerySet:
    """Return the customers who belong to the large installation."""
    return Customer.objects.filter(ref__startswith=PREFIX)


def store_large(answers: int, seed: int, as_of: date) -> Iterator[Amounts]:
    """Write so many answers with all that belongs to them, coded; yield after each batch, which is one transaction.

    People are written in the order in which they left, as in life. Memory does not grow with ``answers`` but for the
    days of leaving. Raises SubmissionRefused, with nothing written, when the survey's reasons were changed.
    """
    asked, codebook, times = Asked(ensure_default_survey()), active_codebook(), Times(as_of)
    latest = datetime.combine(as_of, time.min, UTC) - timedelta(minutes=1)
    days = leaving_days(answers, times, seed)
    parts = batches_of(answers)
    lefts, actives = spread(len(days), parts), spread(round(answers * ACTIVE_PER_ANSWER), parts)
    first = left_before = 0
    for number, said in enumerate(spread(answers, parts)):
        random, rng = np.random.default_rng([seed, 1, number]), Random(f"{seed}/{number}")
        gone = draw_leavers(days[left_before : left_before + lefts[number]], said, times, random)
        there = draw_active(actives[number], times, random)
        batch = Batch(asked, rng, latest)
        with _uncollected(), transaction.atomic():
            customers = _customers(gone, first, times, rng)
            _customers(there, first + len(gone), times, rng)
            for row, customer in enumerate(customers):
                why = gone.causes[row].tolist(), int(gone.seats[row])
                batch.add(customer, customer.ended_on or as_of, int(gone.fate[row]), why)
            batch.store(codebook)
        first, left_before = first + len(gone) + len(there), left_before + len(gone)
        yield Amounts(len(gone) + len(there), len(gone), len(batch.invitations), len(batch.responses))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for cycles while a batch is made: its many rows hold none, and it costs a sixth."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def batches_of(answers: int) -> int:
    """Return in how many batches so many answers are written."""
    return math.ceil(answers / BATCH)


def remove_large() -> Iterator[Amounts]:
    """Take the large installation away, batch by batch; surveys and everyone else's data stay."""
    while keys := list(large_customers().order_by("pk").values_list("pk", flat=True)[:BATCH]):
        customers = Customer.objects.filter(pk__in=keys)
        invitations = Invitation.objects.filter(customer__in=keys)
        responses = Response.objects.filter(customer__in=keys)
        removed = Amounts(len(keys), customers.lost().count(), invitations.count(), responses.count())
        with transaction.atomic():
            responses.delete()
            Display.objects.filter(invitation__in=invitations).delete()
            invitations.delete()
            customers.delete()
        yield removed


def _customers(people: People, before: int, times: Times, rng: Random) -> list[Customer]:
    """Store these people as customers, numbered from ``before`` + 1, and return them."""
    names = list(people.attributes)
    rows = zip(*(values.tolist() for values in people.attributes.values()), strict=True)
    days = zip(people.started.tolist(), people.ended.tolist(), people.fate.tolist(), people.seats.tolist(), strict=True)
    made = []
    for number, (row, (started, ended, fate, seats)) in enumerate(zip(rows, days, strict=True), start=before + 1):
        profile = dict(zip(names, row, strict=True))
        paid_on = date.fromordinal(ended or times.end)
        made.append(
            Customer(
                ref=f"{PREFIX}{number:08}",
                name=name_for(profile, number, rng),
                attributes=profile,
                started_on=date.fromordinal(started),
                ended_on=date.fromordinal(ended) if ended else None,
                ending="" if fate == STILL_THERE else Ending.INVOLUNTARY if fate == FAILED else Ending.VOLUNTARY,
                mrr=monthly_revenue(profile, seats, paid_on, times.calendar),
                currency=currency_of(profile),
            )
        )
    insert_rows(made)
    return made
