"""Who was asked, who answered, and what the silence of the others means for the figures."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports import silence as pages
from reports.access import for_viewers
from reports.asked import Asked, read_asked
from reports.charts.files import asked_chart
from reports.codebooks import active_codebook
from reports.saved import saved_views
from reports.silence_charts import silence_charts
from reports.silence_form import SilenceForm
from reports.silence_sentences import rate_sentence, warning
from reports.silence_table import SILENCE, about_silence, silence_rows
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def silence(request: HttpRequest) -> HttpResponse:
    """Show rates by segment and over time, who stayed silent, and raw against weighted shares."""
    asked = read_asked(request.GET)
    page = _page(request, asked)
    charts = silence_charts(page)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "sentence": rate_sentence(page),
        "warning": warning(page.weighted) if page.weighted else "",
        "charts": {chart.key.replace("-", "_"): chart for chart in charts},
        "form": SilenceForm(asked.about(page.filters), page.and_by),
        "problems": asked.problems,
        "saved": saved_views(request.user, "silence", page.query(), request.GET.get("removed", "")),
    }
    return render(request, "reports/silence.html", context)


@require_safe
@for_viewers
def silence_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the segments as a file."""
    asked = read_asked(request.GET)
    page = _page(request, asked)
    if asked.problems:
        return refused(asked.problems)
    return file_response("silence", file_format, SILENCE, silence_rows(page), about_silence(page))


def _page(request: HttpRequest, asked: Asked) -> pages.Silence:
    """Return the page; a second dimension that does not exist becomes one of the problems."""
    filters, name = asked.filters, request.GET.get("and", "")
    if not request.GET.get("by"):
        filters = replace(filters, by=pages.default_dimension(asked.known))
    and_by = asked.known.dimension(name) if name else ""
    if name and not and_by:
        asked.problems.append(_("No customer or answer has a dimension “%(name)s”.") % {"name": name})
    and_by = "" if and_by == filters.by else and_by
    return pages.silence(asked.exits, filters, active_codebook().shown(), and_by)
