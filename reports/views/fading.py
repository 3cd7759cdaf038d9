"""Customers who use it less than they used to, the thresholds of classes, and the weekly mail about them."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import FadingThreshold
from reports.access import for_editors, for_viewers
from reports.customer_list_page import known_customers
from reports.exports import FORMATS
from reports.fading import at_risk, fading_page, in_order, read_fading, states_sought, usual_percent
from reports.fading_mail import address_of, fading_content, fading_message, language_of, read_end_token
from reports.fading_table import FADING, about_fading, fading_rows
from reports.fading_thresholds import ThresholdForm, remove_threshold, set_threshold, thresholds
from reports.models import FadingReader
from reports.outgoing.mail import mail_parts
from reports.saved import saved_views
from reports.views.digests import IS_MAIL, MAY_HOLD_MAIL
from reports.views.files import file_response, refused
from surveys.languages import LANGUAGES, django_code

# Where a preview's mail would lead to end it; the preview has no reader whose mail it could end.
NO_ADDRESS = "#"
# The fields of a threshold just removed, as they were typed, to set it again.
REMOVED = ("threshold-of", "threshold-least", "threshold-percent")


@require_safe
@for_viewers
def fading(request: HttpRequest) -> HttpResponse:
    """List the customers who use it less than they used to, most revenue first, and what they pay."""
    return _page(request)


@require_safe
@for_viewers
def fading_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the list as a file: all of it."""
    known = known_customers()
    sought, problems = read_fading(request.GET, known)
    if problems:
        return refused(problems)
    rows = fading_rows(in_order(states_sought(sought), sought.sort))
    return file_response("fading", file_format, FADING, rows, about_fading(at_risk(sought)))


@require_POST
@for_editors
def set_fading_threshold(request: HttpRequest) -> HttpResponse:
    """Set from when on a class of customers fades; what was typed stays when something is wrong with it."""
    form = ThresholdForm(known_customers().dimensions, request.POST)
    if not form.is_valid():
        return _page(request, form)
    _told(request, set_threshold(form.stored(), cast(User, request.user)))
    return redirect("fading")


@require_POST
@for_editors
def remove_fading_threshold(request: HttpRequest, threshold_id: int) -> HttpResponse:
    """Remove the threshold of a class; the page offers to set it again."""
    row = get_object_or_404(FadingThreshold, pk=threshold_id)
    _told(request, remove_threshold(row))
    return redirect(f"{reverse('fading')}?{urlencode(ThresholdForm.typed(row))}#thresholds")


@require_safe
@MAY_HOLD_MAIL
@for_viewers
def fading_mail(request: HttpRequest) -> HttpResponse:
    """Show the mail that the reader would receive now, and let them end it or choose its language."""
    user = cast(User, request.user)
    content = fading_content(user)
    reader = FadingReader.objects.filter(user=user).first()
    language = language_of(user)
    context: dict[str, Any] = {"content": content, "reader": reader, "language": language}
    if content:
        with translation.override(django_code(language)):
            context["text"] = mail_parts(fading_message(content), NO_ADDRESS).text
    context |= {"address": address_of(user), "sends": bool(settings.EMAIL_URL), "languages": LANGUAGES.items()}
    return render(request, "reports/fading_mail.html", context)


@require_safe
@xframe_options_sameorigin
@IS_MAIL
@for_viewers
def fading_mail_shown(request: HttpRequest) -> HttpResponse:
    """Show the mail as it is sent."""
    user = cast(User, request.user)
    content = fading_content(user)
    with translation.override(django_code(language_of(user))):
        return HttpResponse(mail_parts(fading_message(content), NO_ADDRESS).html if content else "")


@require_POST
@for_viewers
def receive_fading_mail(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's own mail, end it, or begin it again."""
    language = request.POST.get("language", "")
    stored: dict[str, Any] = {"ended_at": timezone.now() if request.POST.get("end") == "1" else None}
    stored |= {"language": language} if language in LANGUAGES else {}
    FadingReader.objects.update_or_create(user=cast(User, request.user), defaults=stored)
    return redirect("fading_mail")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_fading_mail(request: HttpRequest, token: str) -> HttpResponse:
    """End the mail to a member by its signed link; opening it only asks, for mail programs open links unasked."""
    user = read_end_token(token)
    reader = FadingReader.objects.filter(user=user).first() if user else None
    if request.method == "POST" and user:
        ended = None if request.POST.get("again") else timezone.now()
        reader, _made = FadingReader.objects.update_or_create(user=user, defaults={"ended_at": ended})
    context = {"member": user, "ended": bool(reader and reader.ended_at), "address": address_of(user) if user else ""}
    with translation.override(django_code(language_of(user)) if user else translation.get_language()):
        return render(request, "reports/fading_end.html", context, status=200 if user else 404)


def _page(request: HttpRequest, form: ThresholdForm | None = None) -> HttpResponse:
    page = fading_page(request.GET)
    context = {
        "page": page,
        "form": form or ThresholdForm(known_customers().dimensions),
        "thresholds": thresholds(),
        "usual": usual_percent(),
        "removed": [(name, request.GET.get(name, "")) for name in REMOVED] if REMOVED[0] in request.GET else [],
        "saved": saved_views(request.user, "fading", page.sought.query(), request.GET.get("removed", "")),
        "formats": FORMATS,
    }
    return render(request, "reports/fading.html", context, status=400 if form else 200)


def _told(request: HttpRequest, at_once: bool) -> None:
    later = _("Saved. These are many customers: they are judged anew with the next import of activity.")
    messages.success(request, _("Saved.") if at_once else later)
