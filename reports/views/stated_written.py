"""What people ticked against what they wrote."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import stated_written as pages
from reports.access import for_viewers
from reports.asked import Asked, read_asked
from reports.charts.files import asked_chart
from reports.codebooks import active_codebook
from reports.forms import FilterForm
from reports.reasons import Reasons, read_reasons
from reports.saved import saved_views
from reports.stated_written_charts import stated_written_charts
from reports.stated_written_table import STATED_WRITTEN, about_stated_written, stated_written_rows
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def stated_written(request: HttpRequest) -> HttpResponse:
    """Show reasons × causes, how often the two have nothing in common, and linked pairs side by side."""
    asked = read_asked(request.GET)
    page, reasons = _page(asked)
    charts = stated_written_charts(page, reasons)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "reasons": reasons,
        "charts": {chart.key.replace("-", "_"): chart for chart in charts},
        "form": FilterForm(asked),
        "problems": asked.problems,
        "saved": saved_views(request.user, "stated_written", asked.filters.query(), request.GET.get("removed", "")),
    }
    return render(request, "reports/stated_written.html", context)


@require_safe
@for_viewers
def stated_written_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the matrix as a file."""
    asked = read_asked(request.GET)
    if asked.problems:
        return refused(asked.problems)
    page, _reasons = _page(asked)
    rows = stated_written_rows(page)
    return file_response("stated-written", file_format, STATED_WRITTEN, rows, about_stated_written(page))


def _page(asked: Asked) -> tuple[pages.StatedWritten, Reasons]:
    reasons = read_reasons(asked.filters.survey)
    return pages.stated_written(asked.exits, asked.filters, active_codebook().shown(), reasons), reasons
