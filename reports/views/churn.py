"""Who leaves, when, and what it costs."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.charts.files import asked_chart
from reports.churn.aims import AimForm
from reports.churn.asked import read_churn
from reports.churn.charts import churn_charts
from reports.churn.exchange import RatesForm, known_currencies, newest_rates, shown_in
from reports.churn.form import ChurnForm
from reports.churn.page import churn_page
from reports.churn.table import CHURN, about_churn, churn_rows
from reports.churn.words import churn_sentences
from reports.saved import saved_views
from reports.views.files import file_response, refused


@require_safe
@for_viewers
def churn(request: HttpRequest) -> HttpResponse:
    """Show churn of customers and money over time and by segment, and what it comes to."""
    asked = shown_in(read_churn(request.GET), request.GET)
    page = churn_page(asked, request.GET)
    charts = churn_charts(page)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "asked": asked,
        "sentences": churn_sentences(page),
        "charts": {chart.key.replace("-", "_"): chart for chart in charts},
        "form": ChurnForm(asked, newest_rates()),
        "aim_form": AimForm.of(page.aim),
        "rates_form": RatesForm(None, known_currencies()),
        "problems": asked.problems,
        "saved": saved_views(request.user, "churn", asked.query(), request.GET.get("removed", "")),
    }
    return render(request, "reports/churn.html", context)


@require_safe
@for_viewers
def churn_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give periods, segments and currencies as a file."""
    asked = shown_in(read_churn(request.GET), request.GET)
    page = churn_page(asked, {})
    if asked.problems:
        return refused(asked.problems)
    return file_response("churn", file_format, CHURN, churn_rows(page), about_churn(page))


@require_POST
@for_editors
def set_churn_aim(request: HttpRequest) -> HttpResponse:
    """Keep the line that churn is read against, and the margin."""
    form = AimForm(request.POST)
    if not form.is_valid():
        context = {"aim_form": form, "query": request.GET.urlencode()}
        return render(request, "reports/churn_aim.html", context, status=400)
    form.save(cast(User, request.user))
    messages.success(request, _("Kept: churn is read against this line from now on."))
    return _back_to(request, "aim")


@require_POST
@for_editors
def set_exchange_rates(request: HttpRequest) -> HttpResponse:
    """Keep rates of a day, at which all money can be shown in one currency."""
    form = RatesForm(request.POST, known_currencies())
    if not form.is_valid():
        context = {"rates_form": form, "query": request.GET.urlencode()}
        return render(request, "reports/churn_rates.html", context, status=400)
    kept = form.save(cast(User, request.user))
    messages.success(request, _("Kept: money can be shown in %(currency)s.") % {"currency": kept.currency})
    return _back_to(request, "rates")


def _back_to(request: HttpRequest, part: str) -> HttpResponse:
    response = redirect("churn")
    response["Location"] += f"?{request.GET.urlencode()}#{part}" if request.GET else f"#{part}"
    return response
