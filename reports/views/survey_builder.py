"""The survey builder: edit a draft, hear what is to be said of it, see it as respondents will, and publish it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from reports.access import for_editors
from reports.labels import reader_language
from reports.survey_pages import BuilderPage, Conflict, builder_page, places_of
from reports.survey_remarks import Remarks, at_places, remarks_on
from reports.views.surveys import IS_PREVIEW, MAY_HOLD_PREVIEWS, asked_language
from surveys.draft_differences import differences
from surveys.drafts import changed_by, draft_of, with_keys
from surveys.editing import ChangedMeanwhile, Editing, discard_draft, open_draft, publish_draft, save_draft
from surveys.models import Survey
from surveys.previews import preview_page

BUTTONS = ("add", "remove", "up", "down", "restore")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
@MAY_HOLD_PREVIEWS
def survey_builder(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Show a draft; keep what was typed, whatever button was pressed; publish it when nothing speaks against it."""
    stored = open_draft(get_object_or_404(Survey.objects.select_related("drafted_by"), key=survey_key))
    if request.method != "POST":
        return _page(request, builder_page(stored))
    sent = _sent(request, stored)
    try:
        if "discard" in request.POST:
            return _discard(request, stored)
        editing, place = _pressed(request, sent)
        if editing.document != stored.document or "publish" in request.POST:
            save_draft(editing.survey, editing.document, _base(request), cast(User, request.user))
        if "publish" in request.POST:
            return _publish(request, editing)
    except ChangedMeanwhile:
        return _conflict(request, sent)
    return redirect(reverse("survey_builder", args=[survey_key]) + (f"#{place}" if place else ""))


@require_POST
@for_editors
def check_survey(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Say what is to be said of a draft as it is being typed; nothing is stored."""
    sent = _sent(request, open_draft(get_object_or_404(Survey, key=survey_key)))
    said, places = remarks_on(sent.document, sent.earlier), places_of(sent.document)
    remarks = Remarks(*(at_places(part, places) for part in (said.errors, said.warnings, said.missing)))
    return render(request, "reports/_survey_remarks.html", {"remarks": remarks})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
@xframe_options_sameorigin
@IS_PREVIEW
def survey_preview(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Show the draft, as it is stored or as it is being typed, on the respondent's own page; nothing is stored."""
    editing = open_draft(get_object_or_404(Survey, key=survey_key))
    if request.method == "POST":
        editing = _sent(request, editing)
    return HttpResponse(preview_page(editing.document, asked_language(request)))


def _sent(request: HttpRequest, stored: Editing) -> Editing:
    """Return the draft as it was typed."""
    typed = draft_of(request.POST.dict(), stored.survey.key)
    return replace(stored, document=with_keys(typed, stored.earlier))


def _base(request: HttpRequest) -> int:
    """Return the revision that was being edited; none is older than all."""
    written = request.POST.get("revision", "")
    return int(written) if written.isdecimal() and len(written) < 10 else -1


def _pressed(request: HttpRequest, sent: Editing) -> tuple[Editing, str]:
    """Return the draft as the button that was pressed leaves it, and the place to look at next."""
    for button in BUTTONS:
        if button in request.POST:
            about, kind = request.POST[button], request.POST.get("new_kind", "")
            document, place = changed_by(button, about, sent.document, sent.earlier, kind)
            return replace(sent, document=document), place
    return sent, ""


def _publish(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Publish the draft that was just saved, unless something blocks it."""
    document = editing.document
    if remarks_on(document, editing.earlier).errors:
        return _page(request, builder_page(editing, refused=True), status=400)
    version = publish_draft(editing.survey, document, editing.revision, cast(User, request.user))
    messages.success(request, _("Version %(n)d is published.") % {"n": version.number})
    return redirect("survey_builder", survey_key=editing.survey.key)


def _discard(request: HttpRequest, stored: Editing) -> HttpResponse:
    if discard_draft(stored.survey, _base(request)):
        messages.success(request, _("The draft is discarded. This is what is published."))
        return redirect("survey_builder", survey_key=stored.survey.key)
    messages.success(request, _("The draft is discarded, and with it the survey, which was never published."))
    return redirect("surveys")


def _conflict(request: HttpRequest, sent: Editing) -> HttpResponse:
    """Show what was typed beside what somebody else saved first; saving again is a choice then."""
    survey = get_object_or_404(Survey.objects.select_related("drafted_by"), pk=sent.survey.pk)
    theirs = open_draft(survey)
    differing = differences(sent.document, theirs.document, reader_language())
    who = survey.drafted_by.get_username() if survey.drafted_by else ""
    conflict = Conflict(who, survey.drafted_at or survey.published_at, differing)
    return _page(request, builder_page(replace(theirs, document=sent.document), conflict=conflict), status=409)


def _page(request: HttpRequest, page: BuilderPage, status: int = 200) -> HttpResponse:
    # htmx shows nothing of an answer that failed, and these pages are to be seen.
    status = 200 if getattr(request, "htmx", False) else status
    return render(request, "reports/survey_builder.html", {"page": page, "language": reader_language()}, status=status)
