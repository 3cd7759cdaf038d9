"""The sample's customers with all that they had and did: spans, activity by day, what happened, what they cost."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from customers.activity.states import refresh_states
from customers.activity.writing import store_counts
from customers.bulk import insert_rows
from customers.models import CustomerEvent, ImportRun, Subscription
from customers.spans import summarised, summary_of
from reports.sample.activity import counts_by_day, draw_use, told_days
from reports.sample.company import Calendar, Planned
from reports.sample.exits import Leaving
from reports.sample.happenings import happenings
from reports.sample.histories import History, acquisition_cost

FILE_NAME = "sample-company"
LANGUAGES_OF = {"China": "zh-Hans", "Taiwan": "zh-Hant", "Hong Kong": "zh-Hant"}


class Life:
    """One customer of the sample: who it is, what it paid for, and how its use goes."""

    def __init__(self, planned: Planned, leaving: Leaving | None, calendar: Calendar, rng: Random) -> None:
        self.planned, self.leaving, self.rng = planned, leaving, rng
        self.spans = History(planned, calendar, rng).spans()
        self.use = draw_use(leaving, planned.started_on, calendar, rng)
        self.customer = planned.as_customer("", calendar)
        self.customer.acquisition_cost = acquisition_cost(planned, rng)
        self.customer = summarised(self.customer, summary_of(self.spans, calendar.as_of)) or self.customer

    def subscriptions(self) -> list[Subscription]:
        """Return the unsaved spans of the customer, which is stored."""
        names = ("plan", "term", "mrr", "currency", "started_on", "ended_on", "ending")
        return [
            Subscription(customer=self.customer, **{name: getattr(span, name) for name in names}) for span in self.spans
        ]

    def counts(self, calendar: Calendar, random: np.random.Generator) -> NDArray[np.int64]:
        """Return how much it did on each day that the sample tells of."""
        days = told_days(calendar)
        there = np.zeros(len(days), np.bool_)
        for span in self.spans:
            until = span.ended_on.toordinal() if span.ended_on else calendar.as_of.toordinal()
            there |= (days >= span.started_on.toordinal()) & (days < until)
        return counts_by_day(self.use, there, self.planned.seats, calendar, random)

    def events(self, calendar: Calendar) -> list[CustomerEvent]:
        """Return the unsaved events of the customer, which is stored."""
        causes = self.leaving.answer.causes if self.leaving and self.leaving.answer else ()
        language = LANGUAGES_OF.get(self.planned.profile["country"], "en")
        return list(happenings(self.customer, self.use, causes, language, self.rng, calendar))


def store_lives(lives: list[Life], calendar: Calendar, seed: int) -> None:
    """Store these customers, numbered in their order, with all that belongs to them."""
    for number, life in enumerate(lives, start=1):
        life.customer.ref = f"sample-{number:04}"
    insert_rows([life.customer for life in lives])
    insert_rows([span for life in lives for span in life.subscriptions()])
    _store_activity(lives, calendar, np.random.default_rng([seed, 6]))
    insert_rows([event for life in lives for event in life.events(calendar)])


def _store_activity(lives: list[Life], calendar: Calendar, random: np.random.Generator) -> None:
    days = told_days(calendar)
    table = np.array([life.counts(calendar, random) for life in lives])
    customer, day = np.nonzero(table)
    keys = np.array([life.customer.pk for life in lives])
    done = {"state": ImportRun.State.DONE, "file_name": FILE_NAME, "counts": {"read": len(day)}}
    run = ImportRun.objects.create(kind=ImportRun.Kind.ACTIVITY, **done)
    store_counts(run, keys[customer], days[day], table[customer, day])
    refresh_states(keys)


def remove_runs() -> None:
    """Take away what the sample told of activity, and that it told of these days."""
    ImportRun.objects.filter(kind=ImportRun.Kind.ACTIVITY, file_name=FILE_NAME).delete()
