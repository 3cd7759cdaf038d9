"""The page of one cause, and what the team does about it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports import cause_care
from reports.access import for_editors, for_viewers
from reports.asked import read_asked
from reports.cause import cause_page
from reports.cause_parts.forms import CareForm, NoteForm, ReleaseForm
from reports.cause_parts.showing import cause_context
from reports.cause_parts.table import CAUSE, about_cause, cause_rows
from reports.charts.files import asked_chart
from reports.codebooks import active_codebook
from reports.models import CauseCare, CauseNote, Release
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def cause(request: HttpRequest, cause: str) -> HttpResponse:
    """Show one cause: its trend, where it is frequent, what it comes with, its words, and whether a fix worked."""
    codebook = active_codebook()
    if cause not in codebook.causes:
        raise Http404
    if codebook.given_as(cause) != cause:
        return redirect(_address(request, codebook.given_as(cause)))
    return _page(request, cause, {})


@require_safe
@for_viewers
def cause_export(request: HttpRequest, cause: str, file_format: str) -> HttpResponseBase:
    """Give the cause in every segment, and the causes beside it, as a file."""
    _known(cause)
    asked = read_asked(request.GET)
    if asked.problems:
        return refused(asked.problems)
    page = cause_page(asked.exits, asked.filters, cause)
    return file_response(f"cause {cause}", file_format, CAUSE, cause_rows(page), about_cause(page))


@require_POST
@for_editors
def care_for_cause(request: HttpRequest, cause: str) -> HttpResponse:
    """Say who looks after a cause and how far they are."""
    _known(cause)
    form = CareForm(cause_care.care_of(cause).current, request.POST)
    if not form.is_valid():
        return _page(request, cause, {"care": form})
    if cause_care.take_care(cause, form.cleaned_data, cast(User, request.user)):
        messages.success(request, _("Saved."))
    return redirect(_address(request, cause, "care"))


@require_POST
@for_editors
def undo_care(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change of owner or status back."""
    change = get_object_or_404(CauseCare, pk=change_id)
    cause_care.undo_care(change)
    messages.success(request, _("Undone."))
    return redirect(_address(request, change.cause, "care"))


@require_POST
@for_editors
def write_note(request: HttpRequest, cause: str) -> HttpResponse:
    """Add a note on a cause."""
    _known(cause)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, cause, {"note": form})
    cause_care.write_note(cause, form.cleaned_data["text"], cast(User, request.user))
    return redirect(_address(request, cause, "notes"))


@require_POST
@for_editors
def change_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Change a note of one's own; the earlier versions stay stored, so that it can be undone."""
    first = _own_note(request, note_id)
    form = NoteForm(request.POST, number=first.pk)
    if not form.is_valid():
        return _page(request, first.cause, {"notes": {first.pk: form}})
    version = cause_care.change_note(first, form.cleaned_data["text"])
    return redirect(_address(request, first.cause, "notes", changed_note=version.pk))


@require_POST
@for_editors
def remove_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Remove a note of one's own, or take that back, or take its latest change back."""
    note = _own_note(request, note_id)
    undo = request.POST.get("undo")
    if undo == "change":
        cause_care.take_version_back(note)
    elif undo:
        cause_care.restore_note(note)
    else:
        cause_care.remove_note(note)
    more = {} if undo else {"removed_note": note.pk}
    return redirect(_address(request, note.cause, "notes", **more))


@require_POST
@for_editors
def mark_release(request: HttpRequest, cause: str) -> HttpResponse:
    """Mark a release on the timeline."""
    _known(cause)
    form = ReleaseForm(read_asked(request.GET), cause, given=request.POST)
    if not form.is_valid():
        return _page(request, cause, {"release": form})
    made = Release.objects.create(**form.stored(), made_by=cast(User, request.user))
    return redirect(_address(request, cause, "fix", release=made.pk))


@require_POST
@for_editors
def change_release(request: HttpRequest, cause: str, release_id: int) -> HttpResponse:
    """Correct what a release says; it stays the same release."""
    _known(cause)
    release = get_object_or_404(Release, pk=release_id, removed_at=None)
    form = ReleaseForm(read_asked(request.GET), cause, release, request.POST)
    if not form.is_valid():
        return _page(request, cause, {"change_release": form})
    Release.objects.filter(pk=release.pk).update(**form.stored())
    messages.success(request, _("Saved."))
    return redirect(_address(request, cause, "fix", release=release.pk))


@require_POST
@for_editors
def remove_release(request: HttpRequest, cause: str, release_id: int) -> HttpResponse:
    """Take a release from the timeline, or put it back."""
    _known(cause)
    undo = request.POST.get("undo") == "1"
    Release.objects.filter(pk=release_id).update(removed_at=None if undo else timezone.now())
    more = {"release": release_id} if undo else {"removed_release": release_id}
    return redirect(_address(request, cause, "fix", **more))


def _page(request: HttpRequest, cause: str, bound: dict[str, Any]) -> HttpResponse:
    """Show the page; forms that are ``bound`` say what is wrong with what was typed."""
    context = cause_context(request, cause, bound)
    file = asked_chart(request, context["charts"].values())
    return file or render(request, "reports/cause.html", context, status=400 if bound else 200)


def _address(request: HttpRequest, cause: str, anchor: str = "", **more: int) -> str:
    asked = request.GET.copy()
    for name in ("removed_note", "changed_note", "removed_release", "edit"):
        asked.pop(name, None)
    for name, value in more.items():
        asked[name] = str(value)
    query = asked.urlencode()
    return reverse("cause", args=[cause]) + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def _known(cause: str) -> None:
    if cause not in active_codebook().shown():
        raise Http404


def _own_note(request: HttpRequest, note_id: int) -> CauseNote:
    note = get_object_or_404(CauseNote, pk=note_id)
    if note.written_by_id != request.user.pk:
        raise PermissionDenied
    return note
