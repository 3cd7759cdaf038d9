"""The places of a survey: what to copy where, the keys that hosts sign with, and the sites that may frame it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.survey_places import places_page, qr_code
from surveys.frames import HostRefused, allow_hosts, clean_origins
from surveys.models import SigningKey, Survey
from surveys.signing_keys import KeyRefused, make_key, retire_key

SHOWN = "shown_signing_key"


@require_safe
@for_viewers
def survey_places(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Show each place with what to copy there; the secret of a key that was just made, once."""
    survey = get_object_or_404(Survey, key=survey_key)
    shown = survey.signing_keys.filter(pk=request.session.pop(SHOWN, None), retired_at=None).first()
    return render(request, "reports/survey_places.html", {"page": places_page(survey, shown)})


@require_safe
@for_viewers
def survey_qr(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Give the open link as a QR code, an SVG to print."""
    survey = get_object_or_404(Survey, key=survey_key)
    name = f'attachment; filename="{survey.key}-qr.svg"'
    return HttpResponse(qr_code(survey), content_type="image/svg+xml", headers={"Content-Disposition": name})


@require_POST
@for_editors
def make_survey_key(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Make a key; the page that follows shows its secret, and no other page ever does."""
    survey = get_object_or_404(Survey, key=survey_key)
    try:
        request.session[SHOWN] = make_key(survey).pk
    except KeyRefused as refused:
        messages.error(request, str(refused))
    return redirect("survey_places", survey_key=survey_key)


@require_POST
@for_editors
def retire_survey_key(request: HttpRequest, survey_key: str, key_name: str) -> HttpResponse:
    """Retire a key, once the editor has said that its links may stop opening."""
    key = get_object_or_404(SigningKey, survey__key=survey_key, name=key_name, retired_at=None)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Please tick that links made with this key may stop opening, then retire it."))
    else:
        retire_key(key)
        messages.success(request, _("The key %(name)s is retired.") % {"name": key.name})
    return redirect("survey_places", survey_key=survey_key)


@require_POST
@for_editors
def allow_survey_sites(request: HttpRequest, survey_key: str) -> HttpResponse:
    """Let these sites, and no others, show the survey in a frame."""
    survey = get_object_or_404(Survey, key=survey_key)
    written = request.POST.get("sites", "").replace("\x00", "")[:10_000]
    try:
        allow_hosts(survey, clean_origins(written))
    except HostRefused as refused:
        page = places_page(survey, written_hosts=written, hosts_error=str(refused))
        return render(request, "reports/survey_places.html", {"page": page}, status=400)
    messages.success(request, _("The list of sites is kept."))
    return redirect("survey_places", survey_key=survey_key)
