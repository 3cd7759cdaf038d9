"""The pages of the digest: whom it goes to, and what it would say, in each channel and language."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.digests import DigestContent, digest_content, last_week
from reports.labels import reader_language
from reports.models import DigestSending, DigestTarget
from reports.outgoing.addresses import LONGEST_URL, AddressRefused
from reports.outgoing.mail import MailParts, mail_parts
from reports.outgoing.messages import Message, digest_message
from reports.outgoing.sending import DELETED_FOR_GOOD_AFTER, PAYLOADS, check_address
from surveys.languages import LANGUAGES, django_code

Kind = DigestTarget.Kind
# Where a preview's mail would lead to end it; the preview has no reader whose mail it could end.
NO_ADDRESS = "#"


class TargetForm(forms.Form):
    """A new target: what it is, its address, and the language in which it is read."""

    kind = forms.ChoiceField(choices=Kind.choices)
    address = forms.CharField(max_length=LONGEST_URL)
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, initial={"kind": Kind.MAIL, "language": reader_language()})
        self.fields["kind"].label, self.fields["language"].label = _("Channel"), _("Language")
        self.fields["address"].label = _("E-mail address, or the address of the webhook")
        self.fields["address"].help_text = _("The address of a webhook is a secret: only its end is shown afterwards.")
        self.fields["address"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.helper = FormHelper()
        self.helper.form_class, self.helper.form_action = "change", "add_digest_target"
        self.helper.layout = Layout("kind", "address", "language", Submit("add", _("Add")))

    def clean(self) -> dict[str, Any]:
        """Look at the address: its form, and that nobody has it already."""
        said = super().clean() or {}
        kind, address = said.get("kind"), said.get("address", "").strip()
        if kind and address:
            try:
                check_address(kind, address)
            except AddressRefused as refused:
                self.add_error("address", str(refused))
            if DigestTarget.objects.there().filter(kind=kind, address__iexact=address).exists():
                self.add_error("address", _("This address is in the list already."))
            said["address"] = address
        return said

    def save(self, user: User) -> DigestTarget:
        """Add the target; one who ended the mail stays without it until they take that back themselves."""
        said = self.cleaned_data
        ended = DigestTarget.objects.filter(kind=said["kind"], address__iexact=said["address"])
        ended = ended.exclude(unsubscribed_at=None)
        if (known := ended.first()) is not None:
            DigestTarget.objects.filter(pk=known.pk).update(deleted_at=None)
            return known
        return DigestTarget.objects.create(added_by=user, **said)


@dataclass(frozen=True)
class DigestPage:
    """The list: targets with the period they had last, and those deleted so recently that it can be undone."""

    targets: QuerySet[DigestTarget]
    deleted: QuerySet[DigestTarget]
    form: TargetForm
    sends_mail: bool
    undo_days: int


def digest_page(form: TargetForm | None = None) -> DigestPage:
    """Return the page of targets; ``form`` keeps what was typed."""
    sent = DigestSending.objects.filter(target=OuterRef("pk"), state=DigestSending.State.SENT).order_by("-end")
    targets = DigestTarget.objects.select_related("added_by").annotate(
        last_begin=Subquery(sent.values("begin")[:1]), last_end=Subquery(sent.values("end")[:1])
    )
    recently = timezone.now() - DELETED_FOR_GOOD_AFTER
    return DigestPage(
        targets=targets.there(),
        deleted=targets.filter(deleted_at__gte=recently),
        form=form or TargetForm(),
        sends_mail=bool(settings.EMAIL_URL),
        undo_days=DELETED_FOR_GOOD_AFTER.days,
    )


@dataclass(frozen=True)
class PreviewPage:
    """What the digest of a period would say in a channel and language; ``quiet`` asks for a week without anything."""

    content: DigestContent
    kind: str
    language: str
    quiet: bool
    message: Message
    sent: str
    kinds: list[tuple[str, str]]
    languages: list[tuple[str, str]]


def preview_page(kind: str, language: str, quiet: bool = False, today: date | None = None) -> PreviewPage:
    """Return the preview of last week's digest; an unknown channel or language is the first one."""
    kind = kind if kind in Kind.values else Kind.MAIL.value
    language = language if language in LANGUAGES else reader_language()
    content = current_content(quiet, today)
    message, sent = _worded(content, language, PAYLOADS.get(kind))
    kinds = [(value, str(label)) for value, label in Kind.choices]
    return PreviewPage(content, kind, language, quiet, message, sent, kinds, list(LANGUAGES.items()))


def preview_mail(language: str, quiet: bool = False) -> MailParts:
    """Return the mail of the preview."""
    with translation.override(django_code(language if language in LANGUAGES else reader_language())):
        return mail_parts(digest_message(current_content(quiet)), NO_ADDRESS)


def current_content(quiet: bool = False, today: date | None = None) -> DigestContent:
    """Return last week's content; ``quiet`` leaves out all that happened."""
    content = digest_content(*last_week(today or timezone.localdate()))
    return replace(content, rises=(), falls=(), phrases=()) if quiet else content


def _worded(content: DigestContent, language: str, payload: Callable[[Message], Any] | None) -> tuple[Message, str]:
    """Return the message and exactly what would be sent."""
    with translation.override(django_code(language)):
        message = digest_message(content)
        if payload is None:
            return message, mail_parts(message, NO_ADDRESS).text
        return message, json.dumps(payload(message), ensure_ascii=False, indent=2)
