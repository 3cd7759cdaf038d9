"""The rules of spans, and what a customer is by them.

A customer pays for one thing at a time, in one currency: its spans ``[started_on, ended_on)`` never overlap. Where one
ends on the day the next begins, the customer goes on (another plan, price or term); a gap of a day or more is leaving
and coming back. Nothing begins in the future; an end in the future is known beforehand, and the span is running.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.bulk import update_rows
from customers.models import Customer, Ending, Subscription

SUMMARY = ("started_on", "ended_on", "ending", "mrr", "currency", "attributes")
SYNCED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """What a customer had from one day to another. ``line``: where a file tells of it, 0 for what is stored."""

    started_on: date
    ended_on: date | None = None
    plan: str = ""
    term: str = "monthly"
    mrr: Decimal | None = None
    currency: str = ""
    ending: str = ""
    line: int = 0

    def __str__(self) -> str:
        from_day = _("from %(day)s") % {"day": self.started_on}
        days = f"{self.started_on} – {self.ended_on}" if self.ended_on else from_day
        named = f"“{self.plan}” {days}" if self.plan else days
        return _("%(span)s (line %(line)d)") % {"span": named, "line": self.line} if self.line else named


def span_of(row: Subscription) -> Span:
    """Return a stored span as the rules take it."""
    return Span(row.started_on, row.ended_on, row.plan, row.term, row.mrr, row.currency, row.ending)


class SpanProblem(NamedTuple):
    """What is wrong with a span, and in which of its fields."""

    span: Span
    field: str
    reason: str


def span_problems(spans: Sequence[Span], today: date) -> list[SpanProblem]:
    """Return everything that is wrong with all spans of one customer, in any order; both spans of a pair are named."""
    problems = [problem for span in spans for problem in _problems_of_one(span, today)]
    ordered = sorted(spans, key=_begin)
    longest = ordered[:1]
    for span in ordered[1:]:
        problems += _problems_of_pair(longest[0], span)
        if longest[0].ended_on and (span.ended_on is None or span.ended_on > longest[0].ended_on):
            longest = [span]
    return problems + _problems_of_currency(ordered)


def _begin(span: Span) -> tuple[date, int]:
    return span.started_on, span.line


def _problems_of_one(span: Span, today: date) -> Iterator[SpanProblem]:
    if span.started_on > today:
        yield SpanProblem(
            span,
            "started_on",
            _("is still to come (today is %(today)s): import it once it has begun") % {"today": today},
        )
    if span.ended_on and span.ended_on <= span.started_on:
        yield SpanProblem(
            span,
            "ended_on",
            _("is not after the day it began (%(day)s): a span lasts a day or more") % {"day": span.started_on},
        )
    if span.mrr is None:
        yield SpanProblem(span, "mrr", _("is empty: write 0 where nothing is paid"))


def _problems_of_pair(before: Span, after: Span) -> Iterator[SpanProblem]:
    """Tell of the one of the two that a file told of (the later, when both are)."""
    told = after if after.line or not before.line else before
    other = before if told is after else after
    if before.started_on == after.started_on:
        yield SpanProblem(told, "started_on", _("is also the day on which %(other)s began") % {"other": other})
    elif before.ended_on is None:
        yield SpanProblem(
            told,
            "started_on" if told is after else "ended_on",
            _("%(before)s has no end, but %(after)s follows: say on which day the first ended")
            % {"before": before, "after": after},
        )
    elif before.ended_on > after.started_on:
        yield SpanProblem(
            told,
            "started_on" if told is after else "ended_on",
            _("%(before)s overlaps %(after)s: a customer has one span at a time") % {"before": before, "after": after},
        )


def _problems_of_currency(ordered: Sequence[Span]) -> list[SpanProblem]:
    """Set every span against the first that is stored, else the first of all."""
    named = [span for span in ordered if span.currency]
    first = min(named, key=lambda span: bool(span.line), default=None)
    return [
        SpanProblem(
            span,
            "currency",
            _("is %(currency)s, but %(other)s is in %(stated)s: a customer pays in one currency")
            % {"currency": span.currency, "other": first, "stated": first.currency},
        )
        for span in named
        if first and span.currency != first.currency
    ]


def other_currency(told: str, stated: str) -> str:
    """Return why amounts in ``told`` are refused where what stays stored of the customer is in ``stated``."""
    reason = _("is %(currency)s, but what is stored of this customer is in %(stated)s: a customer pays in one currency")
    return reason % {"currency": told, "stated": stated}


def settled(spans: Iterable[Span], currency: str = "") -> list[Span]:
    """Return one customer's spans in order, with what the others and the rules say of each.

    A span without a currency is in that of the others, else in ``currency``. An ending stays only where the customer
    left: where the next span goes on there is none, where it is not told it is unknown.
    """
    ordered = sorted(spans, key=_begin)
    known = next((span.currency for span in ordered if span.currency), currency)
    following = (*(span.started_on for span in ordered[1:]), None)
    return [
        _with(span, span.currency or known, _ending(span, begins))
        for span, begins in zip(ordered, following, strict=False)
    ]


def _with(span: Span, currency: str, ending: str) -> Span:
    same = (span.currency, span.ending) == (currency, ending)
    return span if same else replace(span, currency=currency, ending=ending)


def _ending(span: Span, next_begins: date | None) -> str:
    if span.ended_on is None or span.ended_on == next_begins:
        return ""
    return span.ending or Ending.UNKNOWN


def summary_of(spans: Sequence[Span | Subscription], today: date) -> dict[str, Any]:
    """Return what a customer's settled spans, in order, say of it.

    Start of the first; MRR, currency and plan of the last; end and ending of the last once that day has come.
    """
    last = spans[-1]
    gone = last.ended_on is not None and last.ended_on <= today
    return {
        "started_on": spans[0].started_on,
        "ended_on": last.ended_on if gone else None,
        "ending": (last.ending or Ending.UNKNOWN) if gone else "",
        "mrr": last.mrr,
        "currency": last.currency,
        "plan": last.plan,
    }


def summarised(customer: Customer, summary: dict[str, Any]) -> Customer | None:
    """Return a copy of ``customer`` that says what its spans say, None when it does so already."""
    wanted = _wanted(customer, summary)
    if all(getattr(customer, name) == wanted[name] for name in SUMMARY):
        return None
    after = copy(customer)
    for name in SUMMARY:
        setattr(after, name, wanted[name])
    return after


def summarise(customer: Customer, summary: dict[str, Any]) -> None:
    """Let a new customer say what its spans say."""
    for name, value in _wanted(customer, summary).items():
        setattr(customer, name, value)


def _wanted(customer: Customer, summary: dict[str, Any]) -> dict[str, Any]:
    plan = {"plan": summary["plan"]} if summary["plan"] else {}
    told = {name: summary[name] for name in SUMMARY if name != "attributes"}
    return told | {"attributes": customer.attributes | plan}


def keep_summary(before: Customer, after: Customer) -> None:
    """Let ``after`` keep what follows from the spans of the customer as it is stored, ``before``."""
    attributes = dict(after.attributes)
    if "plan" in before.attributes:
        attributes["plan"] = before.attributes["plan"]
    for name in SUMMARY:
        setattr(after, name, getattr(before, name))
    after.attributes = attributes


def with_spans(customers: Iterable[Customer]) -> set[int]:
    """Return the keys of those who have spans: their dates and revenue follow from these."""
    return set(Subscription.objects.filter(customer__in=list(customers)).values_list("customer", flat=True))


def sync_customers(ids: Iterable[int], today: date | None = None) -> int:
    """Let these customers say what their spans say, and return how many were changed.

    A customer without spans stays as it is. Three statements for SYNCED_AT_ONCE customers.
    """
    day = today or timezone.localdate()
    wanted = list(dict.fromkeys(ids))
    changed = 0
    for at in range(0, len(wanted), SYNCED_AT_ONCE):
        keys = wanted[at : at + SYNCED_AT_ONCE]
        customers = Customer.objects.in_bulk(keys)
        rows = Subscription.objects.filter(customer__in=keys).order_by("customer", "started_on")
        found = (
            summarised(customers[key], summary_of(list(spans), day))
            for key, spans in groupby(rows, lambda span: span.customer_id)
        )
        stale = [customer for customer in found if customer]
        store_summaries(stale)
        changed += len(stale)
    return changed


def store_summaries(customers: Sequence[Customer]) -> None:
    """Write the summaries of customers that are stored already."""
    update_rows(customers, SUMMARY)


def due_customers(today: date | None = None) -> list[int]:
    """Return customers who still count as there though their last span has ended: an end told beforehand has come."""
    day = today or timezone.localdate()
    ended = Subscription.objects.filter(ended_on__lte=day, customer__ended_on=None)
    running = Subscription.objects.running_on(day).filter(customer=OuterRef("customer"))
    return list(ended.exclude(Exists(running)).values_list("customer", flat=True).distinct())
