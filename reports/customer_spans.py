"""What a customer paid for, from when to when, and what changed from one subscription to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.models import Customer, Ending, Subscription, Term
from reports.labels import money_words, segment_label


@dataclass(frozen=True)
class PaidSpan:
    """The span ``[begin, end)``; ``end`` None goes on. ``changes`` says in words what is other than before.

    ``implied`` spans are made from the customer's own dates where no subscription is known.
    """

    begin: date
    end: date | None
    plan: str
    term: str
    mrr: Decimal | None
    currency: str
    ending: str = ""
    changes: tuple[str, ...] = ()
    # ▲ where the price was raised, ▼ where it was lowered.
    turn: str = ""
    implied: bool = False

    @property
    def amount(self) -> str:
        """Return the monthly revenue in words; empty where it is not known."""
        if self.mrr is None:
            return ""
        return money_words({self.currency: self.mrr})

    @property
    def label(self) -> str:
        """Return plan and revenue in a few words."""
        return " · ".join(filter(None, [segment_label(self.plan) if self.plan else "", self.amount]))

    @property
    def term_label(self) -> str:
        """Return how long the contract binds; as it was told where that is none of ours."""
        return str(Term(self.term).label) if self.term in Term.values else self.term

    @property
    def ending_label(self) -> str:
        """Return how the customer left at its end; empty where it went on."""
        return str(Ending(self.ending).label) if self.ending in Ending.values else ""


def paid_spans(customer: Customer) -> list[PaidSpan]:
    """Return a customer's spans, earliest first; one that follows from its own dates where none was imported."""
    rows = list(Subscription.objects.filter(customer=customer).order_by("started_on"))
    if rows:
        return [_span(row, rows[place - 1] if place else None) for place, row in enumerate(rows)]
    if customer.started_on is None or (customer.ended_on and customer.ended_on <= customer.started_on):
        return []
    attributes = customer.attributes
    plan, term = str(attributes.get("plan") or ""), str(attributes.get("term") or attributes.get("contract") or "")
    span = PaidSpan(customer.started_on, customer.ended_on, plan, term, customer.mrr, customer.currency)
    return [PaidSpan(**{**vars(span), "ending": customer.ending, "implied": True})]


def _span(row: Subscription, before: Subscription | None) -> PaidSpan:
    span = PaidSpan(row.started_on, row.ended_on, row.plan, row.term, row.mrr, row.currency, row.ending)
    changes = tuple(_changes(span, before)) if before else ()
    return PaidSpan(**{**vars(span), "changes": changes, "turn": _turn(span, before) if before else ""})


def _turn(span: PaidSpan, before: Subscription) -> str:
    if span.mrr is None or span.mrr == before.mrr:
        return ""
    return "▲" if span.mrr > before.mrr else "▼"


def _changes(span: PaidSpan, before: Subscription) -> Sequence[str]:
    """Return what is other than in the span before."""
    found = []
    if before.ended_on and before.ended_on < span.begin:
        away = (span.begin - before.ended_on).days
        found.append(_("came back after %(days)s days") % {"days": away})
    if before.plan != span.plan:
        names = {"before": before.plan or "–", "now": span.plan or "–"}
        found.append(_("plan %(before)s → %(now)s") % names)
    if before.mrr != span.mrr and span.mrr is not None:
        raised = _("price raised by %(amount)s") if span.mrr > before.mrr else _("price lowered by %(amount)s")
        found.append(raised % {"amount": money_words({span.currency: abs(span.mrr - before.mrr)})})
    if before.term != span.term:
        found.append(_("term %(term)s") % {"term": span.term_label})
    return found
