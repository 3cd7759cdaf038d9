"""Send a message: by a person's click, in batches, once to each, and never again when it is not known how it went.

Before a mail goes out its address is erased from every answer and marked as used, in one transaction; what came of it
is recorded in another. Should the machine stop in between, the mail may or may not have arrived: that stays counted as
unknown, and nobody is written to a second time. Only where the server certainly took nothing is the address put back.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.contacting import compared, list_address
from customers.models import Customer, DoNotContact
from reports.exits import read_exits
from reports.messages.hearers import Audience, Hearer, Hearers, fixed_causes, marks_of
from reports.messages.manners import message_findings
from reports.messages.wording import Texts, draft_texts, fix_mail
from reports.models import FixFailure, FixMessage, FixSending, UsedContact
from reports.outgoing.customer_mail import Outcome, Post, State, sends_mail
from surveys.etiquette import blocks_publishing
from surveys.models import Response
from surveys.no_more import Reader

# At most so many mails, and about so many seconds, while somebody waits for the page; then a pause for the server.
BATCH, SECONDS, PAUSE = 10, 8.0, timedelta(seconds=10)
# Longer than a batch can take, so that no second one begins beside it.
LEASE = timedelta(minutes=2)
# After these the server certainly has nothing of ours.
PUT_BACK = ("refused", "silent", "no_server")


class CannotSend(ValueError):
    """A message that is not sent; the text tells the team why and what to do."""


class ChangedMeanwhile(CannotSend):
    """Somebody changed the text since it was opened or previewed."""


@dataclass(frozen=True)
class Marked:
    """What was erased of one person: when, and the address as each answer had it."""

    at: datetime
    mark: str
    addresses: dict[int, str]


def message_about(cause: str) -> FixMessage | None:
    """Return the message about a cause that is fixed now, a draft (not stored) where none was written; else None."""
    care = next((care for care in fixed_causes() if care.cause == cause), None)
    if care is None or care.fixed_on is None:
        return None
    kept = FixMessage.objects.filter(cause=cause, fixed_on=care.fixed_on).select_related("changed_by").first()
    return kept or FixMessage(cause=cause, fixed_on=care.fixed_on, texts=draft_texts())


def save_texts(message: FixMessage, texts: Texts, revision: int, by: User) -> FixMessage:
    """Store the texts of a message. Raises ChangedMeanwhile when others stored theirs after ``revision``."""
    which = {"cause": message.cause, "fixed_on": message.fixed_on}
    kept, _made = FixMessage.objects.get_or_create(**which, defaults={"texts": message.texts, "revision": 0})
    mine = FixMessage.objects.filter(pk=kept.pk, revision=revision)
    if not mine.update(texts=texts, revision=revision + 1, changed_by=by, changed_at=timezone.now()):
        raise ChangedMeanwhile(_("Somebody else has changed this text since you opened it."))
    return FixMessage.objects.get(pk=kept.pk)


def hearers_of(message: FixMessage) -> Hearers:
    """Return who may hear of a message's fix, as things are now."""
    return Audience(read_exits()).of(message.cause, message.fixed_on)


@transaction.atomic
def start_sending(message: FixMessage, revision: int, name: uuid.UUID, by: User) -> FixSending:
    """Begin to send what was previewed, and return the sending; clicked twice, or by two, it is one. Sends nothing yet.

    ``name`` was made with the preview. Raises CannotSend, ChangedMeanwhile when the text is not the one previewed.
    """
    kept = FixMessage.objects.select_for_update().get(pk=message.pk)
    begun = FixSending.objects.filter(pk=name).first() or kept.sendings.filter(finished_at=None).first()
    if begun:
        return begun
    if kept.revision != revision:
        raise ChangedMeanwhile(_("The text was changed since this preview was shown. Please look at it again."))
    if not any((care.cause, care.fixed_on) == (kept.cause, kept.fixed_on) for care in fixed_causes()):
        raise CannotSend(_("The cause is not marked fixed on this day any more."))
    if not sends_mail():
        raise CannotSend(_("Mail is not set up on this installation, so nothing was sent."))
    if blocks_publishing(message_findings(kept.texts)):
        raise CannotSend(_("Something in the text is still to be mended."))
    if FixSending.objects.filter(finished_at=None).exists():
        raise CannotSend(_("Another message is being sent. Let it finish, or stop it, then send this one."))
    planned = len(hearers_of(kept).may)
    if not planned:
        raise CannotSend(_("There is nobody who may hear of this."))
    return FixSending.objects.create(pk=name, message=kept, texts=kept.texts, planned=planned, started_by=by)


