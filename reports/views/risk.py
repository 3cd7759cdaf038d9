"""Who may leave next: the list, why, its limits, and the training of it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from reports.access import for_editors, for_viewers
from reports.charts.files import asked_chart
from reports.models import RiskModel
from reports.risk import page as pages
from reports.risk.charts import risk_charts
from reports.risk.limits import FIRST, LIMITS
from reports.risk.starting import start_training
from reports.risk.words import doubt_words, missing_words
from reports.views.files import file_response
from reports.workbooks import About


@require_safe
@for_viewers
def risk(request: HttpRequest) -> HttpResponse:
    """Show how good the model is, and the customers by what would be lost; or why there is no list."""
    page = pages.risk_page(request.GET)
    figures = page.model.figures if page.model else {}
    charts = risk_charts(figures)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "figures": figures,
        "charts": charts,
        "limits": FIRST,
        "missing": missing_words(figures.get("missing", {})),
        "doubt": doubt_words(figures) if "baselines" in figures else "",
    }
    return render(request, "reports/risk.html", context)


@require_safe
@for_viewers
def risk_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the list as a file."""
    model = RiskModel.objects.filter(state=RiskModel.State.ACTIVE).defer("leavers", "weights").first()
    until = ((_("Known until"), str(model.as_of)),) if model else ()
    about = About(_("Who may leave next"), until, ("risk", "expected-loss"))
    rows = pages.export_rows(model, pages.read_sought(request.GET, model)) if model else ()
    return file_response("risk", file_format, pages.RISK, rows, about)


@require_safe
@for_viewers
def risk_limits(request: HttpRequest) -> HttpResponse:
    """Show what it cannot do and is never used for."""
    return render(request, "reports/risk_limits.html", {"limits": LIMITS})


@require_safe
@for_viewers
def risk_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show what is said of one customer and why, with the past leavers most like it."""
    customer = get_object_or_404(Customer, pk=customer_id)
    return render(request, "reports/risk_customer.html", {"risk": pages.customer_risk(customer, with_alike=True)})


@require_POST
@for_editors
def train_risk(request: HttpRequest) -> HttpResponse:
    """Begin a training; the page says how far it is."""
    if start_training(cast(User, request.user)) is None:
        messages.info(request, _("A training is under way already."))
    return redirect("risk")
