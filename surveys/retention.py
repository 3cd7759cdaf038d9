"""Keep the notice's promise: an answer is deleted when the time that the respondent was told has passed."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from surveys.erasures import erase
from surveys.models import Erasure, Invitation, Response

BATCH = 200


def expiry(now: datetime) -> datetime:
    """Return the moment before which an answer's time has passed: RETENTION_MONTHS calendar months before ``now``."""
    months = now.year * 12 + now.month - 1 - settings.RETENTION_MONTHS
    year, month = divmod(months, 12)
    last_day = monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last_day))


def delete_expired(now: datetime | None = None) -> int:
    """Delete answers, with all that was derived from them, and spent invitations whose time has passed.

    Returns the number of responses deleted. Works in short transactions, so that respondents do not wait.
    """
    before = expiry(now or timezone.now())
    deleted = 0
    while keys := list(Response.objects.filter(recorded_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        deleted += erase(keys, Erasure.Wish.RETENTION)
    old = Invitation.objects.filter(response=None, created_at__lt=before, expires_at__lt=before)
    while names := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Invitation.objects.filter(pk__in=names).delete()
    return deleted
