"""Who is in the large installation: drawn in batches, by columns, from one seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.sample.company import COUNTRIES, INDUSTRIES, SEATS, SIZES, SOURCES, YEARLY
from reports.sample.large.effects import (
    ANSWERS,
    CAUSES,
    COMES_WITH,
    INTERVIEWED_OR_IMPORTED,
    INVITED_PER_ANSWER,
    INVOLUNTARY,
    LEFT_PER_ANSWER,
    PLANS,
    SECOND,
    Floats,
    Numbers,
    Times,
    cause_weights,
    plan_weights,
)

LANGUAGES = {"China": "zh-Hans", "Taiwan": "zh-Hant", "Hong Kong": "zh-Hant"}
Words = NDArray[np.str_]
# What became of a customer's leaving.
STILL_THERE, FAILED, SILENT, INVITED_SILENT, INVITED_ANSWERED, OTHER_ANSWERED = range(6)


@dataclass(frozen=True)
class People:
    """Some customers, by columns: attributes, days as ordinals, seats, what became of them, and why they left.

    ``causes`` is people × 2: positions in CAUSES, main cause first, −1 for no second one. ``ended`` is 0 while there.
    """

    attributes: Mapping[str, Words]
    started: Numbers
    ended: Numbers
    seats: Numbers
    fate: Numbers
    causes: Numbers

    def __len__(self) -> int:
        return len(self.started)


def leaving_days(answers: int, times: Times, seed: int) -> Numbers:
    """Return the days on which people left, in order, so many as go with so many answers: more with every month."""
    random = np.random.default_rng([seed, 0])
    number = round(answers * LEFT_PER_ANSWER)
    # Where the second draw is later, every other time it is the one that counts.
    first, later = random.random(number), random.random(number)
    when = np.where(random.random(number) < 0.5, np.maximum(first, later), first)
    return np.sort(times.begin + np.floor(when * (times.end - times.begin)).astype(np.int64))


def draw_leavers(days: Numbers, answers: int, times: Times, random: np.random.Generator) -> People:
    """Return the people who left on these days, ``answers`` of whom answered."""
    attributes = _attributes(plan_weights(days, times), random)
    failed = random.random(len(days)) < INVOLUNTARY
    attributes["term"][failed] = "monthly"
    return People(
        attributes=attributes,
        started=_starts(days, attributes["term"], random),
        ended=days,
        seats=_seats(attributes["size"], random),
        fate=_fates(attributes["plan"], failed, answers, random),
        causes=_causes(cause_weights(attributes, days, times), random),
    )


def draw_active(number: int, times: Times, random: np.random.Generator) -> People:
    """Return customers who are still there: they came within the last five years."""
    attributes = _attributes(np.tile(np.array(list(PLANS.values()), np.float64), (number, 1)), random)
    days = np.full(number, times.end)
    return People(
        attributes=attributes,
        started=days - 1 - np.floor(random.random(number) ** 1.4 * 1800).astype(np.int64),
        ended=np.zeros(number, np.int64),
        seats=_seats(attributes["size"], random),
        fate=np.full(number, STILL_THERE),
        causes=np.full((number, 2), -1),
    )


def _attributes(plans: Floats, random: np.random.Generator) -> dict[str, Words]:
    plan = np.array(list(PLANS))[_picked(plans, random)]
    number = len(plan)
    sizes = sorted({size for each in SIZES.values() for size in each})
    by_plan = {name: np.array([SIZES[name].get(size, 0) for size in sizes], np.float64) for name in PLANS}
    yearly = np.array([YEARLY[name] for name in plan.tolist()])
    return {
        "plan": plan,
        "size": np.array(sizes)[_picked(np.array([by_plan[name] for name in plan.tolist()]), random)],
        "industry": _one_of(INDUSTRIES, number, random),
        "country": _one_of(COUNTRIES, number, random),
        "source": _one_of(SOURCES, number, random),
        "term": np.where(random.random(number) < yearly, "yearly", "monthly"),
    }


def _one_of(weights: Mapping[str, int], number: int, random: np.random.Generator) -> Words:
    chances = np.array(list(weights.values()), np.float64)
    return random.choice(np.array(list(weights)), number, p=chances / chances.sum())


def _picked(weights: Floats, random: np.random.Generator) -> Numbers:
    """Return a column of each row, as likely as its weight says."""
    bounds = np.cumsum(weights, axis=1)
    return (random.random((len(weights), 1)) * bounds[:, -1:] >= bounds).sum(axis=1)


def _seats(sizes: Words, random: np.random.Generator) -> Numbers:
    low, high = np.array([SEATS[size] for size in sizes.tolist()]).reshape(-1, 2).T
    return np.minimum(random.integers(low, high + 1), random.integers(low, high + 1))


def _starts(ended: Numbers, terms: Words, random: np.random.Generator) -> Numbers:
    months = random.triangular(0, 7, 40, len(ended))
    years = np.maximum(1, np.round(months / 12))
    days = np.where(terms == "yearly", years * 365, months * 30.4)
    return ended - 1 - days.astype(np.int64)


def _fates(plans: Words, failed: NDArray[np.bool_], answers: int, random: np.random.Generator) -> Numbers:
    """Draw who answers, plan by plan as likely as ANSWERS says, and who else was asked."""
    fate = np.where(failed, FAILED, SILENT)
    keen = np.log(np.array([ANSWERS[plan] for plan in plans.tolist()])) + random.gumbel(size=len(plans))
    order = np.argsort(np.where(failed, np.inf, -keen), kind="stable")
    answered, others = order[:answers], order[answers : len(order) - int(failed.sum())]
    by_hand = random.random(answers) < INTERVIEWED_OR_IMPORTED
    fate[answered] = np.where(by_hand, OTHER_ANSWERED, INVITED_ANSWERED)
    asked = round(answers * INVITED_PER_ANSWER) - int((~by_hand).sum())
    fate[random.permutation(others)[:asked]] = INVITED_SILENT
    return fate


def _causes(weights: Floats, random: np.random.Generator) -> Numbers:
    main = _picked(weights, random)
    beside = weights.copy()
    keys = list(CAUSES)
    for pair, times_more in COMES_WITH.items():
        one, other = (keys.index(cause) for cause in pair)
        beside[main == one, other] *= times_more
        beside[main == other, one] *= times_more
    beside[np.arange(len(main)), main] = 0
    also = np.where(random.random(len(main)) < SECOND, _picked(beside, random), -1)
    return np.column_stack([main, also])


def language_of(country: str, draw: float) -> str:
    """Return the language of the form: that of the country; in Singapore two in five write Chinese."""
    return "zh-Hans" if country == "Singapore" and draw < 0.4 else LANGUAGES.get(country, "en")


def spread(total: int, parts: int) -> Sequence[int]:
    """Return ``total`` as so many whole numbers that differ by one at most.

    >>> spread(7, 3)
    [3, 2, 2]
    """
    return [total // parts + (part < total % parts) for part in range(parts)]
