"""The page of a customer: over time, what it paid for, what it said, and what the team does about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from customers.contacting import may_ask
from customers.dimensions import segment_of
from customers.models import ActivityState, Customer, CustomerAlias, CustomerNote
from reports.cause_parts.forms import NoteForm
from reports.charts import Chart
from reports.codebooks import active_codebook
from reports.customer_care import CARED, care_of, notes_of
from reports.customer_forms import CustomerCareForm, owner_labels
from reports.customer_picture import customer_picture
from reports.customer_spans import paid_spans
from reports.customer_timeline import Timeline, timeline_of
from reports.customer_words import timeline_rows, use_sentence
from reports.invited import invitable, invitations_of
from reports.labels import reader_language
from reports.readings import readings_of, with_reading
from reports.risk.page import customer_risk
from surveys.languages import LANGUAGES

LONGEST_NUMBER = 18


def customer_context(request: HttpRequest, customer: Customer, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the page shows; forms that are ``bound`` say what is wrong with what was typed."""
    bound = bound or {}
    readings = readings_of(with_reading(customer.responses.order_by("-left_on", "-pk")), reader_language())
    asked, spans = may_ask(customer), paid_spans(customer)
    invitations = invitations_of(customer, asked)
    timeline = timeline_of(customer, spans, invitations, readings)
    care = care_of(customer)
    return {
        "customer": customer,
        "segment": sorted(segment_of(customer).items()),
        "aliases": list(CustomerAlias.objects.filter(customer=customer).values_list("ref", flat=True)),
        "use": None if timeline.gone else ActivityState.objects.filter(customer=customer).first(),
        "timeline": timeline,
        "sentence": use_sentence(timeline),
        "chart": timeline_chart(timeline),
        "readings": readings,
        "invitations": invitations,
        "may_ask": asked,
        "surveys": invitable(customer, spans) if asked else [],
        "languages": LANGUAGES.items(),
        "causes": active_codebook().given(),
        "risk": customer_risk(customer),
        "care": care,
        "owners": [(label, getattr(care, role)) for role, label in owner_labels().items()],
        "care_form": bound.get("care") or CustomerCareForm(care),
        "care_was": _care_was(request),
        "notes": _notes(request, customer, bound),
        "note_form": bound.get("note") or NoteForm(),
        "removed_note": _note(request, customer, "removed_note"),
        "changed_note": _note(request, customer, "changed_note"),
        "note_before": _note(request, customer, "note_before"),
    }


def timeline_chart(timeline: Timeline) -> Chart | None:
    """Return the picture with its table; None where nothing is known that could be drawn."""
    if timeline.empty:
        return None
    sentence = use_sentence(timeline)
    caption = _("Over time")
    base = ""
    if timeline.told_until:
        base = _("Activity is known until %(day)s.") % {"day": timeline.told_until.isoformat()}
    if timeline.outside:
        outside = _("Active on %(days)s days before the start or after the exit.") % {"days": timeline.outside}
        base = f"{base} {outside}"
    return Chart(
        "timeline",
        customer_picture(timeline, sentence or caption),
        caption,
        base=base,
        columns=(_("Day"), _("What"), _("In words")),
        rows=timeline_rows(timeline),
    )


def _notes(request: HttpRequest, customer: Customer, bound: dict[str, Any]) -> list[tuple[CustomerNote, Any]]:
    """Return the notes, each with the form that changes it where that is asked for."""
    forms: dict[int, Any] = bound.get("notes", {})
    edit = request.GET.get("edit", "")
    found = []
    for note in notes_of(customer):
        mine = note.written_by_id == request.user.pk
        asked = NoteForm(text=note.words, number=note.pk) if mine and edit == f"note-{note.pk}" else None
        found.append((note, forms.get(note.pk) or asked))
    return found


def _note(request: HttpRequest, customer: Customer, name: str) -> CustomerNote | None:
    key = request.GET.get(name, "")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER):
        return None
    return CustomerNote.objects.filter(pk=key, customer=customer, written_by=request.user.pk).first()


def _care_was(request: HttpRequest) -> list[tuple[str, str]]:
    """Return owners and status as they were before the change just made, to put them back."""
    was = request.GET.get("care_was", "").split(".")
    return [(f"care-{name}", value) for name, value in zip(CARED, was, strict=True)] if len(was) == len(CARED) else []
