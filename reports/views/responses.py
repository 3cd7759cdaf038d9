"""One answer: read it, correct its causes, take a correction back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.contacting import may_write_to
from reports.access import for_editors, for_viewers
from reports.codebooks import active_codebook
from reports.corrections import CorrectionRefused, WordsRefused, correct, undo
from reports.labels import reader_language
from reports.models import Correction
from reports.readings import readings_of, with_reading
from surveys.models import Response


@require_safe
@for_viewers
def response(request: HttpRequest, response_id: int) -> HttpResponse:
    """Show one answer with its evidence, its causes and what was corrected."""
    part = "reports/_reading.html" if getattr(request, "htmx", False) else "reports/response.html"
    return render(request, part, _context(response_id) | {"whole": True})


@require_POST
@for_editors
def correct_response(request: HttpRequest, response_id: int) -> HttpResponse:
    """Say that a cause is present, absent or the main one."""
    corrected = get_object_or_404(Response, pk=response_id)
    cause, verdict, words = (request.POST.get(name, "") for name in ("cause", "verdict", "words"))
    try:
        correct(corrected, cause, verdict, cast(User, request.user), words)
    except WordsRefused as refused:
        typed = {"cause": cause, "verdict": verdict, "words": words, "problem": str(refused)}
        return _again(request, response_id, typed)
    except CorrectionRefused:
        messages.error(request, _("Please choose a cause of the codebook."))
    return _back(request, response_id, "saved")


@require_POST
@for_editors
def undo_correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Take a correction back; who had made it and when stays in the history."""
    correction = get_object_or_404(Correction.objects.select_related("response"), pk=correction_id)
    undo(correction)
    return _back(request, correction.response_id, "undone")


def _context(response_id: int) -> dict[str, object]:
    found = get_object_or_404(with_reading(Response.objects.all()), pk=response_id)
    return {
        "reading": readings_of([found], reader_language())[0],
        "causes": active_codebook().given(),
        "silent": bool(found.contact_address) and not may_write_to(found.contact_address, found.customer),
    }


def _again(request: HttpRequest, response_id: int, typed: dict[str, str]) -> HttpResponse:
    """Show the answer with what was typed and what is wrong with it; htmx takes in nothing that is not a success."""
    context = _context(response_id) | {"whole": True, "typed": typed, "back": request.POST.get("next", "")}
    if getattr(request, "htmx", False):
        return render(request, "reports/_reading.html", context)
    return render(request, "reports/response.html", context, status=400)


def _back(request: HttpRequest, response_id: int, changed: str) -> HttpResponse:
    """Answer htmx with the changed part, anybody else with the page that they came from."""
    if getattr(request, "htmx", False):
        whole = request.POST.get("whole") == "1"
        told = {"whole": whole, "changed": changed, "back": request.POST.get("next", "")}
        return render(request, "reports/_reading.html", _context(response_id) | told)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("response", args=[response_id])
    return redirect(f"{target}#response-{response_id}")
