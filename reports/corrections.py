"""Correct the machine: what a person says of a cause is kept with who and when, and can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reports.codebooks import active_codebook
from reports.coding import BATCH, DUPLICATES_AT_ONCE, code_responses, recode, with_words
from reports.models import CodedResponse, Correction
from surveys.models import Response


class CorrectionRefused(ValueError):
    """A correction that names no cause of the codebook or no known verdict."""


def correct(response: Response, cause: str, verdict: str, user: User) -> Correction:
    """Record that ``cause`` is present, absent or main in a response, and recode it at once.

    Raises CorrectionRefused for an unknown cause or verdict.
    """
    _check(cause, verdict)
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


def correct_many(keys: Sequence[int], cause: str, verdict: str, user: User) -> list[Correction]:
    """Record the same of many responses, by their keys, and recode them at once; return what was recorded, in order.

    Raises CorrectionRefused for an unknown cause or verdict.
    """
    _check(cause, verdict)
    said = [Correction(response_id=key, cause=cause, verdict=verdict, corrected_by=user) for key in keys]
    with transaction.atomic():
        made = Correction.objects.bulk_create(said)
        _recode_many(keys)
    return made


def undo_many(corrections: Sequence[Correction]) -> None:
    """Take many corrections back at once; those that were taken back already stay as they are."""
    standing = [correction for correction in corrections if correction.undone_at is None]
    with transaction.atomic():
        keys = [correction.pk for correction in standing]
        Correction.objects.filter(pk__in=keys).update(undone_at=timezone.now())
        _recode_many(sorted({correction.response_id for correction in standing}))


def _check(cause: str, verdict: str) -> None:
    if cause not in active_codebook().given() or verdict not in Correction.Verdict.values:
        raise CorrectionRefused(cause, verdict)


def _recode_many(keys: Sequence[int]) -> None:
    """Code responses anew, and those that say the same, of which some are left to the coder when they are many."""
    using = active_codebook()

    def code(some: Sequence[int]) -> None:
        for at in range(0, len(some), BATCH):
            code_responses(list(with_words(Response.objects.filter(pk__in=some[at : at + BATCH]))), using)

    code(keys)
    coded = CodedResponse.objects.filter(response__in=keys).exclude(fingerprint="")
    same = CodedResponse.objects.filter(fingerprint__in=coded.values("fingerprint")).exclude(response__in=keys)
    at_once = list(same.order_by("-pk").values_list("pk", flat=True)[:DUPLICATES_AT_ONCE])
    left = list(same.exclude(pk__in=at_once).values_list("pk", flat=True))
    CodedResponse.objects.filter(pk__in=left).update(codebook="")
    code(at_once)
