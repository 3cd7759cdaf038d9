"""The whole report: to print, and to freeze under a link."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.asked import read_asked
from reports.definitions import DEFINITIONS
from reports.frozen import LONGEST_TITLE, FrozenPart, freeze
from reports.outgoing.cleaning import cleaned_html
from reports.whole_report import whole_report as report_of

DAYS_OFFERED = (7, 30, 90, 365)


@require_safe
@for_viewers
def whole_report(request: HttpRequest) -> HttpResponse:
    """Show the report as it is printed, or saved as PDF by the browser."""
    asked = read_asked(request.GET)
    report = report_of(asked, _("Why customers left"))
    # Cleaned, from templates that escape what people wrote.
    parts = [FrozenPart(part.heading, mark_safe(cleaned_html(part.html))) for part in report.parts]  # noqa: S308
    told = {definition.key: definition for definition in DEFINITIONS}
    context = {
        "report": report,
        "parts": parts,
        "definitions": [told[key] for key in report.definitions if key in told],
        "query": asked.filters.query(),
    }
    return render(request, "reports/whole_report.html", context)


@require_POST
@for_editors
def freeze_report(request: HttpRequest) -> HttpResponse:
    """Freeze the report that the address asks for; its link is on the page of frozen reports then."""
    title, days = " ".join(request.POST.get("title", "").replace("\x00", "").split()), request.POST.get("days", "")
    asked = read_asked(request.GET)
    if not title or len(title) > LONGEST_TITLE or days not in map(str, DAYS_OFFERED) or asked.problems:
        messages.error(request, _("Give the report a title of 1 to %(most)d characters.") % {"most": LONGEST_TITLE})
        return redirect(f"{reverse('overview')}?{asked.filters.query()}")
    expires_at = timezone.now() + timedelta(days=int(days))
    freeze(report_of(asked, title, with_picture=True), expires_at, cast(User, request.user))
    messages.success(request, _("“%(title)s” is frozen. Its link is below.") % {"title": title})
    return redirect("frozen_reports")
