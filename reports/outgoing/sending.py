"""Send the digest of a period: once to each target, however often and by however many it is asked for.

A period's sending to a target is a row that only one can take. What failed is tried again next time; what was being
sent when the machine stopped is tried again too, once it has been silent for longer than any sending takes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.digests import DigestContent
from reports.models import DigestSending, DigestTarget
from reports.outgoing.addresses import AddressRefused, check_url
from reports.outgoing.chats import Payload, feishu_payload, slack_payload, wecom_payload
from reports.outgoing.mail import MailParts, digest_mail, mail_parts, unsubscribe_address
from reports.outgoing.messages import Message, digest_message, test_message
from reports.outgoing.posting import Answered, NotDelivered, post_json
from surveys.languages import django_code

logger = logging.getLogger("parting_words.digest")

# Longer than a sending can take (reports.outgoing.posting, EMAIL_TIMEOUT).
INTERRUPTED_AFTER = timedelta(minutes=15)
DELETED_FOR_GOOD_AFTER = timedelta(days=7)
Kind = DigestTarget.Kind
PAYLOADS: dict[str, Callable[[Message], Payload]] = {
    Kind.SLACK: slack_payload,
    Kind.FEISHU: feishu_payload,
    Kind.WECOM: wecom_payload,
}


@dataclass(frozen=True)
class Outcome:
    """What became of the digest for one target: ``sent``, ``already`` (sent or being sent), ``failed`` and why."""

    target: DigestTarget
    state: str
    why: str = ""


def check_address(kind: str, address: str) -> None:
    """Say whether an address has the form that its kind needs. Raises AddressRefused; nothing is looked up."""
    if kind != Kind.MAIL:
        check_url(address)
        return
    try:
        validate_email(address)
    except ValidationError:
        raise AddressRefused(_("This is no e-mail address.")) from None


def send_digest(content: DigestContent) -> Iterator[Outcome]:
    """Send a digest to every target that has not had it; yields what became of each, in turn.

    Nothing is sent when nothing happened: then there is no outcome either.
    """
    if not content.happened:
        return
    for target in DigestTarget.objects.receiving():
        sending = take_sending(target, content)
        if sending is None:
            yield Outcome(target, "already")
            continue
        why = deliver(target, content)
        sending.state = DigestSending.State.FAILED if why else DigestSending.State.SENT
        sending.at = timezone.now()
        sending.save(update_fields=["state", "at"])
        yield Outcome(target, "failed" if why else "sent", why)


def take_sending(target: DigestTarget, content: DigestContent, now: datetime | None = None) -> DigestSending | None:
    """Return the sending for the caller alone to carry out; None when it was sent, or somebody else is at it."""
    now = now or timezone.now()
    period = {"target": target, "begin": content.begin, "end": content.end}
    sending, made = DigestSending.objects.get_or_create(**period, defaults={"at": now})
    if made:
        return sending
    failed = Q(state=DigestSending.State.FAILED)
    interrupted = Q(state=DigestSending.State.SENDING, at__lt=now - INTERRUPTED_AFTER)
    mine = DigestSending.objects.filter(failed | interrupted, pk=sending.pk, at=sending.at)
    if not mine.update(state=DigestSending.State.SENDING, at=now):
        return None
    return sending


def deliver(target: DigestTarget, content: DigestContent, test: bool = False) -> str:
    """Send a digest to one target; return why it failed, in plain words, empty when it arrived. Remembers it too."""
    with translation.override(django_code(target.language)):
        message = digest_message(content)
        message = test_message(message) if test else message
        try:
            send = _send_mail if target.is_mail else _send_chat
            send(target, message)
            why = ""
        except (AddressRefused, NotDelivered) as refused:
            why = str(refused)
        except Exception:
            # One target must not keep the others from theirs.
            logger.exception("digest failed", extra={"fields": {"target": target.pk}})
            why = _("Something failed on our side; the log says more.")
    logger.info("digest", extra={"fields": {"target": target.pk, "kind": target.kind, "sent": not why}})
    DigestTarget.objects.filter(pk=target.pk).update(last_error=why[:300])
    target.last_error = why[:300]
    return why


def forget_deleted() -> None:
    """Delete for good what somebody deleted so long ago that nobody will undo it, with its address."""
    DigestTarget.objects.filter(deleted_at__lt=timezone.now() - DELETED_FOR_GOOD_AFTER).delete()


def mail_of(target: DigestTarget, message: Message) -> MailParts:
    """Return the mail of a message to a target."""
    return mail_parts(message, unsubscribe_address(settings.SITE_URL, target.pk))


def _send_mail(target: DigestTarget, message: Message) -> None:
    if not settings.EMAIL_URL:
        raise NotDelivered(_("This installation sends no mail: EMAIL_URL is not set."))
    mail = digest_mail(mail_of(target, message), target.address, unsubscribe_address(settings.SITE_URL, target.pk))
    try:
        mail.send()
    except AddressRefused:
        raise
    except SMTPRecipientsRefused:
        raise NotDelivered(_("The mail server refused the address.")) from None
    except (SMTPException, OSError, ValueError):
        raise NotDelivered(_("The mail server could not be reached, or did not take the mail.")) from None


def _send_chat(target: DigestTarget, message: Message) -> None:
    answered = post_json(target.address, PAYLOADS[target.kind](message))
    code = _refusal(target.kind, answered)
    if code:
        raise NotDelivered(_("The chat server took the message but refused it (code %(code)s).") % {"code": code})


def _refusal(kind: str, answered: Answered) -> str:
    """Return the code by which a chat server says no though it answers 200; empty when it says yes."""
    fields = answered.fields()
    names = {Kind.FEISHU: ("code", "StatusCode"), Kind.WECOM: ("errcode",)}.get(Kind(kind), ())
    codes = [fields[name] for name in names if name in fields]
    return next((str(code)[:20] for code in codes if code not in (0, "0")), "")
