"""The home page: which causes drive which segment away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from reports import causes_by_segment as pages
from reports.access import for_viewers
from reports.asked import read_asked
from reports.codebooks import active_codebook
from reports.filter_words import about_causes_by_segment
from reports.forms import FilterForm
from reports.tables import CAUSES_BY_SEGMENT, causes_by_segment_rows
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def causes_by_segment(request: HttpRequest) -> HttpResponse:
    """Show the ranked causes and the matrix of causes and segments."""
    asked = read_asked(request.GET)
    page = pages.causes_by_segment(asked.exits, asked.filters, active_codebook().shown())
    context = {
        "page": page,
        "form": FilterForm(asked),
        "problems": asked.problems,
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
    page = pages.causes_by_segment(asked.exits, asked.filters, active_codebook().shown())
    rows = causes_by_segment_rows(page)
    name = f"causes-by-{asked.filters.by}"
    return file_response(name, file_format, CAUSES_BY_SEGMENT, rows, about_causes_by_segment(page))
