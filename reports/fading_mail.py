"""The weekly mail about customers who fade: to each who looks after some, of those that changed since the last one.

Nothing is sent when nothing changed. A mail goes out once, however often and by however many it is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.models import ActivityState, CustomerCare
from reports.cause_care import team
from reports.customer_lists import Sought
from reports.fading import AT_RISK, FadingLine, fading_lines, in_order, known_states
from reports.labels import money_words
from reports.models import DigestSending, FadingMail, FadingReader
from reports.outgoing.addresses import AddressRefused
from reports.outgoing.mail import digest_mail, mail_parts
from reports.outgoing.messages import Line, Message, Run, Section
from reports.outgoing.sending import INTERRUPTED_AFTER
from reports.templatetags.figures import number
from surveys.languages import LANGUAGES, SOURCE, django_code

logger = logging.getLogger("parting_words.fading")

PURPOSE = "reports.fading.unsubscribe"
WEEK = timedelta(days=7)
# A cron job that comes a little early still finds that a week has passed.
LEAST_BETWEEN = timedelta(days=6)
MOST_TOLD = 50
State = DigestSending.State


@dataclass(frozen=True)
class FadingContent:
    """What a mail tells a member: the customers of theirs that changed in ``[begin, end)``, most revenue first.

    The first mail tells of all that fade or are silent, since whenever. ``owned`` are all of theirs whose use is known,
    ``at_risk`` those of them that fade or are silent now.
    """

    user: User
    begin: date
    end: date
    lines: tuple[FadingLine, ...]
    changed: int
    owned: int
    at_risk: int
    amounts: dict[str, Decimal]


@dataclass(frozen=True)
class Outcome:
    """What became of a member's mail: ``sent``, ``quiet``, ``already``, ``failed`` and why."""

    user: User
    state: str
    why: str = ""


def readers() -> list[User]:
    """Return the members who look after customers and have not ended the mail."""
    roles = CustomerCare.objects.values_list("success", "operations", "marketing")
    keys = {key for row in roles.distinct() for key in row if key}
    ended = FadingReader.objects.exclude(ended_at=None).values("user")
    return list(team().filter(pk__in=keys).exclude(pk__in=ended))


def fading_content(user: User, since: date | None = None) -> FadingContent | None:
    """Return what there is to tell a member of what changed from ``since`` on (the last mail's end unless said).

    None where no activity is known.
    """
    as_of = ActivityState.objects.order_by().values_list("as_of", flat=True).first()
    if as_of is None:
        return None
    end = as_of + timedelta(days=1)
    last = FadingMail.objects.filter(user=user, state=State.SENT).first()
    owned = known_states(Sought(owner=str(user.pk)))
    risk = owned.filter(state__in=AT_RISK)
    begin = since or (last.end if last else risk.aggregate(day=Min("since"))["day"] or end - WEEK)
    changed = risk.filter(since__gte=begin, since__lt=end)
    keys = list(in_order(changed, "mrr").values_list("pk", flat=True)[:MOST_TOLD])
    amounts: dict[str, Decimal] = {}
    for currency, mrr in risk.values_list("customer__currency", "customer__mrr"):
        amounts[currency] = amounts.get(currency, Decimal(0)) + (mrr or 0)
    lines = tuple(fading_lines(keys))
    return FadingContent(user, begin, end, lines, changed.count(), owned.count(), risk.count(), amounts)


def send_fading(now: datetime | None = None) -> Iterator[Outcome]:
    """Send each member the mail that is due; yields what became of each."""
    now = now or timezone.now()
    for user in readers():
        content = fading_content(user)
        if content is None or not content.lines:
            yield Outcome(user, "quiet")
            continue
        mail = _taken(content, now)
        if mail is None:
            yield Outcome(user, "already")
            continue
        why = _deliver(content)
        FadingMail.objects.filter(pk=mail.pk).update(state=State.FAILED if why else State.SENT, at=timezone.now())
        logger.info("fading", extra={"fields": {"user": user.pk, "sent": not why}})
        yield Outcome(user, "failed" if why else "sent", why)


