"""Erase a customer who asks for it: the customer, all that is known of it, and every place that its name got into.

What stays is what tells nobody who it was: counts, and, where somebody asked not to be written to, the address or
reference on the do-not-contact list, for without it they would be written to again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.db import models, transaction
from django.db.models import Q, QuerySet

from customers.importing.uploads import drop_lists_with
from customers.models import (
    ActivityMonth,
    Customer,
    CustomerAlias,
    CustomerEvent,
    CustomerMerge,
    CustomerNote,
    DoNotContact,
    ImportedRow,
    Subscription,
)
from reports.models import CauseNote, Quote, SavedView
from surveys.erasures import erase
from surveys.models import Erasure, Invitation, Response


@dataclass(frozen=True)
class Held:
    """What there is of a customer, as counts."""

    answers: int
    invitations: int
    subscriptions: int
    months: int
    events: int
    notes: int
    listed: int


def held_of(customer: Customer) -> Held:
    """Return what would be erased; ``listed`` entries of the do-not-contact list stay."""
    of: dict[str, Customer] = {"customer": customer}
    return Held(
        answers=Response.objects.filter(**of).count(),
        invitations=Invitation.objects.filter(**of).count(),
        subscriptions=Subscription.objects.filter(**of).count(),
        months=ActivityMonth.objects.filter(**of).values("month").distinct().count(),
        events=CustomerEvent.objects.filter(**of).count(),
        notes=CustomerNote.objects.filter(**of).count(),
        listed=DoNotContact.objects.holding().filter(Q(customer=customer) | Q(ref__in=_refs(customer))).count(),
    )


@transaction.atomic
def erase_customer(customer: Customer) -> None:
    """Erase a customer for good, with its answers, and its names wherever the team wrote them; nothing brings it back.

    An import that names it again makes it anew, and one that was undone does not.
    """
    refs = _refs(customer)
    erase(list(Response.objects.filter(customer=customer).values_list("pk", flat=True)), Erasure.Wish.RESPONDENT)
    _forget_journal(customer)
    # Merges that were undone still hold what this customer was.
    CustomerMerge.objects.filter(taken_ref__in=refs).delete()
    DoNotContact.objects.filter(Q(customer=customer) | Q(ref__in=refs)).update(note="", removed_because="")
    customer.delete()
    _forget_names([*refs, *([customer.name] if customer.name else [])])


def _refs(customer: Customer) -> list[str]:
    return [customer.ref, *CustomerAlias.objects.filter(customer=customer).values_list("ref", flat=True)]


def _forget_journal(customer: Customer) -> None:
    """Delete what imports keep of the customer for being undone: of itself, and of spans and events it has or had."""
    journal = ImportedRow.objects.all()
    journal.filter(model="customer", key=customer.pk).delete()
    for name, rows in (("span", Subscription.objects), ("event", CustomerEvent.objects)):
        told = journal.filter(Q(before__customer_id=customer.pk) | Q(after__customer_id=customer.pk), model=name)
        keys = {*told.values_list("key", flat=True), *rows.filter(customer=customer).values_list("pk", flat=True)}
        journal.filter(model=name, key__in=keys).delete()


def _forget_names(names: list[str]) -> None:
    """Take names and references out of what the team wrote about others; delete filters and lists that hold them."""
    texts: list[tuple[QuerySet[models.Model], str]] = [
        (CustomerNote.objects.all(), "words"),
        (CauseNote.objects.all(), "text"),
        (Quote.objects.all(), "note"),
        (DoNotContact.objects.all(), "note"),
    ]
    for rows, field in texts:
        holding = Q()
        for name in names:
            holding |= Q(**{f"{field}__icontains": name})
        for row in rows.filter(holding):
            setattr(row, field, _without(getattr(row, field), names))
            row.save(update_fields=[field])
    for name in names:
        SavedView.objects.filter(query__icontains=f"={quote_plus(name)}").delete()
    drop_lists_with(names)


def _without(text: str, names: list[str]) -> str:
    """Return a text without names that stand in it as words of their own.

    >>> _without("Ask Box Ltd about c-12, not c-123.", ["Box Ltd", "c-12"])
    'Ask […] about […], not c-123.'
    """
    for name in names:
        begins = r"(?<![a-z0-9])" if name[:1].isascii() and name[:1].isalnum() else ""
        ends = r"(?![a-z0-9])" if name[-1:].isascii() and name[-1:].isalnum() else ""
        text = re.sub(begins + re.escape(name) + ends, "[…]", text, flags=re.IGNORECASE)
    return text
