"""Customers' spans as a file tells them, set against those stored: what is wrong, what is new, what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.bulk import insert_columns, insert_rows, update_rows
from customers.importing.refusals import RowError
from customers.importing.runs import Journal
from customers.importing.subscriptions_mapping import SubscriptionMapping
from customers.models import Customer, Subscription
from customers.spans import (
    Span,
    SpanProblem,
    other_currency,
    settled,
    span_of,
    span_problems,
    store_summaries,
    summarise,
    summarised,
    summary_of,
)

FIELDS = ("plan", "term", "mrr", "currency", "ended_on", "ending")
# What a file without such a column leaves as it was.
MAY_BE_UNTOLD = ("plan", "term", "ended_on", "ending")


@dataclass(slots=True)
class History:
    """What a file tells of one customer: its spans, how many rows only repeat one, and what is wrong with its rows."""

    ref: str
    spans: list[Span] = field(default_factory=list)
    repeated: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows of the file are this customer's."""
        return len(self.spans) + self.repeated

    def add(self, span: Span) -> None:
        """Take a row in; one that says exactly what another did is counted and left."""
        if any(replace(span, line=known.line) == known for known in self.spans if known.started_on == span.started_on):
            self.repeated += 1
        else:
            self.spans.append(span)


@dataclass
class Changes:
    """What a batch is to write."""

    made: list[Customer] = field(default_factory=list)
    # Customers have no key before they are stored.
    created: list[tuple[Customer, Span]] = field(default_factory=list)
    updated: list[tuple[Subscription, Subscription]] = field(default_factory=list)
    removed: list[Subscription] = field(default_factory=list)
    summaries: list[tuple[Customer, Customer]] = field(default_factory=list)


class SpanStore:
    """Store batches of histories; each ``store`` belongs into one transaction."""

    def __init__(self, mapping: SubscriptionMapping, today: date, journal: Journal, dry_run: bool) -> None:
        self.mapping = mapping
        self.today = today
        self.journal = journal
        self.dry_run = dry_run

    def store(self, histories: list[History]) -> tuple[Counter[str], list[RowError]]:
        """Write the spans of these customers; return what their rows came to and why some were refused."""
        tally: Counter[str] = Counter()
        errors: list[RowError] = []
        changes = Changes()
        customers = customers_called([history.ref for history in histories], lock=True)
        stored = self._stored(list(customers.values()))
        for history in histories:
            tally["read"] += history.rows
            wrong = list(history.errors)
            customer = customers.get(history.ref)
            if customer is None and self.mapping.create_customers:
                customer = Customer(ref=history.ref)
            if customer is None:
                wrong += self._unknown(history)
            elif not wrong:
                wrong = self._look_at(history, customer, stored.get(customer.pk, []), changes, tally)
            if wrong:
                tally["refused"] += history.rows
                errors += _with_the_others(history, wrong)
        self._write(changes)
        tally.update(customers=len(changes.made), removed=len(changes.removed))
        return +tally, sorted(errors, key=lambda error: error.line)

    def _stored(self, customers: list[Customer]) -> dict[int, list[Subscription]]:
        rows = Subscription.objects.filter(customer__in=customers).order_by("customer", "started_on")
        return {key: list(spans) for key, spans in groupby(rows, lambda span: span.customer_id)}

    def _unknown(self, history: History) -> list[RowError]:
        reason = _("is no customer that is known: import the customers first, or let the import make them")
        return [RowError(span.line, self.mapping.columns["ref"], history.ref, reason) for span in history.spans]

    def _look_at(
        self,
        history: History,
        customer: Customer,
        stored: Sequence[Subscription],
        changes: Changes,
        tally: Counter[str],
    ) -> list[RowError]:
        """Add to ``changes`` what this history comes to, or return what is wrong with it."""
        by_start = {span.started_on: span for span in stored}
        told = [self._completed(span, by_start.get(span.started_on)) for span in history.spans]
        starts = {span.started_on for span in told}
        others = [] if self.mapping.whole_histories else [span for span in stored if span.started_on not in starts]
        spans = settled([*told, *map(span_of, others)], customer.currency)
        problems = span_problems(spans, self.today) or _cost_problem(spans, customer)
        if problems:
            return [self._error(*problem) for problem in problems]
        tally["unchanged"] += history.rows
        for span in spans:
            came_to = self._change(customer, span, by_start.get(span.started_on), changes)
            if came_to:
                tally[came_to] += 1
                tally["unchanged"] -= 1
        if self.mapping.whole_histories:
            changes.removed += [span for span in stored if span.started_on not in starts]
        summary = summary_of(spans, self.today)
        if customer.pk is None:
            summarise(customer, summary)
            changes.made.append(customer)
        elif after := summarised(customer, summary):
            changes.summaries.append((customer, after))
        return []

    def _completed(self, span: Span, stored: Subscription | None) -> Span:
        """Return a span with what the file has no column for as it is stored."""
        if stored is None:
            return span
        untold = {name: getattr(stored, name) for name in MAY_BE_UNTOLD if not self.mapping.tells(name)}
        return replace(span, **untold, currency=span.currency or stored.currency)

    def _change(self, customer: Customer, span: Span, stored: Subscription | None, changes: Changes) -> str:
        """Note how a span differs from what is stored; return what the row that told it came to, if one did."""
        if stored is None:
            changes.created.append((customer, span))
            return "created"
        values = {name: getattr(span, name) for name in FIELDS}
        if all(getattr(stored, name) == value for name, value in values.items()):
            return ""
        after = Subscription(pk=stored.pk, customer=customer, started_on=span.started_on, **values)
        changes.updated.append((stored, after))
        return "updated" if span.line else ""

    def _error(self, span: Span, name: str, reason: str) -> RowError:
        columns = self.mapping.columns
        amount = next(columns[key] for key in ("mrr", "price", "yearly_price") if key in columns)
        value = getattr(span, name)
        return RowError(span.line, amount if name == "mrr" else columns.get(name, ""), str(value or ""), reason)

    def _write(self, changes: Changes) -> None:
        if self.dry_run:
            return
        insert_rows(changes.made)
        self.journal.created(changes.made)
        Subscription.objects.filter(pk__in=[span.pk for span in changes.removed]).delete()
        self.journal.removed(changes.removed)
        self._insert(changes.created)
        update_rows([after for _before, after in changes.updated], FIELDS)
        self.journal.changed(changes.updated)
        store_summaries([after for _before, after in changes.summaries])
        self.journal.changed(changes.summaries)

    def _insert(self, created: list[tuple[Customer, Span]]) -> None:
        columns = {name: [getattr(span, name) for _customer, span in created] for name in ("started_on", *FIELDS)}
        columns["customer_id"] = [customer.pk for customer, _span in created]
        self.journal.created_columns(Subscription, insert_columns(Subscription, columns), columns)


def _cost_problem(spans: list[Span], customer: Customer) -> list[SpanProblem]:
    """Tell of spans in another currency than what the customer cost to win."""
    told = next(span for span in spans if span.line)
    if customer.acquisition_cost is None or customer.currency in ("", told.currency):
        return []
    return [SpanProblem(told, "currency", other_currency(told.currency, customer.currency))]


def _with_the_others(history: History, wrong: list[RowError]) -> list[RowError]:
    """Add why the customer's rows that are right themselves are left out as well."""
    first = min(error.line for error in wrong)
    named = {error.line for error in wrong}
    reason = _("is left out because of line %(line)d: a customer's spans come in together") % {"line": first}
    return wrong + [RowError(span.line, "", "", reason) for span in history.spans if span.line not in named]
