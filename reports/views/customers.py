"""Customers: find one, see what is known of it, invite it to say why it left."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from reports.access import for_editors, for_viewers
from reports.charts.files import asked_chart
from reports.customer_lines import customer_rows
from reports.customer_list_page import about_customers, customers_list, known_customers
from reports.customer_lists import customers_sought, read_sought, sorted_customers
from reports.customer_page import customer_context
from reports.customer_spans import paid_spans
from reports.exports import FORMATS
from reports.invited import invitable
from reports.saved import saved_views
from reports.tables import CUSTOMERS
from reports.views.files import file_response, refused
from surveys.invitations import NotToBeAsked, invite
from surveys.languages import LANGUAGES
from surveys.models import Survey


@require_safe
@for_viewers
def customers(request: HttpRequest) -> HttpResponse:
    """List customers by class, segment, owner, status, name or reference."""
    page = customers_list(request.GET)
    context = {
        "page": page,
        "saved": saved_views(request.user, "customers", page.sought.query(), request.GET.get("removed", "")),
        "formats": FORMATS,
        "today": timezone.localdate(),
    }
    return render(request, "customers/customers.html", context)


@require_safe
@for_viewers
def customers_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the customers that are asked for as a file: all of them."""
    known = known_customers()
    sought, problems = read_sought(request.GET, known.dimensions)
    if problems:
        return refused(problems)
    rows = customer_rows(sorted_customers(customers_sought(sought), sought.sort))
    return file_response("customers", file_format, CUSTOMERS, rows, about_customers(sought, known))


@require_safe
@for_viewers
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show one customer: over time, what it paid for, its answers and invitations, and who looks after it."""
    context = customer_context(request, get_object_or_404(Customer, pk=customer_id))
    file = asked_chart(request, [context["chart"]] if context["chart"] else [])
    return file or render(request, "customers/customer.html", context)


@require_POST
@for_editors
def invite_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Make the one invitation of this leaving; its link is on the customer's page then."""
    found = get_object_or_404(Customer, pk=customer_id)
    survey = get_object_or_404(Survey, key=request.POST.get("survey", ""), status=Survey.Status.PUBLISHED)
    language = request.POST.get("language", "")
    if survey not in invitable(found, paid_spans(found)):
        messages.error(request, _("This customer has not left, or was already asked. Nobody is asked twice."))
        return redirect("customer", customer_id=customer_id)
    try:
        invite(survey, found, language if language in LANGUAGES else "")
        messages.success(request, _("The invitation is made. Copy the link below and send it once."))
    except NotToBeAsked as refused:
        messages.error(request, str(refused))
    return redirect("customer", customer_id=customer_id)
