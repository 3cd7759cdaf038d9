"""What the team does about a customer: who looks after it, how it stands, and notes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from customers.models import Customer, CustomerCare, CustomerNote

OWNERS = ("success", "operations", "marketing")
CARED = (*OWNERS, "status")


def care_of(customer: Customer) -> CustomerCare:
    """Return who looks after a customer: nobody until somebody says otherwise."""
    care = CustomerCare.objects.filter(customer=customer).select_related(*OWNERS).first()
    return care or CustomerCare(customer=customer)


def take_care(customer: Customer, said: dict[str, Any]) -> dict[str, str] | None:
    """Store owners and status; return them as they were, for taking it back, or None when that is how it is."""
    with transaction.atomic():
        care, _made = CustomerCare.objects.select_for_update().get_or_create(customer=customer)
        before = {name: getattr(care, name) for name in CARED}
        if before == {name: said[name] for name in CARED}:
            return None
        for name in CARED:
            setattr(care, name, said[name])
        care.changed_at = timezone.now()
        care.save()
    return {name: str(value.pk) if isinstance(value, User) else value or "" for name, value in before.items()}


def notes_of(customer: Customer) -> QuerySet[CustomerNote]:
    """Return the notes on a customer that were not removed, newest first."""
    return customer.notes.filter(removed_at=None).select_related("written_by")


def write_note(customer: Customer, words: str, by: User) -> CustomerNote:
    """Add a note."""
    return CustomerNote.objects.create(customer=customer, words=words, written_by=by)


def change_note(note: CustomerNote, words: str) -> CustomerNote:
    """Put a note in the place of another, which stays stored, so that it can be taken back."""
    with transaction.atomic():
        remove_note(note)
        return CustomerNote.objects.create(
            customer_id=note.customer_id, words=words, written_by_id=note.written_by_id, written_at=note.written_at
        )


def remove_note(note: CustomerNote) -> None:
    """Remove a note; it can be brought back."""
    CustomerNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=timezone.now())


def restore_note(note: CustomerNote, instead_of: CustomerNote | None = None) -> None:
    """Bring a removed note back, in the place of what it was changed to."""
    with transaction.atomic():
        if instead_of:
            remove_note(instead_of)
        CustomerNote.objects.filter(pk=note.pk).update(removed_at=None)
