"""The model in words: why a customer is said to be likely to leave, how good it is, and what came of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import exp, inf
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from customers.dimensions import tenure_band
from reports.labels import cause_label, dimension_label, segment_label
from reports.models import RiskModel, RiskScore
from reports.risk.days import RECENT
from reports.risk.rates import BETWEEN
from reports.risk.scoring import CAUSES, LEAST_PART

ATTRIBUTE = "attribute:"
WEEKS_NAMED = 13 * 7
MONTH_DAYS = 30.44
# From when on a rate is said beside what the model found.
CLEARLY_MORE, CLEARLY_LESS = 1.1, 0.9
# A share of what it was, as it is spoken of; up to which it is spoken of so.
PARTS = (
    (0.15, gettext_noop("a tenth as often")),
    (0.29, gettext_noop("a quarter as often")),
    (0.41, gettext_noop("a third as often")),
    (0.59, gettext_noop("half as often")),
    (0.71, gettext_noop("two thirds as often")),
    (0.85, gettext_noop("three quarters as often")),
    (1.25, gettext_noop("about as often")),
)
MORE_OFTEN = gettext_noop("more often")
GROUPS = {
    "tenure": gettext_noop("Time as a customer"),
    "activity": gettext_noop("Activity"),
    "plan": gettext_noop("Plan and revenue"),
    "renewal": gettext_noop("Term and renewal"),
    "price": gettext_noop("Change of price"),
    "support": gettext_noop("Support contacts"),
    CAUSES: gettext_noop("What people like them said"),
}
STEPS = {
    "reading": gettext_noop("Reading who was there and what they did"),
    "choosing": gettext_noop("Choosing how strictly to fit"),
    "judging": gettext_noop("Judging on the months held out"),
    "fitting": gettext_noop("Fitting on everything"),
    "storing": gettext_noop("Storing what it says of each customer"),
}
MISSING = {
    "losses": gettext_noop("Losses by customers' own decision: %(there)d; at least %(needed)d are needed."),
    "months": gettext_noop("Months of history: %(there)d; at least %(needed)d are needed."),
    "staying": gettext_noop("Everybody left: there is nobody to tell leavers apart from."),
    "held_out": gettext_noop("Losses in the last months, to judge on: %(there)d; at least %(needed)d are needed."),
    "trained": gettext_noop(
        "Losses in the months before those, to learn from: %(there)d; at least %(needed)d are needed."
    ),
}
BASELINES = {"fading": gettext_noop("Fading alone"), "tenure": gettext_noop("Tenure alone")}


@dataclass(frozen=True)
class Reason:
    """One thing that makes a customer more or less likely to leave: ``times`` on the odds, and what it is."""

    group: str
    part: float
    words: str

    @property
    def times(self) -> float:
        """By how much it multiplies the odds, against the mean customer."""
        return exp(self.part)

    @property
    def raises(self) -> bool:
        """Say whether it makes leaving more likely."""
        return self.part > 0


def reasons_of(score: RiskScore, model: RiskModel, attributes: Mapping[str, str]) -> list[Reason]:
    """Return what adds to a customer's risk or takes from it, what adds most first; trifles are left out."""
    found = [
        Reason(group, part, _words(group, part, score, model, attributes))
        for group, part in score.parts.items()
        if abs(part) >= LEAST_PART
    ]
    return sorted(found, key=lambda reason: -reason.part)


def group_label(group: str) -> str:
    """Return the name of a group of columns."""
    return _(GROUPS[group]) if group in GROUPS else dimension_label(group.removeprefix(ATTRIBUTE))


def step_label(step: str) -> str:
    """Return what a training is doing."""
    return _(STEPS[step]) if step in STEPS else _("Waiting to begin")


