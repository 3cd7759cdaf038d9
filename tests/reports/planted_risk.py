"""A made-up history in which it is known why people leave: what was planted, the model must find again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from reports.risk.attributes import Attributes
from reports.risk.days import UNKNOWN, Activity
from reports.risk.months import HORIZON, History, size_ranks
from reports.risk.past_causes import PastCauses
from reports.rollups.columns import Coded, coded
from reports.rollups.spans import Spans, chains

AS_OF = date(2026, 3, 1)
TOLD = True
NO_ANSWERS = PastCauses(*(np.empty(0, np.int64) for _ in range(3)), (), 1)


@dataclass(frozen=True)
class Planted:
    """What makes leaving more likely, in log odds: for starters, while fading, for a month of tenure."""

    base: float = -4.0
    starter: float = 1.2
    fading: float = 2.0
    month: float = -0.03


def planted_history(effects=Planted(), people=1500, months=24, seed=7, told=TOLD):
    """Return a history of ``people`` who joined over ``months`` and left as planted."""
    rng = np.random.default_rng(seed)
    days = (AS_OF.toordinal() - HORIZON * np.arange(months, -1, -1)).astype(np.int32)
    started = np.sort(rng.integers(days[0] - 600, AS_OF.toordinal(), people)).astype(np.int32)
    started = started[rng.permutation(people)]
    starter, rate = rng.random(people) < 0.5, rng.uniform(0.3, 0.8, people)
    ended = np.zeros(people, np.int32)
    recent, before = (np.full((people, len(days)), UNKNOWN, np.int16) for _ in range(2))
    fading = np.zeros(people, bool)
    for at, day in enumerate(days):
        there = (started <= day) & (ended == 0)
        fading = np.where(fading, rng.random(people) < 0.7, rng.random(people) < 0.08)
        recent[:, at] = np.where(started <= day, rng.binomial(28, np.where(fading, rate * 0.2, rate)), UNKNOWN)
        before[:, at] = np.where(started <= day, rng.binomial(84, rate), UNKNOWN)
        odds = effects.base + effects.starter * starter + effects.fading * fading
        odds = odds + effects.month * (day - started) / 30
        leaves = there & (rng.random(people) < 1 / (1 + np.exp(-odds)))
        if at < months:
            ended = np.where(leaves, day + rng.integers(1, HORIZON + 1, people), ended).astype(np.int32)
    activity = Activity(recent, before) if told else Activity(*(np.full_like(recent, UNKNOWN) for _ in range(2)))
    plans = coded(["starter" if one else "business" for one in starter])
    return history_of(_spans(started, ended, plans, rng.integers(2_000, 90_000, people)), activity, days)


def history_of(spans, activity, days):
    """Return spans and activity as a history without answers, support contacts or attributes."""
    empty = np.empty(0, np.int64)
    nothing = (empty, NO_ANSWERS, Attributes({}, ()), size_ranks(spans))
    return History(spans, days, AS_OF, activity, *nothing)


def ended_from(spans, day):
    """Return spans as they were known on a day: what ended later had no end, what began later was not there."""
    kept = np.flatnonzero(spans.started <= day)
    ends = {name: np.where(getattr(spans, name) > day, 0, getattr(spans, name)) for name in ("ended", "chain_end")}
    return replace(spans, **ends), kept


def _spans(started, ended, plans, cents):
    number = len(started)
    columns = {
        "customer": np.arange(1, number + 1, dtype=np.int64),
        "started": started,
        "ended": ended,
        "mrr": cents.astype(np.int64),
        "term": coded(["monthly"] * number),
    }
    told = chains(columns, coded(["voluntary" if end else "" for end in ended.tolist()]))
    rest = {"cost": np.full(number, -1), "implied": np.zeros(number, bool), "dimensions": {}}
    return Spans(**columns, **told, **rest, plan=plans, currency=coded(["USD"] * number))


def constant(column):
    """Return a column of the same size in which all rows have one value."""
    return Coded(np.ones_like(column.codes), ("", "only"))
