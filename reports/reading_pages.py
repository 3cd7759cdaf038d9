"""The page on which the sample is read: one answer's words and nothing that would lead the reader."""

from __future__ import annotations

from django.utils import timezone

from reports.codebooks import active_codebook
from reports.coding import with_words
from reports.models import SampledAnswer
from reports.read_samples import next_to_read, progress, week_of
from surveys.models import Response


def reading_page(last: str) -> dict[str, object]:
    """Return the next answer with its words, how far the sample is, and the reading before, which can be undone.

    ``last`` is the key of the reading before, as the address has it.
    """
    sampled = next_to_read()
    words = ""
    if sampled:
        words = with_words(Response.objects.filter(pk=sampled.response_id)).get().verbatim()
    return {
        "sampled": sampled,
        "words": words,
        "progress": progress(),
        "causes": active_codebook().given(),
        "last": _reading(last),
    }


def _reading(key: str) -> dict[str, object] | None:
    """Return a reading of this week: what both found, and what only one of them did."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    week = week_of(timezone.localdate())
    read = SampledAnswer.objects.filter(pk=int(key), sample__week=week).exclude(read_at=None).first()
    if read is None:
        return None
    found, said = set(read.found), set(read.said)
    return {
        "pk": read.pk,
        "response": read.response_id,
        "both": [cause for cause in read.said if cause in found],
        "only_reader": [cause for cause in read.said if cause not in found],
        "only_engine": [cause for cause in read.found if cause not in said],
    }
