"""Frozen reports: the page that anyone with the link reads, and the team's list of links."""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.frozen import frozen_address, frozen_list, frozen_page, report_of, revoke, unrevoke
from reports.models import FrozenReport

# Nothing runs, nothing is sent, nothing is loaded but our style sheets and the pictures in the page.
READ_ONLY: Any = csp_replace({"script-src": ["'none'"], "connect-src": ["'none'"], "form-action": ["'none'"]})
KEPT_BY_NOBODY = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


@require_safe
@never_cache
@READ_ONLY
def frozen_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show a frozen report to whoever has its link; a link that no longer opens says so kindly (410, 404)."""
    report = report_of(token)
    if report is None or not report.is_open():
        status = 410 if report else 404
        return _told(render(request, "reports/frozen_closed.html", {"report": report}, status=status))
    page = frozen_page(report)
    with translation.override(page.language):
        return _told(render(request, "reports/frozen.html", {"page": page, "token": token}))


@require_safe
@never_cache
def frozen_figures(request: HttpRequest, token: str) -> HttpResponse:
    """Give the figures of a frozen report as JSON."""
    report = report_of(token)
    if report is None or not report.is_open():
        return JsonResponse({"error": "closed" if report else "unknown"}, status=410 if report else 404)
    figures = {"title": report.title, "made_at": report.made_at, "figures": report.figures}
    return _told(JsonResponse(figures, json_dumps_params={"ensure_ascii": False}))


@require_safe
@for_viewers
def frozen_reports(request: HttpRequest) -> HttpResponse:
    """List the links: what they show, who made them, until when they open."""
    links = [(report, frozen_address(report)) for report in frozen_list()]
    return render(request, "reports/frozen_reports.html", {"links": links})


@require_POST
@for_editors
def revoke_frozen_report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Let a link open no more."""
    report = get_object_or_404(frozen_list(), pk=report_id)
    revoke(report)
    messages.success(request, _("The link of “%(title)s” opens no more.") % {"title": report.title})
    return redirect("frozen_reports")


@require_POST
@for_editors
def restore_frozen_report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Undo that a link was revoked."""
    unrevoke(get_object_or_404(FrozenReport, pk=report_id))
    return redirect("frozen_reports")


def _told(response: HttpResponse) -> HttpResponse:
    """Tell search engines and other sites that they are to keep nothing of a page."""
    for name, value in KEPT_BY_NOBODY.items():
        response[name] = value
    return response
