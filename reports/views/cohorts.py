"""Who stays how long: retention by cohort, and curves by segment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.access import for_viewers
from reports.charts.files import asked_chart
from reports.churn.asked import read_churn
from reports.churn.cohort_page import TOLD_MONTHS, USUAL, cohort_page
from reports.churn.cohort_words import COHORTS, about_cohorts, cohort_charts, cohort_rows, cohort_sentences
from reports.churn.form import CohortForm
from reports.saved import saved_views
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def cohorts(request: HttpRequest) -> HttpResponse:
    """Show retention by cohort as heat, and the share still there by segment as curves."""
    asked = read_churn(request.GET, USUAL, of_starts=True)
    page = cohort_page(asked, request.GET)
    charts = cohort_charts(page)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "asked": asked,
        "sentences": cohort_sentences(page),
        "charts": {chart.key: chart for chart in charts},
        "form": CohortForm(asked, page.of),
        "problems": asked.problems,
        "saved": saved_views(request.user, "cohorts", page.query(), request.GET.get("removed", "")),
        "told_months": TOLD_MONTHS,
    }
    return render(request, "reports/cohorts.html", context)


@require_safe
@for_viewers
def cohorts_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give every cohort and month as a file."""
    asked = read_churn(request.GET, USUAL, of_starts=True)
    page = cohort_page(asked, request.GET)
    if asked.problems:
        return refused(asked.problems)
    return file_response("cohorts", file_format, COHORTS, cohort_rows(page), about_cohorts(page))
