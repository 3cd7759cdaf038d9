"""The team's surveys: the list, starting one, closing and reopening it, and what was published when."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.labels import reader_language
from reports.survey_forms import StartForm
from reports.survey_pages import survey_rows
from surveys import editing
from surveys.drafts import normal
from surveys.languages import LANGUAGES, language_tag
from surveys.models import Survey, SurveyVersion
from surveys.previews import preview_page

MAY_HOLD_PREVIEWS: Any = csp_update({"frame-src": ["'self'"]})
# Our own pages may frame a preview, and nothing can be sent from it.
IS_PREVIEW: Any = csp_replace({"frame-ancestors": ["'self'"], "form-action": ["'none'"]})


@require_safe
@for_viewers
def surveys(request: HttpRequest) -> HttpResponse:
    """List the surveys with their state and how many people saw, skipped and answered them."""
    return render(request, "reports/surveys.html", {"rows": survey_rows(), "form": StartForm()})


@require_POST
@for_editors
def start_survey(request: HttpRequest) -> HttpResponse:
    """Make a survey of a shipped one, as a draft."""
    form = StartForm(request.POST)
    if form.is_valid():
        document = form.document()
        if made := editing.start_survey(document, document["key"], cast(User, request.user)):
            return redirect("survey_builder", survey_key=made.key)
        form.add_error("key", _("Another survey has this address. Please choose another."))
    return render(request, "reports/surveys.html", {"rows": survey_rows(), "form": form}, status=400)


@require_POST
@for_editors
def close_survey(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Take no more answers."""
    editing.close_survey(get_object_or_404(Survey, key=survey_key))
    messages.success(request, _("The survey is closed. Its link says so, and it can be reopened at any time."))
    return redirect("surveys")


@require_POST
@for_editors
def reopen_survey(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Take answers again."""
    editing.reopen_survey(get_object_or_404(Survey, key=survey_key))
    messages.success(request, _("The survey takes answers again."))
    return redirect("surveys")


@require_safe
@for_viewers
def survey_versions(request: HttpRequest, survey_key: str) -> HttpResponse:
    """List what was published, with who and when."""
    survey = get_object_or_404(Survey, key=survey_key)
    versions = survey.versions.select_related("published_by").defer("document")
    return render(request, "reports/survey_versions.html", {"survey": survey, "versions": versions})


@require_safe
@for_viewers
@MAY_HOLD_PREVIEWS
def survey_version(request: HttpRequest, survey_key: str, number: int) -> HttpResponse:
    """Show one version as it was published: its wordings, and the page that respondents saw."""
    version = _version(survey_key, number)
    context = {"version": version, "survey": version.survey, "languages": LANGUAGES, "language": reader_language()}
    context["page"] = {"languages": list(LANGUAGES.items())}
    return render(request, "reports/survey_version.html", context)


@require_safe
@for_viewers
@xframe_options_sameorigin
@IS_PREVIEW
def survey_version_preview(request: HttpRequest, survey_key: str, number: int) -> HttpResponse:
    """Show a version as respondents saw it; nothing can be sent."""
    document = normal(_version(survey_key, number).document)
    return HttpResponse(preview_page(document, asked_language(request)))


def asked_language(request: HttpRequest) -> str:
    """Return the language that a preview is asked for in."""
    return language_tag(request.GET.get("lang", "")) or reader_language()


def _version(survey_key: str, number: int) -> SurveyVersion:
    versions = SurveyVersion.objects.select_related("survey", "published_by")
    return get_object_or_404(versions, survey__key=survey_key, number=number)
