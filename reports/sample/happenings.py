"""What happened to the sample's customers: support contacts, the outage, and calls that told of a champion who left."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from customers.models import Customer, CustomerEvent
from reports.sample.activity import Fate, Use
from reports.sample.company import Calendar

Kind = CustomerEvent.Kind
# Days between two usual contacts, and within how many days before leaving those who complain write how often.
DAYS_BETWEEN = 240
COMPLAINS_WITHIN = 90
COMPLAINTS = (2, 5)


def happenings(
    customer: Customer, use: Use, causes: tuple[str, ...], language: str, rng: Random, calendar: Calendar
) -> Iterator[CustomerEvent]:
    """Yield, in no order, what happened to one customer while it was there, within the period of the sample."""
    words = known_words()
    begin, end = max(customer.started_on or calendar.begin, calendar.begin), customer.ended_on or calendar.as_of

    def event(kind: str, on: date, said: str) -> CustomerEvent:
        return CustomerEvent(customer=customer, kind=kind, on=on, words=said)

    for on in _now_and_then(begin, end, rng):
        yield event(Kind.SUPPORT, on, rng.choice(words[language]["usual"]))
    for cause in causes:
        told = words[language].get(cause)
        for _time in range(rng.randint(*COMPLAINTS) if told and customer.ended_on else 0):
            on = end - timedelta(days=rng.randint(1, COMPLAINS_WITHIN))
            if on >= begin:
                yield event(Kind.SUPPORT, on, rng.choice(told))
    if begin <= calendar.outage < end:
        yield event(Kind.OUTAGE, calendar.outage, words["outage"][language])
    if use.fate is Fate.CHAMPION and use.turn >= begin:
        yield event(Kind.CALL, use.turn, words["champion"][language])


def _now_and_then(begin: date, end: date, rng: Random) -> Iterator[date]:
    on = begin
    while (on := on + timedelta(days=1 + round(rng.expovariate(1 / DAYS_BETWEEN)))) < end:
        yield on


@cache
def known_words() -> dict[str, Any]:
    """Return what is noted of contacts, by language and cause."""
    return tomllib.loads((Path(__file__).parent / "happenings.toml").read_text(encoding="utf-8"))
