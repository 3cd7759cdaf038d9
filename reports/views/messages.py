"""“You said, we did”: whom a fix may be told, the text, its preview, and the sending that only a click begins."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.labels import reader_language
from reports.messages.pages import NO_LINK, message_page, messages_page, sending_page, why_failed
from reports.messages.sending import (
    CannotSend,
    ChangedMeanwhile,
    message_about,
    save_texts,
    send_batch,
    start_sending,
    stop,
    use_contact,
)
from reports.messages.wording import fix_mail
from reports.models import FixMessage, FixSending
from reports.views.digests import IS_MAIL, MAY_HOLD_MAIL
from surveys.languages import LANGUAGES
from surveys.models import Response

LONGEST = 10_000


@require_safe
@for_viewers
def list_messages(request: HttpRequest) -> HttpResponse:
    """List what is fixed, who may hear of it, who may not and why, and what was sent."""
    may_edit = cast(User, request.user).has_perm("reports.edit_codings")
    return render(request, "reports/messages.html", {"page": messages_page(may_edit)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def message(request: HttpRequest, cause: str) -> HttpResponse:
    """Show a message to be written; store what was typed unless somebody else stored theirs meanwhile."""
    about = _about(cause)
    if request.method != "POST":
        return render(request, "reports/messages_text.html", {"page": message_page(about)})
    texts = _typed(request)
    try:
        save_texts(about, texts, _number(request), cast(User, request.user))
    except ChangedMeanwhile:
        page = message_page(_about(cause), texts, conflict=True)
        return render(request, "reports/messages_text.html", {"page": page}, status=409)
    return redirect("message_preview", cause=cause)


@require_safe
@MAY_HOLD_MAIL
@for_editors
def message_preview(request: HttpRequest, cause: str) -> HttpResponse:
    """Show the mails as they would arrive, how many would get each, and the button that sends them."""
    return render(request, "reports/messages_preview.html", {"page": message_page(_about(cause))})


@require_safe
@xframe_options_sameorigin
@IS_MAIL
@for_editors
def message_mail(request: HttpRequest, cause: str) -> HttpResponse:
    """Show a mail of the preview."""
    about, asked = _about(cause), request.GET.get("language", "")
    tag = asked if asked in LANGUAGES else reader_language()
    return HttpResponse(fix_mail(about, about.texts, tag, NO_LINK).html)


@require_POST
@for_editors
def send_message(request: HttpRequest, cause: str) -> HttpResponse:
    """Begin to send what was previewed, and send the first batch; clicked twice it begins once."""
    about = _about(cause)
    try:
        name = uuid.UUID(request.POST.get("name", ""))
        kept = get_object_or_404(FixMessage, pk=about.pk)
        sending = start_sending(kept, _number(request), name, cast(User, request.user))
    except (CannotSend, ValueError) as refused:
        told = str(refused) if isinstance(refused, CannotSend) else _("Please look at the preview, and send it there.")
        messages.error(request, told)
        return redirect("message_preview", cause=cause)
    send_batch(sending)
    return redirect("message_sending", sending_id=sending.pk)


@require_safe
@for_editors
def message_sending(request: HttpRequest, sending_id: uuid.UUID) -> HttpResponse:
    """Show how a sending goes, what failed and what to do about it."""
    page = sending_page(_sending(sending_id))
    failures = [(failure, why_failed(failure)) for failure in page.failures]
    return render(request, "reports/messages_sending.html", {"page": page, "failures": failures})


@require_POST
@for_editors
def send_more(request: HttpRequest, sending_id: uuid.UUID) -> HttpResponse:
    """Send the next batch."""
    send_batch(_sending(sending_id))
    return redirect("message_sending", sending_id=sending_id)


@require_POST
@for_editors
def stop_sending(request: HttpRequest, sending_id: uuid.UUID) -> HttpResponse:
    """End a sending; those who have not heard keep their place, and can be written to later."""
    stop(_sending(sending_id), _("Stopped by %(who)s.") % {"who": cast(User, request.user).get_username()})
    return redirect("message_sending", sending_id=sending_id)


@require_POST
@for_editors
def contact_used(request: HttpRequest, response_id: int) -> HttpResponse:
    """Say that one has written to a respondent oneself: that was the one message, so the address is erased."""
    if use_contact(get_object_or_404(Response, pk=response_id)):
        messages.success(request, _("The address is erased: one message was agreed to, and it was sent."))
    return redirect("response", response_id=response_id)


def _about(cause: str) -> FixMessage:
    found = message_about(cause)
    if found is None:
        raise Http404
    return found


def _sending(name: uuid.UUID) -> FixSending:
    return get_object_or_404(FixSending.objects.select_related("message"), pk=name)


def _number(request: HttpRequest) -> int:
    """Return the revision that was opened; none is as one that nobody has."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1


def _typed(request: HttpRequest) -> dict[str, dict[str, str]]:
    def text(name: str) -> str:
        return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")[:LONGEST].strip()

    return {
        tag: {"subject": " ".join(text(f"subject.{tag}").split("\n")), "body": text(f"body.{tag}")} for tag in LANGUAGES
    }
