"""Which causes drive which segment away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from reports import causes_by_segment as pages
from reports.access import for_viewers
from reports.asked import Asked, read_asked
from reports.charts.files import asked_chart
from reports.codebooks import active_codebook
from reports.filter_words import about_causes_by_segment
from reports.forms import MatrixForm
from reports.pictures import matrix_chart
from reports.saved import saved_views
from reports.tables import CAUSES_BY_SEGMENT, causes_by_segment_rows
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def causes_by_segment(request: HttpRequest) -> HttpResponse:
    """Show the ranked causes and the matrix of causes and segments."""
    asked = read_asked(request.GET)
    page = _page(request, asked)
    chart = matrix_chart(page)
    if file := asked_chart(request, [chart]):
        return file
    context = {
        "page": page,
        "form": MatrixForm(asked, page),
        "problems": asked.problems,
        "heat_chart": chart,
        "saved": saved_views(request.user, "causes_by_segment", page.query(), request.GET.get("removed", "")),
        "has_customers": len(asked.exits.customers) > 0 or Customer.objects.exists(),
    }
    return render(request, "reports/causes_by_segment.html", context)


@require_safe
@for_viewers
def causes_by_segment_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the page's figures as a file, all segments of them."""
    asked = read_asked(request.GET)
    if asked.problems:
        return refused(asked.problems)
    page = _page(request, asked)
    rows = causes_by_segment_rows(page)
    name = f"causes-by-{asked.filters.by}"
    return file_response(name, file_format, CAUSES_BY_SEGMENT, rows, about_causes_by_segment(page))


def _page(request: HttpRequest, asked: Asked) -> pages.CausesBySegment:
    given = request.GET
    view = pages.View(given.get("weight", ""), given.get("sort", ""), given.get("turn") == "1")
    return pages.causes_by_segment(asked.exits, asked.filters, active_codebook().shown(), view)
