"""Customers: find one, see what is known of it, invite it to say why it left."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.dimensions import segment_of
from customers.models import Customer, CustomerQuerySet
from reports.access import for_editors, for_viewers
from reports.codebooks import active_codebook
from reports.exports import FORMATS
from reports.filter_words import about_customers
from reports.invited import invitable, invitations_of
from reports.labels import reader_language
from reports.readings import readings_of, with_reading
from reports.tables import CUSTOMERS, customer_rows
from reports.views.files import file_response
from surveys.invitations import NotToBeAsked, invite
from surveys.languages import LANGUAGES
from surveys.models import Survey

CUSTOMERS_A_PAGE = 50


@require_safe
@for_viewers
def customers(request: HttpRequest) -> HttpResponse:
    """List customers by reference or name, lost or active."""
    shown = Paginator(_asked_for(request), CUSTOMERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "words": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "formats": FORMATS,
    }
    return render(request, "customers/customers.html", context)


@require_safe
@for_viewers
def customers_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the customers that were asked for as a file."""
    rows = customer_rows(_asked_for(request).iterator(chunk_size=1000))
    about = about_customers(request.GET.get("q", ""), request.GET.get("state", ""))
    return file_response("customers", file_format, CUSTOMERS, rows, about)


@require_safe
@for_viewers
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show one customer: segment, dates, revenue, answers and invitations."""
    found = get_object_or_404(Customer, pk=customer_id)
    context = {
        "customer": found,
        "segment": sorted(segment_of(found).items()),
        "readings": readings_of(with_reading(found.responses.order_by("-left_on", "-pk")), reader_language()),
        "invitations": invitations_of(found),
        "surveys": invitable(found),
        "languages": LANGUAGES.items(),
        "causes": active_codebook().given(),
    }
    return render(request, "customers/customer.html", context)


@require_POST
@for_editors
def invite_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Make the one invitation of this leaving; its link is on the customer's page then."""
    found = get_object_or_404(Customer, pk=customer_id)
    survey = get_object_or_404(Survey, key=request.POST.get("survey", ""), status=Survey.Status.PUBLISHED)
    language = request.POST.get("language", "")
    if survey not in invitable(found):
        messages.error(request, _("This customer has not left, or was already asked. Nobody is asked twice."))
        return redirect("customer", customer_id=customer_id)
    try:
        invite(survey, found, language if language in LANGUAGES else "")
        messages.success(request, _("The invitation is made. Copy the link below and send it once."))
    except NotToBeAsked as refused:
        messages.error(request, str(refused))
    return redirect("customer", customer_id=customer_id)


def _asked_for(request: HttpRequest) -> CustomerQuerySet:
    words, state = request.GET.get("q", "").replace("\x00", "").strip(), request.GET.get("state", "")
    found = Customer.objects.annotate(answers=Count("responses")).matching(words).order_by("ref")
    if state == "lost":
        return found.filter(ended_on__isnull=False)
    return found.filter(ended_on__isnull=True) if state == "active" else found
