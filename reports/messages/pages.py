"""The pages of messages about fixes: whom each may reach, its text, its preview, and how its sending goes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.exits import read_exits
from reports.labels import cause_label
from reports.messages.hearers import Audience, Hearers, fixed_causes
from reports.messages.manners import message_findings
from reports.messages.sending import hearers_of
from reports.messages.wording import Texts, fix_mail, text_in
from reports.models import FixFailure, FixMessage, FixSending
from reports.outgoing.customer_mail import sends_mail
from reports.outgoing.mail import MailParts
from surveys.etiquette import Finding, blocks_publishing
from surveys.languages import LANGUAGES

RECORDS_SHOWN = 50
# The preview's mail has no reader yet, whose link it could hold.
NO_LINK = "https://preview.invalid/"

WHY_NOT: dict[str, str | Promise] = {
    "no_consent": gettext_lazy("gave no address, or took it back"),
    "written": gettext_lazy("were written to already: one message at the most"),
    "expired": gettext_lazy("answered so long ago that the notice’s time has passed"),
    "after": gettext_lazy("answered on or after the day of the fix"),
    "unsure": gettext_lazy("may have meant something else: read the answer, then correct or confirm the cause"),
    "unwritable": gettext_lazy("left an address that no mail can go to"),
    "listed": gettext_lazy("are on the do-not-contact list"),
    "same": gettext_lazy("are the same address in another answer"),
}


@dataclass(frozen=True)
class FixLine:
    """One fixed cause. ``hidden``: too few named it to be counted for whoever does not write to them anyway."""

    cause: str
    label: str
    hearers: Hearers
    written: bool
    going: FixSending | None
    hidden: bool

    @property
    def why_not(self) -> list[tuple[int, str]]:
        """How many do not hear, and why."""
        return [(count, str(WHY_NOT[why])) for why, count in self.hearers.why_not.items()]


@dataclass(frozen=True)
class MessagesPage:
    """All fixed causes, and what was sent so far."""

    lines: list[FixLine]
    records: list[Record]
    sends_mail: bool
    floor: int


@dataclass(frozen=True)
class Record:
    """A sending as it is remembered: the cause in words, and counts."""

    label: str
    sending: FixSending
    failed: int


@dataclass(frozen=True)
class Language:
    """A message in one language: its text with what is to be mended, how many read it, and the mail that it becomes."""

    tag: str
    name: str
    subject: str
    body: str
    readers: int = 0
    mail: MailParts | None = None
    theirs: tuple[str, str] | None = None
    findings: Mapping[str, list[Finding]] = field(default_factory=dict)

    @property
    def subject_findings(self) -> list[Finding]:
        """What is to be mended in the subject."""
        return self.findings.get(f"{self.tag}.subject", [])

    @property
    def body_findings(self) -> list[Finding]:
        """What is to be mended in the body."""
        return self.findings.get(f"{self.tag}.body", [])


@dataclass(frozen=True)
class MessagePage:
    """A message to be written or previewed. ``name`` is what its sending will be called, made with this very page."""

    message: FixMessage
    label: str
    hearers: Hearers
    languages: list[Language]
    blocked: bool
    sends_mail: bool
    going: FixSending | None
    name: uuid.UUID = field(default_factory=uuid.uuid4)
    conflict: bool = False


@dataclass(frozen=True)
class SendingPage:
    """How a sending goes: ``left`` may still hear by it, ``wait`` is how many seconds until its next batch."""

    label: str
    sending: FixSending
    left: int
    wait: int
    failures: list[FixFailure]

    @property
    def done(self) -> int:
        """How many of those planned something is known of."""
        return self.sending.sent + self.sending.bounced + len(self.failures)


def messages_page(may_edit: bool) -> MessagesPage:
    """Return the page of all fixed causes."""
    fixed = fixed_causes()
    audience = Audience(read_exits()) if fixed else None
    messages = {(one.cause, one.fixed_on): one for one in FixMessage.objects.all()}
    lines = []
    for care in fixed:
        if audience is None or care.fixed_on is None:
            continue
        message = messages.get((care.cause, care.fixed_on))
        hearers = audience.of(care.cause, care.fixed_on)
        hidden = hearers.named < settings.SMALLEST_GROUP and not may_edit
        lines.append(FixLine(care.cause, cause_label(care.cause), hearers, bool(message), _going(message), hidden))
    return MessagesPage(lines, _records(), sends_mail(), settings.SMALLEST_GROUP)


def message_page(message: FixMessage, typed: Texts | None = None, conflict: bool = False) -> MessagePage:
    """Return the page of one message; ``typed`` is shown in place of what is stored, beside it after a conflict."""
    texts = typed or message.texts
    found: dict[str, list[Finding]] = {}
    findings = message_findings(texts)
    for finding in findings:
        found.setdefault(finding.where, []).append(finding)
    hearers = hearers_of(message)
    readers = hearers.by_language
    languages = [
        Language(
            *(tag, name, *text_in({tag: texts.get(tag, {})}, tag)),
            readers=readers.get(tag, 0),
            mail=fix_mail(message, texts, tag, NO_LINK),
            theirs=text_in(message.texts, tag) if conflict else None,
            findings=found,
        )
        for tag, name in LANGUAGES.items()
    ]
    return MessagePage(
        message=message,
        label=cause_label(message.cause),
        hearers=hearers,
        languages=languages,
        blocked=blocks_publishing(findings) or not message.pk,
        sends_mail=sends_mail(),
        going=_going(message),
        conflict=conflict,
    )


def sending_page(sending: FixSending) -> SendingPage:
    """Return the page of one sending."""
    failures = list(sending.failures.select_related("response"))
    left = 0
    if not sending.finished_at:
        failed = {failure.response_id for failure in failures}
        left = sum(hearer.response not in failed for hearer in hearers_of(sending.message).may)
    wait = max(0, round((sending.next_at - timezone.now()).total_seconds())) + 1
    return SendingPage(cause_label(sending.message.cause), sending, left, wait, failures)


def why_failed(failure: FixFailure) -> str:
    """Return in plain words why one person was not reached, and what to do."""
    if 400 <= failure.code < 500:
        return _("The server asked to come back later (%(code)s): send the message again in an hour.") % {
            "code": failure.code
        }
    if failure.code:
        return _(
            "The server refused the mail (%(code)s), not the mailbox: whoever runs the mail server can say why. "
            "Then send the message again."
        ) % {"code": failure.code}
    return _("This mail could not be made into a form that servers take. Change the text, then send it again.")


def _going(message: FixMessage | None) -> FixSending | None:
    return message.sendings.filter(finished_at=None).first() if message and message.pk else None


def _records() -> list[Record]:
    sendings = FixSending.objects.select_related("message", "started_by").prefetch_related("failures")
    return [
        Record(cause_label(sending.message.cause), sending, len(sending.failures.all()))
        for sending in sendings[:RECORDS_SHOWN]
    ]
