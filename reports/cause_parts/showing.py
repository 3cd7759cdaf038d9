"""All that the template of the cause page needs, for a request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from reports.asked import Asked, read_asked
from reports.cause import CausePage, cause_page
from reports.cause_care import Note, care_of, notes_of
from reports.cause_parts.charts import fix_chart, together_chart, trend_chart
from reports.cause_parts.forms import CareForm, CauseFilterForm, FixForm, NoteForm, ReleaseForm
from reports.cause_parts.looks import FIXED, Look, look_at_fix
from reports.charts import Chart
from reports.fix_sentences import fix_sentence, joined_words, raw_sentence, window_sentences
from reports.labels import cause_label
from reports.models import CauseNote, Release
from reports.saved import saved_views


def cause_context(request: HttpRequest, cause: str, bound: dict[str, Any]) -> dict[str, Any]:
    """Return what the template shows; ``bound`` are forms with what was typed and what is wrong with it."""
    asked = read_asked(request.GET)
    page, care = cause_page(asked.exits, asked.filters, cause), care_of(cause)
    look = look_at_fix(asked, cause, care, request.GET)
    context = {
        "page": page,
        "query": asked.filters.query(),
        "form": CauseFilterForm(asked, request.GET),
        "problems": asked.problems,
        "saved": saved_views(
            request.user, "cause", asked.filters.query(cause=cause), request.GET.get("removed", ""), cause
        ),
        "care": care,
        "look": look,
        "charts": _charts(page, look),
        "fixed": FIXED,
    }
    if look.fix and look.chosen:
        context |= _told(asked, cause, look, look.chosen)
    notes = notes_of(cause)
    if request.user.has_perm("reports.edit_codings"):
        context |= _editing(request, asked, cause, look, bound)
        context |= _undoing(request.GET) | {"care_form": bound.get("care") or CareForm(care.current)}
    return context | {"notes": [(note, _note_form(request, note, bound)) for note in notes]}


def _charts(page: CausePage, look: Look) -> dict[str, Chart]:
    found = {"trend": trend_chart(page, look.releases), "together": together_chart(page)}
    if look.fix and look.chosen:
        found["fix"] = fix_chart(look.fix, page.cause, look.chosen)
    return {name: chart for name, chart in found.items() if chart}


def _told(asked: Asked, cause: str, look: Look, chosen: Release) -> dict[str, Any]:
    fix = look.fix
    if fix is None:
        return {}
    return {
        "fix_form": FixForm(asked, look.question, look.releases, chosen),
        "fix_sentence": fix_sentence(fix, cause_label(cause)),
        "raw_sentence": raw_sentence(fix),
        "window_sentences": window_sentences(fix),
        "joined": joined_words(fix),
    }


def _editing(request: HttpRequest, asked: Asked, cause: str, look: Look, bound: dict[str, Any]) -> dict[str, Any]:
    """Return the forms of editors; that of a release only when the address or what was sent asks for it."""
    stored = look.chosen if look.chosen and look.chosen.pk != FIXED else None
    wanted = request.GET.get("edit", "")
    new = bound.get("release") or (ReleaseForm(asked, cause) if wanted == "new-release" else None)
    changing = bound.get("change_release")
    if stored and wanted == "release" and not changing:
        changing = ReleaseForm(asked, cause, stored)
    return {
        "note_form": bound.get("note") or NoteForm(),
        "release_form": new,
        "change_release_form": changing,
        "stored_release": stored,
    }


def _undoing(given: QueryDict) -> dict[str, Any]:
    """Return what was just done and can be undone: the address says it after each such step."""
    keys = {name: given.get(name, "") for name in ("removed_note", "changed_note", "removed_release")}
    known = {name: int(key) for name, key in keys.items() if key.isdecimal() and len(key) < 19}
    found: dict[str, Any] = {}
    for name, key in known.items():
        model = Release if name == "removed_release" else CauseNote
        found[name] = model.objects.filter(pk=key, removed_at__isnull=name == "changed_note").first()
    return found


def _note_form(request: HttpRequest, note: Note, bound: dict[str, Any]) -> NoteForm | None:
    """Return the form to change a note, where whoever wrote it asks for it."""
    if bound.get("notes", {}).get(note.first.pk):
        return bound["notes"][note.first.pk]
    wanted = request.GET.get("edit", "") == f"note-{note.first.pk}"
    return NoteForm(text=note.shown.text, number=note.first.pk) if wanted else None