def missing_words(missing: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return what there is too little of, a sentence each."""
    return [
        _(MISSING[name]) % {"there": there, "needed": needed}
        for name, (there, needed) in missing.items()
        if there < needed
    ]


def judged_words(figures: Mapping[str, Any]) -> list[str]:
    """Return how good the model was on what it had not seen, a sentence each."""
    own = figures["ranked"]
    told = [
        _(
            "Of two customers, one of whom left within 30 days, it had ranked the one who left higher in %(auc).0f of "
            "100 cases (%(low).0f–%(high).0f); a coin does in 50."
        )
        % {name: own[name] * 100 for name in ("auc", "low", "high")},
        _("The tenth ranked highest held %(lift).1f times as many losses as a tenth drawn at random.")
        % {"lift": figures["lift"]},
    ]
    for one in figures["baselines"]:
        difference, low, high = (value * 100 for value in one["above"])
        words = {"name": baseline_label(one["name"]), "auc": one["ranked"]["auc"] * 100}
        words |= {"points": difference, "low": low, "high": high}
        told.append(
            _("%(name)s: %(auc).0f of 100; the model has %(points)+.1f more (%(low)+.1f to %(high)+.1f).") % words
        )
    return told


def doubt_words(figures: Mapping[str, Any]) -> str:
    """Return what speaks against relying on it; empty when nothing does."""
    close = [baseline_label(one["name"]) for one in figures["baselines"] if one["above"][1] <= 0]
    if not close:
        return ""
    return _("By chance alone it could be no better than: %(names)s.") % {"names": _(", ").join(close)}


def baseline_label(name: str) -> str:
    """Return the name of a simpler way."""
    return _(BASELINES[name])


def outcome_words(model: RiskModel) -> list[str]:
    """Return what came of a training, for the command line."""
    figures = model.figures
    head = [str(model.get_state_display())]
    if "missing" in figures:
        return head + missing_words(figures["missing"])
    told = judged_words(figures)
    if "scored" in figures:
        told.append(_("Customers told of: %(scored)d.") % {"scored": figures["scored"]})
    return head + told


def _words(group: str, part: float, score: RiskScore, model: RiskModel, attributes: Mapping[str, str]) -> str:
    facts, rates = score.facts, model.figures.get("rates", {})
    if group == "activity":
        return _activity(facts)
    if group == "renewal":
        return _renewal(facts)
    if group == "price":
        return _price(facts)
    if group == "support":
        return _support(facts)
    if group == "plan":
        return _plan(part, score, rates)
    if group == "tenure":
        return _tenure(part, score, rates)
    if group == CAUSES and facts.get("cause"):
        named = cause_label(facts["cause"])
        return _("Those of its plan and tenure who left named most often: %(cause)s") % {"cause": named}
    if group == CAUSES:
        return _("What those of the same plan and tenure gave as causes when they left")
    name = group.removeprefix(ATTRIBUTE)
    value = attributes.get(name, "")
    shown = _("%(label)s: %(value)s") % {"label": dimension_label(name), "value": segment_label(value)}
    return _with_times(shown, rates.get(group, {}).get(value), part)


def _activity(facts: Mapping[str, float]) -> str:
    if "recent" not in facts:
        return _("No activity is known")
    recent, lived = int(facts["recent"]), facts.get("tenure", RECENT)
    if lived < 7:
        return _("Here for less than a week: its use says nothing yet")
    if lived < RECENT:
        return _("Used on %(n)d of its first %(days)d days") % {"n": recent, "days": lived}
    if "before" not in facts:
        return ngettext(
            "Used on %(n)d day of the last four weeks", "Used on %(n)d days of the last four weeks", recent
        ) % {"n": recent}
    before = facts["before"] / 3
    if not recent:
        return _("Not used at all for four weeks; on %(n).0f days of four weeks before") % {"n": before}
    ratio = recent / before if before else inf
    often = _(next((words for bound, words in PARTS if ratio <= bound), MORE_OFTEN))
    words = {"often": often, "now": recent, "before": before}
    return _("Used %(often)s: on %(now)d days of the last four weeks, on %(before).0f of four weeks before") % words


def _renewal(facts: Mapping[str, float]) -> str:
    if "renewal" not in facts:
        return _("Paid by the month: free to leave in any of them")
    days = int(facts["renewal"])
    if days < WEEKS_NAMED:
        weeks = max(1, round(days / 7))
        return ngettext("Yearly contract renews in %(n)d week", "Yearly contract renews in %(n)d weeks", weeks) % {
            "n": weeks
        }
    return _("Yearly contract renews in %(n)d months") % {"n": round(days / MONTH_DAYS)}


def _price(facts: Mapping[str, float]) -> str:
    if "rise" in facts:
        return _("Pays %(percent).0f%% more for the same since a change in the last three months") % {
            "percent": facts["rise"] * 100
        }
    if "fall" in facts:
        return _("Pays %(percent).0f%% less since a change in the last three months") % {"percent": facts["fall"] * 100}
    return _("No change of price in the last three months")


def _support(facts: Mapping[str, float]) -> str:
    number = int(facts.get("support", 0))
    if not number:
        return _("No support contact in the last three months")
    return ngettext(
        "%(n)d support contact in the last three months", "%(n)d support contacts in the last three months", number
    ) % {"n": number}


def _plan(part: float, score: RiskScore, rates: Mapping[str, Any]) -> str:
    """Return the plan with how often customers on it left, and the place of the revenue."""
    found = []
    if score.plan:
        words = _("Customers on %(plan)s") % {"plan": score.plan}
        found.append(_with_times(words, rates.get("plan", {}).get(score.plan), part))
    if "size" in score.facts:
        told = {"percent": min(99.0, score.facts["size"] * 100), "currency": score.currency or _("its currency")}
        found.append(_("pays more than %(percent).0f of 100 others in %(currency)s") % told)
    return _("; ").join(found) or _("No plan and no revenue is known")


def _tenure(part: float, score: RiskScore, rates: Mapping[str, Any]) -> str:
    """Return how often those on the same plan and of the same tenure left; of tenure alone where too few had both."""
    band = tenure_band(int(score.facts.get("tenure", 0) / MONTH_DAYS))
    both = rates.get("plan_tenure", {}).get(f"{score.plan}{BETWEEN}{band}")
    if score.plan and both and _agrees(both, part):
        words = _("Customers on %(plan)s with %(tenure)s") % {"plan": score.plan, "tenure": segment_label(band)}
        return _with_times(words, both, part)
    words = _("Customers with %(tenure)s") % {"tenure": segment_label(band)}
    return _with_times(words, rates.get("tenure", {}).get(band), part)


def _with_times(words: str, rate: list[float] | None, part: float) -> str:
    """Return words with how often such customers left, where enough did to say so and it points the same way.

    It need not: those on a plan may leave less often only because they use it more, which is told apart.
    """
    if not rate or not _agrees(rate, part):
        return words
    return _("%(words)s left %(times).1f times as often as all") % {"words": words, "times": rate[0]}


def _agrees(rate: list[float], part: float) -> bool:
    return rate[0] >= CLEARLY_MORE if part > 0 else rate[0] <= CLEARLY_LESS


def day_words(ordinal: int) -> str:
    """Return a stored day as it is written."""
    return date.fromordinal(ordinal).isoformat()
