"""How often the sample's customers did something on each day: daily, weekly, monthly, then nothing, before they leave.

Planted: nine in ten use it on most workdays, the others once a week. Of those who leave of their own will most fade;
who leaves for the price, and whose payment fails, uses it to the last day. Where the one who chose it left, use breaks
off. On the two days of the outage nobody could. Some who are still there are fading now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending
from reports.sample.company import Calendar
from reports.sample.exits import Leaving

OUTAGE_DAYS = 2
WEEKLY_BY_NATURE = 0.1
WORKDAY, WEEKLY, MONTHLY, WEEKEND = 0.88, 0.2, 0.045, 0.12
FADES_WITHOUT_ANSWER, FADES = 0.75, 0.85
FADING_NOW = 0.05
FADING_DAYS = (75, 130)
# Half of the way is weekly; the last two weeks are silent.
WEEKLY_SHARE = 0.5
SILENT_DAYS = 14
CHAMPION_DAYS = (45, 85)
AFTER_CHAMPION = 0.06


class Fate(Enum):
    """What became of a customer's use."""

    STEADY = "steady"
    FADES = "fades"
    CHAMPION = "champion"
    OUTAGE = "outage"


@dataclass(frozen=True)
class Use:
    """How one customer's use goes: until ``end`` (the day it leaves, or would), turning ``days`` before that."""

    fate: Fate
    end: date
    days: int = 0
    weekly: bool = False

    @property
    def turn(self) -> date:
        """The day from which it is used less."""
        return self.end - timedelta(days=self.days)


def draw_use(leaving: Leaving | None, started_on: date, calendar: Calendar, rng: Random) -> Use:
    """Return how the use of a customer goes, by why it left; None for one who is there."""
    weekly, end = rng.random() < WEEKLY_BY_NATURE, calendar.as_of
    days = rng.randint(*FADING_DAYS)
    if leaving is None:
        fades = rng.random() < FADING_NOW and (end - started_on).days > 2 * days
        return (
            Use(Fate.FADES, end + timedelta(days=rng.randint(0, days - 20)), days)
            if fades
            else Use(Fate.STEADY, end, 0, weekly)
        )
    planned, causes = leaving.planned, leaving.answer.causes if leaving.answer else ()
    end = planned.ended_on or end
    tenure = (end - started_on).days
    if planned.ending == Ending.INVOLUNTARY or "price" in causes:
        return Use(Fate.STEADY, end, 0, weekly)
    if "champion_left" in causes and tenure > 2 * CHAMPION_DAYS[1]:
        return Use(Fate.CHAMPION, end, rng.randint(*CHAMPION_DAYS), weekly)
    if "quality" in causes and calendar.outage <= end < calendar.month_start(10) and started_on < calendar.outage:
        return Use(Fate.OUTAGE, end, (end - calendar.outage).days, weekly)
    fades = rng.random() < (FADES if causes else FADES_WITHOUT_ANSWER)
    return Use(Fate.FADES, end, min(days, round(tenure * 0.6))) if fades else Use(Fate.STEADY, end, 0, weekly)


def told_days(calendar: Calendar) -> NDArray[np.int64]:
    """Return the days, as ordinals, of which the sample tells activity: the period, up to the day before its end."""
    return np.arange(calendar.begin.toordinal(), calendar.as_of.toordinal())


def counts_by_day(
    use: Use, there: NDArray[np.bool_], seats: int, calendar: Calendar, random: np.random.Generator
) -> NDArray[np.int64]:
    """Return how much a customer did on each day of ``told_days``; nothing on days when it was not ``there``."""
    days = told_days(calendar)
    # Ordinal 1 was a Monday.
    weekend = (days - 1) % 7 >= 5
    usual = np.where(weekend, WEEKEND if not use.weekly else 0.0, WORKDAY if not use.weekly else WEEKLY)
    left = use.end.toordinal() - days
    chance = np.where(there, usual * _share(use, left, weekend), 0.0)
    outage = days - calendar.outage.toordinal()
    chance[(outage >= 0) & (outage < OUTAGE_DAYS)] = 0.0
    return np.where(random.random(len(days)) < chance, 1 + random.poisson(3 * seats, len(days)), 0)


def _share(use: Use, left: NDArray[np.int64], weekend: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return what is left of the usual chance of a day, ``left`` days before the end."""
    if use.fate is Fate.STEADY:
        return np.ones(len(left))
    if use.fate in (Fate.CHAMPION, Fate.OUTAGE):
        return np.where(left <= use.days, AFTER_CHAMPION, 1.0)
    weekly, monthly = use.days, use.days * (1 - WEEKLY_SHARE)
    phases = [left <= SILENT_DAYS, left <= monthly, left <= weekly]
    fading = np.select(phases, [0.0, MONTHLY / WORKDAY, WEEKLY / WORKDAY], 1.0)
    return np.where(weekend & (left <= weekly), 0.0, fading)
