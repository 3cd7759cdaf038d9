"""What is true of the large installation: how people divide, why they leave, and what was planted.

Everything is a weight, and a planted effect multiplies it. Where nothing is planted, segments do not differ: ``size``
beside plan, ``term`` beside the price rise and every ``source`` but advert have no effect of their own.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from reports.sample.company import Calendar, months_before

MONTHS = 36
CAUSES = {
    "price": 14, "quality": 13, "missing_features": 12, "competitor": 9, "support": 7, "usability": 6, "low_usage": 6,
    "champion_left": 5, "billing": 5, "budget": 5, "onboarding": 5, "changed_needs": 4, "expectations": 4, "trust": 3,
    "no_results": 3, "other": 2,
}  # fmt: skip
# How often there is a second cause, and which comes more often beside which.
SECOND = 0.3
COMES_WITH = {("price", "competitor"): 4, ("quality", "support"): 4}
PLANS = {"starter": 48, "team": 40, "business": 12}
# Tenfold the plan's part in who answers: business stays silent.
ANSWERS = {"starter": 13, "team": 11, "business": 4}
# Of leavers: for each who answers by the form, so many are asked; so many in all, and so many more still there.
LEFT_PER_ANSWER, INVITED_PER_ANSWER, ACTIVE_PER_ANSWER = 1.6, 1.32, 1.6
INVOLUNTARY = 0.12
INTERVIEWED_OR_IMPORTED = 0.028
NO_WORDS, NO_CONTENT = 0.05, 0.03
# Of those who tick: so many tick the price, whatever they write.
TICKS_PRICE = 0.2

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Times:
    """When things happened in the large installation, as ordinals of days; counted back from ``as_of``."""

    def __init__(self, as_of: date) -> None:
        self.calendar = Calendar(as_of)
        self.begin = months_before(as_of, MONTHS).toordinal()
        self.end = as_of.toordinal()
        self.price_rise = self.calendar.price_rise.toordinal()
        self.outage = self.calendar.outage.toordinal()
        self.outage_over = self.outage + 14
        # The broken export was mended on this day: a release to look for a change at.
        self.fix = self.calendar.month_start(18).toordinal()
        # In the last year the big ones leave more often than before: the mix changes, not what a plan complains of.
        self.mix_changes = self.calendar.month_start(12).toordinal()


def plan_weights(days: Numbers, times: Times) -> Floats:
    """Return the weight of each plan for people who left on these days, people × plans."""
    weights = np.tile(np.array(list(PLANS.values()), np.float64), (len(days), 1))
    weights[days >= times.price_rise, 0] *= 1.5
    weights[days >= times.mix_changes, 2] *= 2
    return weights


def cause_weights(people: dict[str, NDArray[np.str_]], days: Numbers, times: Times) -> Floats:
    """Return the weight of each cause for people who left, people × causes."""
    weights = np.tile(np.array(list(CAUSES.values()), np.float64), (len(days), 1))
    column = {cause: number for number, cause in enumerate(CAUSES)}
    plan, country = people["plan"], people["country"]
    monthly = people["term"] == "monthly"
    effects = [
        ("price", (plan == "starter") & monthly & (days >= times.price_rise), 4),
        ("quality", (plan == "team") & (people["industry"] == "manufacturing") & (days < times.fix), 5),
        ("quality", (days >= times.outage) & (days < times.outage_over), 4),
        ("missing_features", country == "China", 2.5),
        ("billing", country == "China", 4),
        ("champion_left", plan == "business", 5),
        ("expectations", people["source"] == "advert", 6),
    ]
    for cause, concerned, times_more in effects:
        weights[concerned, column[cause]] *= times_more
    return weights
