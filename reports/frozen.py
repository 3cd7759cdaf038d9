"""Frozen reports: a page as it was at one moment, under a link that expires and can be revoked.

A frozen report shows figures that were suppressed when it was made, and leads to nobody: its parts are cleaned of
links, scripts and forms. Quotes are kept apart from it, so that they go when the answer that they are from is deleted.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from reports.definitions import DEFINITIONS
from reports.labels import reader_language
from reports.models import FrozenQuote, FrozenReport
from reports.outgoing.cleaning import cleaned_html
from surveys.languages import SOURCE, django_code

PURPOSE = "reports.frozen"
LONGEST_LIFE = timedelta(days=731)
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Cover:
    """What stands on the cover: the period, what the figures are narrowed to, and the people they are of."""

    period: str
    filters: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrozenPart:
    """A part of the page: a heading, and HTML that a template of ours has made."""

    heading: str
    html: str


@dataclass(frozen=True)
class Quoted:
    """A quote that somebody chose, names removed, and the answer that it is from."""

    response: int
    words: str
    language: str = ""


@dataclass(frozen=True)
class Frozen:
    """What is frozen. ``figures`` are plain values, already suppressed; ``definitions`` keys of their definitions."""

    title: str
    cover: Cover
    parts: tuple[FrozenPart, ...]
    figures: Any
    definitions: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()


@dataclass(frozen=True)
class FrozenPage:
    """A frozen report as it is shown."""

    report: FrozenReport
    cover: Cover
    parts: list[tuple[str, SafeString]]
    definitions: list[tuple[str, str]]
    quotes: list[FrozenQuote]

    @property
    def language(self) -> str:
        """Return the code of the language that the report was frozen in."""
        return django_code(self.report.language)


@transaction.atomic
def freeze(frozen: Frozen, expires_at: datetime, by: User) -> FrozenReport:
    """Store a report as it is now, in the active language, and return it; ``frozen_address`` is its link.

    Raises ValueError when it would expire in the past, or after more than two years.
    """
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise ValueError("a frozen report expires in the future, within two years")
    content = {
        "cover": asdict(frozen.cover),
        "parts": [[part.heading, cleaned_html(part.html)] for part in frozen.parts],
        "definitions": _defined(frozen.definitions),
    }
    report = FrozenReport.objects.create(
        title=frozen.title[:LONGEST_TITLE],
        language=reader_language() if get_language() else SOURCE,
        content=content,
        figures=frozen.figures,
        made_by=by,
        made_at=now,
        expires_at=expires_at,
    )
    FrozenQuote.objects.bulk_create(_quotes(report, frozen.quotes))
    return report


def frozen_address(report: FrozenReport) -> str:
    """Return the link of a frozen report; whoever has it can read the report."""
    return settings.SITE_URL + reverse("frozen_report", args=[frozen_token(report)])


def frozen_token(report: FrozenReport) -> str:
    """Return the signed name of a report."""
    return signing.Signer(salt=PURPOSE, sep=".").sign(base64.urlsafe_b64encode(report.pk.bytes).rstrip(b"=").decode())


def report_of(token: str) -> FrozenReport | None:
    """Return the report of a token, open or not; None for one that was altered, cut short or never ours."""
    try:
        name = signing.Signer(salt=PURPOSE, sep=".").unsign(token)
        number = uuid.UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    except (signing.BadSignature, ValueError):
        return None
    return FrozenReport.objects.filter(pk=number).first()


def frozen_page(report: FrozenReport) -> FrozenPage:
    """Return what the page of a report shows."""
    content = report.content
    said = content["cover"]
    cover = Cover(said["period"], tuple(said["filters"]), tuple(said["bases"]))
    # Cleaned when it was frozen, from templates that escape what people wrote.
    parts = [(heading, mark_safe(html)) for heading, html in content["parts"]]  # noqa: S308
    definitions = [(name, text) for name, text in content["definitions"]]
    return FrozenPage(report, cover, parts, definitions, list(report.quotes.all()))


def revoke(report: FrozenReport) -> None:
    """Let the link open no more."""
    FrozenReport.objects.filter(pk=report.pk, revoked_at=None).update(revoked_at=timezone.now())


def unrevoke(report: FrozenReport) -> None:
    """Let a revoked link open again until it expires."""
    FrozenReport.objects.filter(pk=report.pk).update(revoked_at=None)


def frozen_list() -> QuerySet[FrozenReport]:
    """Return all frozen reports, the newest first, without what they hold."""
    return FrozenReport.objects.select_related("made_by").defer("content", "figures")


def _defined(keys: Sequence[str]) -> list[list[str]]:
    return [[str(one.name), str(one.text)] for one in DEFINITIONS if one.key in keys]


def _quotes(report: FrozenReport, quotes: Iterable[Quoted]) -> list[FrozenQuote]:
    return [
        FrozenQuote(report=report, response_id=quote.response, words=quote.words, language=quote.language)
        for quote in quotes
    ]
