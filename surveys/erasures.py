"""Delete answers for good, and keep nothing but how many: for receipts, for retention, for the team's own notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from surveys.models import Erasure, Response


def erase(keys: Sequence[int], wish: str) -> int:
    """Delete responses by their keys, with all that was derived from them, and count them as ``wish`` (Erasure.Wish).

    Returns how many were there. Copies of the words that others took over go as well: whoever takes over listens to
    Django's ``pre_delete`` of Answer, as ``reports.erasure`` does.
    """
    with transaction.atomic():
        there = Response.objects.select_for_update().filter(pk__in=keys)
        counts = Counter(there.values_list("survey_id", flat=True))
        Response.objects.filter(pk__in=keys).delete()
        for survey, number in counts.items():
            count_erased(survey, wish, number)
    return counts.total()


def count_erased(survey_id: int, wish: str, number: int = 1) -> None:
    """Add to the day's count of a survey; two workers at once both count."""
    day, _made = Erasure.objects.get_or_create(survey_id=survey_id, day=timezone.localdate(), wish=wish)
    Erasure.objects.filter(pk=day.pk).update(count=F("count") + number)


def erased_so_far() -> int:
    """Return how many answers were deleted ever: it changes with every deletion."""
    return Erasure.objects.aggregate(all=Sum("count"))["all"] or 0


def overwrite_log(patience_seconds: float = 1) -> bool:
    """Empty SQLite's write-ahead log, in which deleted words still stand; say whether that could be done now.

    The database file itself is overwritten with the deletion (``secure_delete`` in config/settings.py). Writers wait
    while readers finish, at most ``patience_seconds``; then it is for the next time. PostgreSQL has vacuum for this.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(patience_seconds * 1000)}")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {settings.SQLITE_BUSY_SECONDS * 1000}")
    return not busy
