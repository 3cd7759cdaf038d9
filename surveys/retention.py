"""Keep the notice's promise: an answer is deleted when the time that the respondent was told has passed."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from surveys.erasures import erase
from surveys.models import Display, Erasure, Invitation, Response

BATCH = 200


def expiry(now: datetime) -> datetime:
    """Return the moment before which an answer's time has passed: RETENTION_MONTHS calendar months before ``now``."""
    return _months_later(now, -settings.RETENTION_MONTHS)


def kept_until(recorded_at: datetime) -> datetime:
    """Return the moment up to which an answer that was recorded then is kept."""
    return _months_later(recorded_at, settings.RETENTION_MONTHS)


def delete_expired(now: datetime | None = None) -> int:
    """Delete answers, with all that was derived from them, displays and spent invitations whose time has passed.

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
    while seen := list(Display.objects.filter(opened_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Display.objects.filter(pk__in=seen).delete()
    return deleted


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last_day = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))
