"""Who may hear that a cause is fixed, and of all the others why not: everybody who named it is in one of the counts."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from customers.contacting import compared, is_writable, silenced
from reports.cause_care import current_cares
from reports.codebooks import active_codebook
from reports.exits import Exits
from reports.models import CauseCare, Coding, UsedContact
from reports.reasons import Reasons, read_reasons
from reports.rollups.columns import SEPARATOR
from surveys.languages import LANGUAGES, SOURCE
from surveys.models import Answer, Question, Response
from surveys.retention import expiry

# Why somebody does not hear, in the order in which it is looked at.
WHY_NOT = ("no_consent", "written", "expired", "after", "unsure", "unwritable", "listed", "same")
AT_ONCE = 2000


@dataclass(frozen=True)
class Opted:
    """An answer with an address, or with one that was used. ``sure`` and ``unsure`` are the causes that it names."""

    response: int
    address: str
    contacted: bool
    recorded_at: datetime
    language: str
    customer: int | None
    ref: str
    sure: frozenset[str]
    unsure: frozenset[str]
    # The address as it is compared.
    mailbox: str


@dataclass(frozen=True)
class Hearer:
    """One person who may hear. ``responses`` are all answers with this address: to be written to uses up all of it."""

    response: int
    responses: tuple[int, ...]
    address: str
    language: str
    customer: int | None
    ref: str


@dataclass(frozen=True)
class Hearers:
    """Those who named a cause: who ``may`` hear, and how many do not, by why."""

    cause: str
    fixed_on: date
    named: int
    may: tuple[Hearer, ...] = ()
    why_not: Mapping[str, int] = field(default_factory=dict)

    @property
    def by_language(self) -> dict[str, int]:
        """How many may hear in each language."""
        return dict(Counter(hearer.language for hearer in self.may))


class Audience:
    """All who opted in, read once, for as many causes as are asked about."""

    def __init__(self, exits: Exits, now: datetime | None = None) -> None:
        self.exits, self.expired = exits, expiry(now or timezone.now())
        self.reasons = read_reasons()
        self.opted = _opted(self.reasons)
        self.used = _used({one.mailbox for one in self.opted if one.address})
        self.silent = silenced((one.address, one.customer) for one in self.opted if one.address)
        self.together: dict[str, list[int]] = defaultdict(list)
        for one in self.opted:
            if one.address:
                self.together[one.mailbox].append(one.response)

    def of(self, cause: str, fixed_on: date) -> Hearers:
        """Return who may hear that a cause was fixed on a day."""
        naming = [one for one in self.opted if cause in one.sure or cause in one.unsure]
        fixed_at = timezone.make_aware(datetime.combine(fixed_on, datetime.min.time()))
        why_not: Counter[str] = Counter()
        may: dict[str, Hearer] = {}
        for one in naming:
            why = self._why_not(one, cause, fixed_at)
            why = why or ("same" if one.mailbox in may else "")
            if why:
                why_not[why] += 1
            else:
                may[one.mailbox] = self._hearer(one)
        named = max(named_by(self.exits, cause, self.reasons), len(naming))
        why_not["no_consent"] += named - len(naming)
        ordered = {why: why_not[why] for why in WHY_NOT if why_not[why]}
        return Hearers(cause, fixed_on, named, tuple(may.values()), ordered)

    def _why_not(self, one: Opted, cause: str, fixed_at: datetime) -> str:
        """Return the first reason that holds; empty for who may hear."""
        if one.contacted or one.mailbox in self.used:
            return "written"
        if one.recorded_at < self.expired:
            return "expired"
        if one.recorded_at >= fixed_at:
            return "after"
        if cause not in one.sure:
            return "unsure"
        if not is_writable(one.address):
            return "unwritable"
        return "listed" if (one.address, one.customer) in self.silent else ""

    def _hearer(self, one: Opted) -> Hearer:
        language = one.language if one.language in LANGUAGES else SOURCE
        together = tuple(self.together[one.mailbox])
        return Hearer(one.response, together, one.address, language, one.customer, one.ref)


def fixed_causes() -> list[CauseCare]:
    """Return the causes that are marked fixed now, the latest fix first."""
    cares = current_cares(active_codebook().shown()).values()
    fixed = [care for care in cares if care.status == CauseCare.Status.FIXED and care.fixed_on]
    return sorted(fixed, key=lambda care: (care.fixed_on, care.pk), reverse=True)


def named_by(exits: Exits, cause: str, reasons: Reasons) -> int:
    """Return how many answers name a cause, in words or by a ticked reason that stands for it; from the rollups."""
    answers = exits.answers
    ticked = {key for key in reasons.keys if reasons.cause(key) == cause}
    naming = np.array([bool(ticked.intersection(keys.split(SEPARATOR))) for keys in answers.reasons.values] or [False])
    rows = naming[answers.reasons.codes] if len(answers) else np.zeros(0, bool)
    keys = np.array([key == cause for key in answers.cause_keys] or [False], bool)
    rows[answers.pairs[keys[answers.pairs[:, 1]], 0]] = True
    return int(answers.people[rows].sum())


def marks_of(address: str) -> list[str]:
    """Return the keyed marks of an address, the one that is stored now first.

    The same for every spelling; nobody gets back from one to the address. Keys that were in use before are tried too.
    """
    named = compared(address).encode()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(_mark_key(secret), named, "sha256").hex() for secret in secrets]


@lru_cache(maxsize=8)
def _mark_key(secret: str) -> bytes:
    return salted_hmac("reports.messages.used", "key", secret=secret, algorithm="sha256").digest()


def _opted(reasons: Reasons) -> list[Opted]:
    responses = Response.objects.exclude(contact_address="", contacted_at=None)
    fields = ("pk", "contact_address", "contacted_at", "recorded_at", "language", "customer", "customer__ref")
    rows = list(responses.order_by("recorded_at", "pk").values_list(*fields))
    sure, unsure = _causes_of(reasons)
    return [
        Opted(
            *(pk, address, at is not None, recorded, language, customer, ref or ""),
            *(frozenset(sure.get(pk, ())), frozenset(unsure.get(pk, ())), compared(address)),
        )
        for pk, address, at, recorded, language, customer, ref in rows
    ]


def _causes_of(reasons: Reasons) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Return the causes that each answer with an address surely names, and those that a person should read first."""
    sure: dict[int, set[str]] = defaultdict(set)
    unsure: dict[int, set[str]] = defaultdict(set)
    codings = Coding.objects.exclude(response__contact_address="", response__contacted_at=None).order_by()
    for pk, cause, doubtful, method in codings.values_list("response", "cause", "response__coded__unsure", "method"):
        (unsure if doubtful and method != Coding.Method.PERSON else sure)[pk].add(cause)
    ticked = Answer.objects.exclude(response__contact_address="", response__contacted_at=None).order_by()
    ticked = ticked.filter(question__kind__in=(Question.Kind.SEVERAL, Question.Kind.SINGLE))
    for pk, survey, choices in ticked.values_list("response", "question__survey__key", "choices"):
        for choice in choices:
            if named := reasons.causes.get((survey, choice)):
                sure[pk].add(named)
    return sure, unsure


def _used(mailboxes: Iterable[str]) -> set[str]:
    """Return the mailboxes that were written to before, by whatever answer."""
    if not UsedContact.objects.exists():
        return set()
    marks = {mark: mailbox for mailbox in mailboxes for mark in marks_of(mailbox)}
    named, found = list(marks), set()
    for begin in range(0, len(named), AT_ONCE):
        used = UsedContact.objects.filter(mark__in=named[begin : begin + AT_ONCE])
        found |= {marks[mark] for mark in used.values_list("mark", flat=True)}
    return found
