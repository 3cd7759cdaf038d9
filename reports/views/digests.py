"""The digest: who receives it, what it says, and the way out of it for who reads it by mail."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.digest_pages import TargetForm, current_content, digest_page, preview_mail, preview_page
from reports.models import DigestTarget
from reports.outgoing.mail import read_unsubscribe_token
from reports.outgoing.sending import deliver
from surveys.languages import django_code

MAY_HOLD_MAIL: Any = csp_update({"frame-src": ["'self'"]})
# A mail's styles stand in its tags; nothing else of it may load or run.
IS_MAIL: Any = csp_replace(
    {
        "style-src": ["'unsafe-inline'"],
        "script-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'none'"],
    }
)


@require_safe
@for_viewers
def digest(request: HttpRequest) -> HttpResponse:
    """List whom the digest goes to."""
    return render(request, "reports/digest.html", {"page": digest_page()})


@require_safe
@MAY_HOLD_MAIL
@for_viewers
def digest_preview(request: HttpRequest) -> HttpResponse:
    """Show what last week's digest says in a channel and language, and what it says when nothing happened."""
    asked = request.GET
    page = preview_page(asked.get("channel", ""), asked.get("language", ""), asked.get("quiet") == "1")
    return render(request, "reports/digest_preview.html", {"page": page})


@require_safe
@xframe_options_sameorigin
@IS_MAIL
@for_viewers
def digest_mail(request: HttpRequest) -> HttpResponse:
    """Show the mail as it is sent."""
    return HttpResponse(preview_mail(request.GET.get("language", ""), request.GET.get("quiet") == "1").html)


@require_POST
@for_editors
def add_digest_target(request: HttpRequest) -> HttpResponse:
    """Add a mailbox or a webhook; what was typed stays when something is wrong with it."""
    form = TargetForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/digest.html", {"page": digest_page(form)}, status=400)
    target = form.save(cast(User, request.user))
    told = {"address": target.shown_address}
    if target.unsubscribed_at:
        ended = _("Whoever reads %(address)s has ended the mail, and only they can take that back.")
        messages.error(request, ended % told)
    else:
        messages.success(request, _("%(address)s is in the list. Send a test to see that it arrives.") % told)
    return redirect("digest")


@require_POST
@for_editors
def test_digest_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Send last week's digest to one target now, marked as a test; it does not count as sent."""
    target = get_object_or_404(DigestTarget.objects.there().filter(unsubscribed_at=None), pk=target_id)
    why = deliver(target, current_content(), test=True)
    if why:
        messages.error(request, _("The test did not arrive: %(why)s") % {"why": why})
    else:
        messages.success(request, _("The test was sent to %(address)s.") % {"address": target.shown_address})
    return redirect("digest")


@require_POST
@for_editors
def pause_digest_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Pause a target, or let it go on."""
    target = get_object_or_404(DigestTarget.objects.there(), pk=target_id)
    target.paused_at = None if target.paused_at else timezone.now()
    target.save(update_fields=["paused_at"])
    return redirect("digest")


@require_POST
@for_editors
def delete_digest_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Delete a target; for some days that can be undone."""
    target = get_object_or_404(DigestTarget.objects.there(), pk=target_id)
    target.deleted_at = timezone.now()
    target.save(update_fields=["deleted_at"])
    deleted = _("%(address)s is deleted; below, that can be undone.")
    messages.success(request, deleted % {"address": target.shown_address})
    return redirect("digest")


@require_POST
@for_editors
def restore_digest_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Undo a deletion."""
    target = get_object_or_404(DigestTarget.objects.exclude(deleted_at=None), pk=target_id)
    same = DigestTarget.objects.there().filter(kind=target.kind, address__iexact=target.address)
    if not same.exists():
        target.deleted_at = None
        target.save(update_fields=["deleted_at"])
    return redirect("digest")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_digest(request: HttpRequest, token: str) -> HttpResponse:
    """End the mail to a mailbox by its signed link; opening it only asks, for mail programs open links unasked."""
    mailboxes = DigestTarget.objects.filter(kind=DigestTarget.Kind.MAIL)
    target = mailboxes.filter(pk=read_unsubscribe_token(token) or 0).first()
    if request.method == "POST" and target:
        target.unsubscribed_at = None if request.POST.get("again") else target.unsubscribed_at or timezone.now()
        target.save(update_fields=["unsubscribed_at"])
    with translation.override(django_code(target.language) if target else translation.get_language()):
        return render(request, "reports/digest_unsubscribe.html", {"target": target}, status=200 if target else 404)