def send_batch(sending: FixSending, now: Callable[[], datetime] = timezone.now) -> FixSending:
    """Send a batch, unless one is being sent or the pause is not over; ends the sending when nobody is left."""
    mine = FixSending.objects.filter(pk=sending.pk, finished_at=None, next_at__lte=now())
    if not mine.update(next_at=now() + LEASE):
        return FixSending.objects.get(pk=sending.pk)
    failed = set(sending.failures.values_list("response", flat=True))
    waiting = [hearer for hearer in hearers_of(sending.message).may if hearer.response not in failed]
    until, done = time.monotonic() + SECONDS, 0
    with Post() as post:
        for hearer in waiting[:BATCH]:
            if time.monotonic() > until or _stopped(sending):
                break
            if _write_to(post, sending, hearer) == "no_server":
                return stop(
                    sending, _("The mail server could not be reached, or takes no mail from this installation.")
                )
            done += 1
    if done == len(waiting):
        return stop(sending, "")
    FixSending.objects.filter(pk=sending.pk).update(next_at=now() + PAUSE)
    return FixSending.objects.get(pk=sending.pk)


def stop(sending: FixSending, because: str) -> FixSending:
    """End a sending, with why when not everybody has heard; ended twice it keeps the first reason."""
    going = FixSending.objects.filter(pk=sending.pk, finished_at=None)
    going.update(finished_at=timezone.now(), stopped_because=because[:300])
    return FixSending.objects.get(pk=sending.pk)


@transaction.atomic
def use_contact(response: Response) -> bool:
    """Say that somebody of the team has written to a respondent by hand: the address is used up. False: it was gone."""
    kept = Response.objects.select_for_update().get(pk=response.pk)
    if not kept.contact_address:
        return False
    same = [pk for pk, address in _addresses() if compared(address) == compared(kept.contact_address)]
    UsedContact.objects.get_or_create(mark=marks_of(kept.contact_address)[0])
    Response.objects.filter(pk__in=same).update(contact_address="", contacted_at=timezone.now())
    return True


def forget_used(before: datetime) -> None:
    """Delete the marks of those written to before a moment: by then the answers are deleted as well."""
    UsedContact.objects.filter(used_at__lt=before).delete()


def _addresses() -> list[tuple[int, str]]:
    return list(Response.objects.exclude(contact_address="").values_list("pk", "contact_address"))


def _stopped(sending: FixSending) -> bool:
    return not FixSending.objects.filter(pk=sending.pk, finished_at=None).exists()


def _write_to(post: Post, sending: FixSending, hearer: Hearer) -> State | None:
    """Write to one person; None when by now they may not be written to."""
    if not post.open():
        return "no_server"
    marked = _mark(sending, hearer)
    if marked is None:
        return None
    reader = Reader(hearer.address, hearer.ref, hearer.language)
    outcome = post.send(partial(fix_mail, sending.message, sending.texts, hearer.language), reader)
    _record(sending, hearer, marked, outcome)
    return outcome.state


@transaction.atomic
def _mark(sending: FixSending, hearer: Hearer) -> Marked | None:
    """Erase the address everywhere and mark it as used, before anything is sent; None when that was done already."""
    there = Response.objects.select_for_update().filter(pk__in=hearer.responses, contacted_at=None)
    mailbox = compared(hearer.address)
    addresses = {pk: text for pk, text in there.values_list("pk", "contact_address") if compared(text) == mailbox}
    if hearer.response not in addresses:
        return None
    mark, *before = marks_of(hearer.address)
    if UsedContact.objects.filter(mark__in=before).exists():
        return None
    try:
        with transaction.atomic():
            UsedContact.objects.create(mark=mark)
    except IntegrityError:
        return None
    now = timezone.now()
    Response.objects.filter(pk__in=addresses).update(contact_address="", contacted_at=now)
    FixSending.objects.filter(pk=sending.pk).update(unknown=F("unknown") + 1)
    return Marked(now, mark, addresses)


@transaction.atomic
def _record(sending: FixSending, hearer: Hearer, marked: Marked, outcome: Outcome) -> None:
    """Record what came of a mail; put the address back where certainly nothing went out."""
    if outcome.state == "unknown":
        return
    counts = {outcome.state: F(outcome.state) + 1} if outcome.state in ("sent", "bounced") else {}
    FixSending.objects.filter(pk=sending.pk).update(unknown=F("unknown") - 1, **counts)
    if outcome.state == "bounced":
        customer = Customer.objects.filter(pk=hearer.customer).first() if hearer.customer else None
        list_address(hearer.address, DoNotContact.Origin.BOUNCED, str(outcome.code), customer=customer)
    if outcome.state in PUT_BACK:
        for pk, address in marked.addresses.items():
            erased = Response.objects.filter(pk=pk, contact_address="", contacted_at=marked.at)
            erased.update(contact_address=address, contacted_at=None)
        UsedContact.objects.filter(mark=marked.mark).delete()
    if outcome.state == "refused":
        FixFailure.objects.get_or_create(sending=sending, response_id=hearer.response, defaults={"code": outcome.code})
