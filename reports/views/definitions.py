"""What every figure means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.access import for_viewers
from reports.definitions import DEFINITIONS


@require_safe
@for_viewers
def definitions(request: HttpRequest) -> HttpResponse:
    """Show the definitions that figures link to."""
    return render(request, "reports/definitions.html", {"definitions": DEFINITIONS})
