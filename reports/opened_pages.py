"""Pages of the open link: how many were opened in a period, and what came of them. They have no segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from reports.filters import Filters
from surveys.models import Display

# So many of the latest pages of the period are counted, so that no page waits for millions.
MOST = 10_000


@dataclass(frozen=True)
class OpenedPages:
    """Pages of the open link by what came of them; ``latest`` says that only the latest of the period were counted."""

    opened: int
    skipped: int
    answered: int
    latest: bool


def opened_pages(filters: Filters) -> OpenedPages:
    """Return the pages that were opened within the period, by an index of their time and bounded."""
    pages = Display.objects.order_by("-opened_at")
    if filters.begin:
        pages = pages.filter(opened_at__gte=_midnight(filters.begin))
    if filters.end:
        pages = pages.filter(opened_at__lt=_midnight(filters.end))
    if filters.survey:
        pages = pages.filter(survey__key=filters.survey)
    by_link = Q(invitation=None)
    found = pages[:MOST].aggregate(
        pages=Count("pk"),
        opened=Count("pk", filter=by_link),
        skipped=Count("pk", filter=by_link & Q(outcome=Display.Outcome.SKIPPED)),
        answered=Count("pk", filter=by_link & Q(outcome=Display.Outcome.ANSWERED)),
    )
    return OpenedPages(found["opened"], found["skipped"], found["answered"], found["pages"] == MOST)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
