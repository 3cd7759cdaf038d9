"""The home page: who left and why, and what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from reports.access import for_viewers
from reports.asked import Asked, read_asked
from reports.codebooks import active_codebook
from reports.forms import FilterForm
from reports.overview import Overview, default_period, overview
from reports.saved import saved_views
from reports.sentences import overview_sentences
from reports.tables import OVERVIEW, overview_rows
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def show_overview(request: HttpRequest) -> HttpResponse:
    """Show the head figures, what changed, and the causes with their trends."""
    asked = _with_period(read_asked(request.GET))
    page = _page(asked)
    context = {
        "page": page,
        "form": FilterForm(asked, split=False),
        "problems": asked.problems,
        "sentences": overview_sentences(page),
        "saved": saved_views(request.user, "overview", asked.filters.query(), request.GET.get("removed", "")),
        "has_customers": len(asked.exits.customers) > 0 or Customer.objects.exists(),
    }
    return render(request, "reports/overview.html", context)


@require_safe
@for_viewers
def overview_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the causes of the overview as a file."""
    asked = _with_period(read_asked(request.GET))
    if asked.problems:
        return refused(asked.problems)
    return file_response("overview", file_format, OVERVIEW, overview_rows(_page(asked)))


def _page(asked: Asked) -> Overview:
    return overview(asked.exits, asked.filters, active_codebook().shown())


def _with_period(asked: Asked) -> Asked:
    """Return what was asked with the period to begin with, when none was asked for."""
    filters = asked.filters
    if filters.begin or filters.end or filters.period:
        return asked
    return asked.about(default_period(asked.exits, filters))
