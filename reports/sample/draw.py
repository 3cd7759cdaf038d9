"""Chance, tamed: every draw for the sample comes from one seeded generator, in one order."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from reports.sample.company import (
    COUNTRIES,
    INDUSTRIES,
    MONTHS,
    OLDEST_MONTHS,
    PLANS,
    SEATS,
    SIZES,
    SOURCES,
    YEARLY,
    Calendar,
    Planned,
    months_before,
)

# How often a company has a name in Latin letters, where that is not always.
LATIN_NAMES = {"China": 0.0, "Taiwan": 0.1, "Hong Kong": 0.5, "Singapore": 0.85}


class Draw:
    """Draws customers of a company; the same seed and calendar give the same ones, and no name comes twice."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self.rng = Random(seed)
        self.calendar = calendar
        self.names: set[str] = set()

    def pick(self, weights: dict[str, int]) -> str:
        """Return one key of ``weights``, each as likely as its weight says."""
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def profile(self, known: dict[str, str] | None = None) -> dict[str, str]:
        """Return the attributes of one customer: what is ``known`` of them, and the rest drawn to go with it."""
        known = known or {}
        plan = known.get("plan") or self.pick(PLANS)
        drawn = {
            "plan": plan,
            "size": self.pick(SIZES[plan]),
            "industry": self.pick(INDUSTRIES),
            "country": self.pick(COUNTRIES),
            "source": self.pick(SOURCES),
            "term": "yearly" if self.rng.random() < YEARLY[plan] else "monthly",
        }
        return drawn | known

    def seats(self, size: str) -> int:
        """Return how many seats a company of this size pays for: the lower of two draws, for most keep it small."""
        low, high = SEATS[size]
        return min(self.rng.randint(low, high), self.rng.randint(low, high))

    def day(self, months_ago: int | None = None) -> date:
        """Return a day on which someone left: in the calendar month so long ago, or anywhere in the period."""
        first, end = self.calendar.days_of(months_ago)
        return first + timedelta(days=self.rng.randrange((end - first).days))

    def start(self, term: str, until: date, months: int | None = None) -> date:
        """Return when a customer started who is ``months`` old on ``until``; yearly terms end on an anniversary."""
        months = round(self.rng.triangular(0, 40, 7)) if months is None else months
        if term == "yearly":
            return months_before(until, max(12, round(months / 12) * 12))
        return months_before(until, months) - timedelta(days=self.rng.randint(1, 24))

    def active(self) -> Planned:
        """Return a customer who is still there: nearly half came within the period, the others in the years before."""
        profile = self.profile()
        recent = self.rng.random() < 0.45
        days = self.rng.randrange(1, MONTHS * 30) if recent else self.rng.randrange(MONTHS * 30, OLDEST_MONTHS * 30)
        started_on = self.calendar.as_of - timedelta(days=days)
        return Planned(profile, self.name(profile), self.seats(profile["size"]), started_on)

    def name(self, profile: dict[str, str]) -> str:
        """Return a name of the customer's country and trade that nobody has yet."""
        while (name := self._any_name(profile["country"], profile["industry"])) in self.names:
            pass
        self.names.add(name)
        return name

    def _any_name(self, country: str, industry: str) -> str:
        choice = self.rng.choice
        if self.rng.random() < LATIN_NAMES.get(country, 1.0):
            words = known_names()["latin"]
            form = words["forms"].get(country, "") if self.rng.random() < 0.5 else ""
            return f"{choice(words['stems'])} {choice(words['trades'][industry])} {form}".rstrip()
        words = known_names()["hans" if country in ("China", "Singapore") else "hant"]
        city = choice(words["cities"]) if country in ("China", "Taiwan") else ""
        return city + choice(words["stems"]) + choice(words["trades"][industry])


@cache
def known_names() -> dict[str, Any]:
    """Return the stems and trades that names are made of, by script."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
