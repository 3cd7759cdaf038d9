"""The page on which a customer is erased who asks for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.models import Customer
from reports.access import for_editors
from reports.customer_erasure import erase_customer, held_of
from reports.rollups.store import refresh_rollups
from surveys.erasures import overwrite_log

SECONDS = 10.0


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show what there is of a customer, and erase all of it once its reference is typed."""
    customer = get_object_or_404(Customer, pk=customer_id)
    typed = request.POST.get("ref", "").strip()
    if typed == customer.ref:
        erase_customer(customer)
        # What was counted beside the tables holds its segments until it is counted anew.
        refresh_rollups(SECONDS)
        overwrite_log()
        messages.success(request, _("The customer is erased."))
        return redirect("customers")
    context = {"customer": customer, "held": held_of(customer), "typed": typed, "wrong": request.method == "POST"}
    return render(request, "customers/erase.html", context)
