"""What the team does about a customer: owners and status, notes."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from customers.models import Customer, CustomerNote
from reports import customer_care
from reports.access import for_editors
from reports.cause_parts.forms import NoteForm
from reports.customer_forms import CustomerCareForm
from reports.customer_page import customer_context


@require_POST
@for_editors
def care_for_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Say who looks after a customer and how it stands, or take that back."""
    customer = get_object_or_404(Customer, pk=customer_id)
    form = CustomerCareForm(customer_care.care_of(customer), request.POST)
    if not form.is_valid():
        return _page(request, customer, {"care": form})
    was = customer_care.take_care(customer, form.cleaned_data)
    told = {"care_was": ".".join(was.values())} if was and not request.POST.get("undo") else {}
    return redirect(_address(customer_id, "care", **told))


@require_POST
@for_editors
def write_customer_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add a note on a customer."""
    customer = get_object_or_404(Customer, pk=customer_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, {"note": form})
    customer_care.write_note(customer, form.cleaned_data["text"], cast(User, request.user))
    return redirect(_address(customer_id, "notes"))


@require_POST
@for_editors
def change_customer_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Change a note of one's own; how it was stays stored, so that it can be undone."""
    note = _own_note(request, note_id)
    form = NoteForm(request.POST, number=note.pk)
    if not form.is_valid():
        return _page(request, note.customer, {"notes": {note.pk: form}})
    now = customer_care.change_note(note, form.cleaned_data["text"])
    return redirect(_address(note.customer_id, "notes", changed_note=now.pk, note_before=note.pk))


@require_POST
@for_editors
def remove_customer_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Remove a note of one's own, or bring it back, in the place of what it was changed to."""
    note = _own_note(request, note_id)
    if not request.POST.get("undo"):
        customer_care.remove_note(note)
        return redirect(_address(note.customer_id, "notes", removed_note=note.pk))
    key = request.POST.get("instead_of", "")
    instead_of = _own_note(request, int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
    if instead_of and instead_of.customer_id != note.customer_id:
        raise PermissionDenied
    customer_care.restore_note(note, instead_of)
    return redirect(_address(note.customer_id, "notes"))


def _page(request: HttpRequest, customer: Customer, bound: dict[str, Any]) -> HttpResponse:
    return render(request, "customers/customer.html", customer_context(request, customer, bound), status=400)


def _address(customer: int, anchor: str, **told: Any) -> str:
    return reverse("customer", args=[customer]) + (f"?{urlencode(told)}" if told else "") + f"#{anchor}"


def _own_note(request: HttpRequest, note_id: int) -> CustomerNote:
    note = get_object_or_404(CustomerNote.objects.select_related("customer"), pk=note_id)
    if note.written_by_id != request.user.pk:
        raise PermissionDenied
    return note
