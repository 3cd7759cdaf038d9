"""The codebook in the app: read it, change it after a look at what would change, see who changed what."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports.access import for_editors, for_viewers
from reports.codebook_forms import FORMS, AddForm, ChangeForm, RevertForm
from reports.codebook_pages import cause_page, changes_of, codebook_page, movable_phrases
from reports.codebooks import (
    ChangedMeanwhile,
    active_codebook,
    add_version,
    codebook_of,
    content_now,
    has_former_layer,
    number_now,
    recoding,
    shipped_content,
)
from reports.models import CodebookVersion
from reports.phrase_checks import language_without_phrases
from reports.phrase_width import wide_phrases
from reports.previews import preview
from reports.theme_causes import without_refused

MOST_MOVABLE = 60


@require_safe
@for_viewers
def codebook(request: HttpRequest) -> HttpResponse:
    """List the causes with how many people have them, and how far the coder is."""
    context = {"page": codebook_page(), "recoding": recoding(), "former": has_former_layer()}
    return render(request, "reports/codebook.html", context)


@require_safe
@for_viewers
def codebook_cause(request: HttpRequest, cause: str) -> HttpResponse:
    """Show one cause: names, definitions, examples, and what each phrase finds."""
    if cause not in active_codebook().causes:
        raise Http404
    page = cause_page(cause)
    return render(request, "reports/codebook_cause.html", {"page": page, "changes": changes_of(page.row)})


@require_safe
@for_viewers
def codebook_history(request: HttpRequest) -> HttpResponse:
    """List the versions with who made them, when and why."""
    versions = CodebookVersion.objects.select_related("made_by").defer("content")
    return render(request, "reports/codebook_history.html", {"versions": versions, "number": number_now()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def add_cause(request: HttpRequest) -> HttpResponse:
    """Add a cause; a theme that emerged brings its words along."""
    initial = without_refused(request.POST.dict(), content_now()) if "fill" in request.POST else {}
    return _change(request, AddForm, "", initial)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_cause(request: HttpRequest, cause: str, change: str) -> HttpResponse:
    """Rename, merge, split, retire a cause, take it up again, or change its phrases."""
    if change not in FORMS or cause not in active_codebook().causes:
        raise Http404
    initial = {"choices": movable_phrases(content_now(), cause, MOST_MOVABLE)} if change == "split" else {}
    return _change(request, FORMS[change], cause, initial)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def revert_codebook(request: HttpRequest, number: int) -> HttpResponse:
    """Make an earlier version (0 is the shipped one) the newest."""
    stored = get_object_or_404(CodebookVersion, number=number) if number else None

    class Revert(RevertForm):
        earlier = stored.content if stored else shipped_content()

    return _change(request, Revert, "", {})


def _change(request: HttpRequest, kind: type[ChangeForm], cause: str, initial: dict[str, Any]) -> HttpResponse:
    """Show the form, then what it would change, and store it once that was accepted."""
    sent = request.method == "POST" and "fill" not in request.POST
    form = kind(content_now(), cause, number_now(), request.POST if sent else None, initial)
    if not sent or "edit" in request.POST or not form.is_valid():
        return render(request, "reports/codebook_change.html", {"form": form, "cause": cause})
    if "accept" in request.POST and (stored := _store(request, form)):
        return redirect("codebook_cause", cause=stored) if stored in active_codebook().causes else redirect("codebook")
    return render(request, "reports/codebook_preview.html", _preview_context(request, form))


def _store(request: HttpRequest, form: ChangeForm) -> str:
    """Store the version; an empty string says that somebody else's came first."""
    base, why = form.cleaned_data["base"], form.cleaned_data["why"]
    about = form.about()
    try:
        version = add_version(form.changed, base, form.change, about, (why, cast(User, request.user)))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody changed the codebook meanwhile. Look again before you accept."))
        return ""
    messages.success(request, _("Version %(n)d of the codebook is in use.") % {"n": version.number})
    return about or "*"


def _preview_context(request: HttpRequest, form: ChangeForm) -> dict[str, Any]:
    before = active_codebook()
    shown = preview(before, codebook_of(form.changed, before.layer, before.number + 1))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "base", "accept", "preview", "edit")
    ]
    return {
        "form": form,
        "preview": shown,
        "kept": kept,
        "base": number_now(),
        "cause": form.cause,
        "unspoken": _unspoken(form),
        "wide": wide_phrases(form.content, form.changed),
    }


def _unspoken(form: ChangeForm) -> str:
    """Return the language, "en" or "zh", in which the cause that a change adds has no phrase; mostly empty."""
    known = {entry["key"] for entry in form.content["causes"]}
    fresh = [entry for entry in form.changed["causes"] if entry["key"] not in known]
    return next((language for entry in fresh if (language := language_without_phrases(entry["phrases"]))), "")