def _taken(content: FadingContent, now: datetime) -> FadingMail | None:
    """Return the mail for the caller alone to send; None when one was sent within the week, or another is at it."""
    mails = FadingMail.objects.filter(user=content.user)
    under_way = Q(state=State.SENDING, at__gt=now - INTERRUPTED_AFTER)
    if mails.filter(Q(state=State.SENT, at__gt=now - LEAST_BETWEEN) | under_way).exists():
        return None
    fields = {"begin": content.begin, "at": now}
    mail, made = FadingMail.objects.get_or_create(user=content.user, end=content.end, defaults=fields)
    if made:
        return mail
    failed = Q(state=State.FAILED) | Q(state=State.SENDING, at__lt=now - INTERRUPTED_AFTER)
    mine = FadingMail.objects.filter(failed, pk=mail.pk, at=mail.at)
    return mail if mine.update(state=State.SENDING, **fields) else None


def _deliver(content: FadingContent) -> str:
    """Send the mail; return why it failed, in plain words, empty when it went out."""
    if not settings.EMAIL_URL:
        return _("This installation sends no mail: EMAIL_URL is not set.")
    address = address_of(content.user)
    if not address:
        return _("This member has no e-mail address.")
    with translation.override(django_code(language_of(content.user))):
        end = settings.SITE_URL + reverse("end_fading_mail", args=[end_token(content.user.pk)])
        mail = digest_mail(mail_parts(fading_message(content), end), address, end)
    try:
        mail.send()
    except AddressRefused as refused:
        return str(refused)
    except (SMTPException, OSError, ValueError):
        return _("The mail server could not be reached, or did not take the mail.")
    return ""


def address_of(user: User) -> str:
    """Return a member's address: members are named by it; empty where there is none."""
    for address in (user.email, user.username):
        try:
            validate_email(address)
        except ValidationError:
            continue
        return address
    return ""


def language_of(user: User) -> str:
    """Return the tag of the language in which a member reads the mail."""
    reader = FadingReader.objects.filter(user=user).first()
    return reader.language if reader and reader.language in LANGUAGES else SOURCE


def end_token(user: int) -> str:
    """Return the signed token that ends the mail to a member."""
    return signing.Signer(salt=PURPOSE, sep=".").sign(str(user))


def read_end_token(token: str) -> User | None:
    """Return the member that a token is of; None for one that was altered or never ours."""
    try:
        key = int(signing.Signer(salt=PURPOSE, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return User.objects.filter(pk=key).first()


def fading_message(content: FadingContent) -> Message:
    """Return what the mail says, in the language that is active."""
    lead: list[Line] = [(Run(_lead(content)),)]
    if not content.lines:
        lead.append((Run(_("None of them changed: nothing is sent."), True),))
    sections = []
    for state, title in (("silent", _("Silent")), ("fading", _("Used less than before"))):
        lines = tuple(_line(one) for one in content.lines if one.use.state == state)
        sections += [Section(title, lines)] if lines else []
    if content.changed > len(content.lines):
        more = _("%(n)s more are in the list.") % {"n": number(content.changed - len(content.lines))}
        sections.append(Section(_("And more"), ((Run(more),),)))
    link = settings.SITE_URL + reverse("fading") + f"?owner={content.user.pk}"
    title = _("Parting Words: customers who use it less, %(begin)s – %(end)s")
    days = {"begin": content.begin.isoformat(), "end": (content.end - timedelta(days=1)).isoformat()}
    note = _(
        "Fading: fewer than half as many active days in the last four weeks as in the twelve before, or than the part "
        "set for their class. Silent: none. Activity is known until %(end)s."
    )
    return Message(title % days, tuple(lead), tuple(sections), Run(_("Open the list"), link=link), (Run(note % days),))


def _lead(content: FadingContent) -> str:
    return _("Of %(owned)s customers that you look after, %(risk)s fade or are silent: %(amount)s a month.") % {
        "owned": number(content.owned),
        "risk": number(content.at_risk),
        "amount": money_words(content.amounts) or "–",
    }


def _line(one: FadingLine) -> Line:
    customer = one.line.customer
    said = _(": active days in the last 4 weeks: %(recent)s, in the 12 weeks before: %(before)s; since %(since)s.")
    said %= {"recent": one.use.recent, "before": one.use.before, "since": one.use.since.isoformat()}
    name = Run(str(customer), True, settings.SITE_URL + reverse("customer", args=[customer.pk]))
    if customer.mrr is not None:
        amount = _("%(amount)s a month") % {"amount": money_words({customer.currency: customer.mrr})}
        return (name, Run(f" ({amount})"), Run(said))
    return (name, Run(said))
