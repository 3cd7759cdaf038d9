"""Two references of one customer made one: everything that hangs on the one is handed over, and can go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.importing.runs import fields_of
from customers.importing.undo import apart, manager, rebuilt, said_before
from customers.merging_rows import hand_back, hand_over, relations
from customers.models import Customer, CustomerAlias, CustomerMerge, ImportedRow, Subscription
from customers.spans import Span, settled, span_of, span_problems, summarised, summary_of

# What is worked out anew from other rows: not told as handed over.
WORKED_OUT = ("activitystate", "riskscore")
Spans = list[tuple[Subscription, Span]]


class MergeRefused(ValueError):
    """Two customers that cannot be one, or a merge that cannot be undone; the message says why."""


@dataclass(frozen=True)
class MergePreview:
    """What two customers would be as one: ``after`` is the kept one as it would be stored.

    ``handed_over`` holds names of models with how many rows of each.
    """

    kept: Customer
    taken: Customer
    after: Customer
    handed_over: list[tuple[str, int]]
    problems: list[str]


def preview_merge(kept: Customer, taken: Customer) -> MergePreview:
    """Return what becomes of both when ``taken`` is merged into ``kept``, and what speaks against it."""
    spans = _spans_of(kept, taken)
    told = [(model, field) for _name, model, field in relations() if model._meta.model_name not in WORKED_OUT]
    counts = [(str(model._meta.model_name), manager(model).filter(**{field: taken}).count()) for model, field in told]
    return MergePreview(
        kept=kept,
        taken=taken,
        after=_as_one(kept, taken, spans),
        handed_over=[(name, count) for name, count in counts if count],
        problems=_problems(kept, taken, spans),
    )


@transaction.atomic
def merge_customers(kept: Customer, taken: Customer, by: User | None = None) -> CustomerMerge:
    """Make ``taken`` a part of ``kept``: its rows are handed over, its reference leads to ``kept`` from now on.

    Raises MergeRefused when both are one already, their spans overlap or they pay in two currencies.
    """
    locked = Customer.objects.select_for_update().order_by("pk").in_bulk([kept.pk, taken.pk])
    if len(locked) < 2:
        raise MergeRefused(_("Both references are the same customer already."))
    kept, taken = locked[kept.pk], locked[taken.pk]
    spans = _spans_of(kept, taken)
    if problems := _problems(kept, taken, spans):
        raise MergeRefused("; ".join(problems))
    after = _as_one(kept, taken, spans)
    before = {
        "taken": {"pk": taken.pk, **fields_of(taken)},
        "kept": fields_of(kept),
        "after": fields_of(after),
        "endings": _settle(spans),
        **hand_over(kept, taken),
    }
    taken_ref = taken.ref
    taken.delete()
    after.save()
    CustomerAlias.objects.create(ref=taken_ref, customer=after)
    return CustomerMerge.objects.create(kept=after, taken_ref=taken_ref, before=before, made_by=by)


@transaction.atomic
def undo_merge(merge: CustomerMerge) -> Customer:
    """Bring the taken customer back with what was its own, and return it.

    What came to the kept customer since stays there, and what was changed of it since stays as it is. Raises
    MergeRefused when the merge was undone already, or its reference is another customer's by now.
    """
    merge = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise MergeRefused(_("This merge was undone already."))
    if Customer.objects.filter(ref=merge.taken_ref).exists():
        raise MergeRefused(_("“%(ref)s” is a customer of its own by now.") % {"ref": merge.taken_ref})
    before, kept = merge.before, Customer.objects.select_for_update().get(pk=merge.kept_id)
    key = before["taken"].pop("pk")
    taken: Customer = rebuilt(Customer, key, None, apart(before["taken"]))
    taken.save(force_insert=True)
    CustomerAlias.objects.filter(ref=merge.taken_ref, customer=kept).delete()
    hand_back(before, merge, taken)
    for span, (ending, settled_as) in before["endings"].items():
        Subscription.objects.filter(pk=span, ending=settled_as).update(ending=ending)
    said, _changed_since = said_before(fields_of(kept), [ImportedRow(before=before["kept"], after=before["after"])])
    rebuilt(Customer, kept.pk, kept, said or {}).save()
    CustomerMerge.objects.filter(pk=merge.pk).update(undone_at=timezone.now())
    return taken


def _spans_of(kept: Customer, taken: Customer) -> Spans:
    """Return the spans of both, in order: as they are stored, and as they are when all are one customer's."""
    stored = list(Subscription.objects.filter(customer__in=[kept, taken]).order_by("started_on", "pk"))
    spans = [span_of(row) for row in stored]
    return list(zip(stored, settled(spans), strict=True))


def _settle(spans: Spans) -> dict[str, tuple[str, str]]:
    """Store endings as they are among the spans of both; return those that change, before and after."""
    changed = {str(row.pk): (row.ending, span.ending) for row, span in spans if row.ending != span.ending}
    for key, (_before, after) in changed.items():
        Subscription.objects.filter(pk=key).update(ending=after)
    return changed


def _problems(kept: Customer, taken: Customer, spans: Spans) -> list[str]:
    if kept.pk == taken.pk:
        return [_("Both references are the same customer already.")]
    found = span_problems([span for _row, span in spans], timezone.localdate())
    said = [
        reason if str(span) in reason else _("%(span)s %(reason)s") % {"span": span, "reason": reason}
        for span, _field, reason in found
    ]
    told_already = any(field == "currency" for _span, field, _reason in found)
    if kept.currency and taken.currency and kept.currency != taken.currency and not told_already:
        told = {"kept": kept.currency, "taken": taken.currency}
        said.append(_("One pays in %(kept)s, the other in %(taken)s: a customer pays in one currency") % told)
    return said


def _as_one(kept: Customer, taken: Customer, spans: Spans) -> Customer:
    """Return what both are as one: what the kept one says wins, the other fills what is empty; spans say the rest."""
    begun = [one.started_on for one in (kept, taken) if one.started_on]
    last = max(kept, taken, key=_there_until)
    after = Customer(
        pk=kept.pk,
        ref=kept.ref,
        name=kept.name or taken.name,
        attributes=taken.attributes | kept.attributes,
        started_on=min(begun, default=None),
        ended_on=last.ended_on,
        ending=last.ending,
        mrr=kept.mrr if last.mrr is None else last.mrr,
        currency=kept.currency or taken.currency,
        acquisition_cost=taken.acquisition_cost if kept.acquisition_cost is None else kept.acquisition_cost,
    )
    if not spans:
        return after
    return summarised(after, summary_of([span for _row, span in spans], timezone.localdate())) or after


def _there_until(customer: Customer) -> tuple[bool, date]:
    """Return what the customer who was there last has most of: whether it is known at all, and until when."""
    known = bool(customer.started_on or customer.ended_on)
    return known, customer.ended_on or date.max


def merges_of(customer: Customer) -> list[CustomerMerge]:
    """Return the merges into this customer that were not undone, the latest first."""
    rows: Any = CustomerMerge.objects.filter(kept=customer, undone_at=None).select_related("made_by")
    return list(rows)
