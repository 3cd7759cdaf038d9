"""Churn as it is exported: for each period × segment a row of customers, and a row of money for each currency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.churn.flows import Money, People
from reports.churn.lines import units
from reports.churn.page import ChurnPage
from reports.churn.rates import mrr_churn
from reports.churn.renewals import Renewals
from reports.filter_words import filter_lines
from reports.statistics import wilson_share
from reports.workbooks import About

ALL = "*"
PEOPLE = ("there", "lost", "involuntary", "back", "began", "returned", "early")
RENEWED = ("due", "renewed", "moved", "left", "between")
MONEY = ("start", "churned", "involuntary", "contraction", "expansion", "new", "returned", "end")
CHURN = (
    "period_begin",
    "period_until",
    "period_complete",
    "segment",
    "customers_there",
    "customers_lost",
    "churn_rate",
    "churn_low",
    "churn_high",
    "customers_involuntary",
    "customers_back",
    "customers_began",
    "customers_returned",
    "customers_early",
    *(f"renewals_{name}" for name in RENEWED),
    "currency",
    *(f"mrr_{name}" for name in MONEY),
    "mrr_churn_gross",
    "mrr_churn_net",
    "mrr_rates_of",
)
NO_PEOPLE = dict.fromkeys(name for name in CHURN if name.startswith(("customers_", "churn_", "renewals_")))
NO_MONEY = dict.fromkeys(name for name in CHURN if name.startswith("mrr_")) | {"currency": None}


def churn_rows(page: ChurnPage) -> Iterator[dict[str, Any]]:
    """Yield the rows, all segments together first (``*``) in each period; rows of money leave customers empty."""
    flows = page.flows
    for at, period in enumerate(flows.periods):
        for place in (None, *range(len(flows.segments))):
            people = {name: _at(flows.people, name, at, place) for name in PEOPLE}
            renewed = {f"renewals_{name}": _at(page.renewed, name, at, place) for name in RENEWED}
            if not any((people | renewed).values()):
                continue
            row = {
                "period_begin": period.begin,
                "period_until": period.until,
                "period_complete": period.complete,
                "segment": ALL if place is None else flows.segments[place],
            }
            yield row | _people(people) | renewed | NO_MONEY
            yield from (row | NO_PEOPLE | money for money in _monies(page, at, place))


def about_churn(page: ChurnPage) -> About:
    """Return what a workbook tells of the table."""
    known = page.asked.known_until.isoformat()
    lines = (*filter_lines(page.asked.filters)[1:], (_("Known until"), known))
    return About(_("Churn"), lines, ("customer-churn", "mrr-churn", "early-losses"))


def _at(columns: People | Money | Renewals, name: str, at: int, place: int | None) -> Any:
    column = getattr(columns, name)[at]
    return column.sum(axis=0).tolist() if place is None else column[place].tolist()


def _people(people: dict[str, int]) -> dict[str, Any]:
    rate = wilson_share(people["lost"], people["there"])
    return {f"customers_{name}": count for name, count in people.items()} | {
        "churn_rate": rate.share if rate else None,
        "churn_low": rate.low if rate else None,
        "churn_high": rate.high if rate else None,
    }


def _monies(page: ChurnPage, at: int, place: int | None) -> Iterator[dict[str, Any]]:
    flows = page.flows
    found = {name: _at(flows.money, name, at, place) for name in MONEY}
    paid = [code for code in range(len(flows.currencies)) if any(found[name][code] for name in MONEY)]
    for code in paid:
        amounts = {name: units(found[name][code]) for name in MONEY}
        rates = mrr_churn(*(float(amounts[name]) for name in ("start", "churned", "contraction", "expansion")))
        yield {
            "currency": flows.currencies[code],
            **{f"mrr_{name}": amount for name, amount in amounts.items()},
            "mrr_churn_gross": rates.gross if rates else None,
            "mrr_churn_net": rates.net if rates else None,
            "mrr_rates_of": page.asked.rates.day if page.asked.rates else None,
        }
