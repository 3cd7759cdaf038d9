"""Why customers left, as parts of the churn rate, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from reports.access import for_viewers
from reports.charts.files import asked_chart
from reports.churn.advice import advice, evidence
from reports.churn.asked import ChurnAsked, read_churn
from reports.churn.causes import ChurnCauses, causes_of_churn
from reports.churn.causes_form import ChurnCausesForm, asked_period
from reports.churn.causes_table import CHURN_CAUSES, about_churn_causes, churn_causes_chart, churn_causes_rows
from reports.codebooks import active_codebook
from reports.exits import read_exits
from reports.inbox import read_keys, rows_of
from reports.people import WORDS_FLOOR_FACTOR
from reports.saved import saved_views
from reports.views.files import file_response, refused

MOST_LISTED = 200


@require_safe
@for_viewers
def churn_causes(request: HttpRequest) -> HttpResponse:
    """Show the churn rate of a period taken apart by cause, what to mend first and whom to stop selling to."""
    asked, page = _page(request.GET)
    charts = churn_causes_chart(page)
    if file := asked_chart(request, charts):
        return file
    exits, codebook = read_exits(), active_codebook()
    context = {
        "page": page,
        "asked": asked,
        "advice": advice(asked, exits, codebook, codebook.shown()),
        "charts": {chart.key.replace("-", "_"): chart for chart in charts},
        "form": ChurnCausesForm(asked, page.period),
        "problems": asked.problems,
        "saved": saved_views(request.user, "churn_causes", page.query, request.GET.get("removed", "")),
    }
    return render(request, "reports/churn_causes.html", context)


@require_safe
@for_viewers
def churn_causes_answers(request: HttpRequest) -> HttpResponse:
    """List the answers behind one cause of a line of the lists, or the customers of the line, the latest first."""
    asked, codebook = _asked(request.GET), active_codebook()
    found = evidence(asked, read_exits(), codebook, codebook.shown(), request.GET)
    rows = rows_of(read_keys(found.responses[:MOST_LISTED])) if found else []
    context = {
        "evidence": found,
        "rows": rows,
        "lost": found.lost[:MOST_LISTED] if found else (),
        "names": Customer.objects.in_bulk([key for key, *_rest in found.lost[:MOST_LISTED]]) if found else {},
        "words": found is not None and found.line.answered >= WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP,
        "back": asked.filters.query(each=asked.each, last=str(asked.last)),
        "problems": asked.problems,
    }
    return render(request, "reports/churn_causes_answers.html", context)


@require_safe
@for_viewers
def churn_causes_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the parts of the rate as a file; what the page hides is hidden here."""
    asked, page = _page(request.GET)
    if asked.problems:
        return refused(asked.problems)
    return file_response("churn-causes", file_format, CHURN_CAUSES, churn_causes_rows(page), about_churn_causes(page))


def _page(given: Mapping[str, Any]) -> tuple[ChurnAsked, ChurnCauses]:
    asked = _asked(given)
    return asked, causes_of_churn(asked, read_exits(), active_codebook().shown(), asked_period(asked, given))


def _asked(given: Mapping[str, Any]) -> ChurnAsked:
    return read_churn({"each": "quarter"} | {name: given[name] for name in given if given[name]})
