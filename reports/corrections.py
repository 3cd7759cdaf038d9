"""Correct the machine: what a person says of a cause is kept with who and when, and can be undone."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reports.codebooks import active_codebook
from reports.coding import recode
from reports.models import Correction
from surveys.models import Response


class CorrectionRefused(ValueError):
    """A correction that names no cause of the codebook or no known verdict."""


def correct(response: Response, cause: str, verdict: str, user: User) -> Correction:
    """Record that ``cause`` is present, absent or main in a response, and recode it at once.

    Raises CorrectionRefused for an unknown cause or verdict.
    """
    if cause not in active_codebook().given() or verdict not in Correction.Verdict.values:
        raise CorrectionRefused(cause, verdict)
    with transaction.atomic():
        correction = Correction.objects.create(response=response, cause=cause, verdict=verdict, corrected_by=user)
        recode(response)
    return correction


def undo(correction: Correction) -> None:
    """Take a correction back; the row stays, stamped. Undoing twice changes nothing."""
    if correction.undone_at is None:
        with transaction.atomic():
            correction.undone_at = timezone.now()
            correction.save(update_fields=["undone_at"])
            recode(correction.response)
