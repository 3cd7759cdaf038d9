"""Displays: that a form page was seen, and what came of it, so that response rates are true.

A page is counted when it is opened and moves on once: to *skipped*, or to *answered*, which nothing takes back. It
holds nothing of the answer. One person may open the same invitation several times; ``display_counts`` counts each
invitation once, by the furthest that came of it. An open link does not know who opens it: there each page counts.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import cast

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.sql import Query, UpdateQuery
from django.utils import timezone

from surveys.links import Link
from surveys.models import Display
from surveys.statements import Statement, insert
from surveys.tokens import FormPage

logger = logging.getLogger("parting_words.displays")

Outcome = Display.Outcome
FURTHEST = Case(
    When(outcome=Outcome.ANSWERED, then=2),
    When(outcome=Outcome.SKIPPED, then=1),
    default=0,
    output_field=IntegerField(),
)


def _to_answered(pk: uuid.UUID) -> Query:
    seen = Display.objects.filter(pk=pk).exclude(outcome=Outcome.ANSWERED)
    query = cast(UpdateQuery, seen.query.chain(UpdateQuery))
    query.add_update_values({"outcome": Outcome.ANSWERED})
    return query


TO_ANSWERED = Statement(Display._meta.pk, _to_answered, (uuid.UUID(int=1), uuid.UUID(int=2)))


class AnswerErased(ValueError):
    """The page's answer arrived before, and was deleted since."""


@dataclass(frozen=True)
class DisplayCount:
    """How many displays in one language, by one channel, had one outcome."""

    language: str
    channel: str
    outcome: str
    count: int


def record_opened(link: Link, page: FormPage) -> None:
    """Count a page that is being shown. When that fails it is shown all the same."""
    try:
        with connection.cursor() as cursor:
            insert(cursor, Display, [_row(link, page, Outcome.OPENED)])
    except DatabaseError:
        logger.warning("a display was not counted")


def record_skipped(link: Link, page: FormPage) -> None:
    """Count a page that was seen and not answered; one whose answer has arrived stays answered."""
    seen = Display.objects.filter(pk=page.submission_id)
    if not seen.filter(outcome=Outcome.OPENED).update(outcome=Outcome.SKIPPED) and not seen.exists():
        _insert(_row(link, page, Outcome.SKIPPED))


def record_answered(link: Link, page: FormPage, cursor: CursorWrapper) -> None:
    """Count a page whose answer is stored in the same transaction, by its cursor.

    Raises AnswerErased when it had been answered before: then that answer was deleted, and must not come back.
    """
    if TO_ANSWERED.changed(cursor, uuid.UUID(page.submission_id)):
        return
    if not _insert(_row(link, page, Outcome.ANSWERED)):
        raise AnswerErased


def furthest(displays: QuerySet[Display]) -> QuerySet[Display]:
    """Return displays with only one for each invitation: the one that came furthest, of several the first."""
    ranked = displays.annotate(rank=FURTHEST)
    others = Display.objects.filter(invitation=OuterRef("invitation")).annotate(rank=FURTHEST)
    further = Q(rank__gt=OuterRef("rank"))
    before = Q(rank=OuterRef("rank")) & (
        Q(opened_at__lt=OuterRef("opened_at")) | Q(opened_at=OuterRef("opened_at"), pk__lt=OuterRef("pk"))
    )
    return ranked.exclude(Exists(others.filter(further | before)))


def display_counts(displays: QuerySet[Display] | None = None) -> list[DisplayCount]:
    """Return how many pages were opened, skipped and answered, by language and channel; each is in one count."""
    found = furthest(Display.objects.all() if displays is None else displays)
    rows = found.order_by().values_list("language", "channel", "outcome").annotate(count=Count("pk"))
    return [DisplayCount(*row) for row in sorted(rows)]


def _row(link: Link, page: FormPage, outcome: Outcome) -> dict[str, object]:
    return {
        "id": uuid.UUID(page.submission_id),
        "survey_id": link.survey.pk,
        "invitation_id": link.invitation.pk if link.invitation else None,
        "language": page.language,
        "channel": page.channel,
        "outcome": outcome.value,
        "opened_at": timezone.now(),
    }


def _insert(row: dict[str, object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            insert(cursor, Display, [row])
    except IntegrityError:
        return False
    return True
