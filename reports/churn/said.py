"""What those who left said: each loss of a period with the one answer that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import FilteredRelation, Q
from numpy.typing import NDArray

from reports.churn.flows import Rows
from reports.exits import CODED, Exits
from reports.rollups.spans import Spans
from surveys.models import Response

# An answer belongs to a loss when the day they say they left is at most so many days from the end of the span.
DAYS_APART = 92
SILENT, NO_WORDS, PENDING = "~silent", "~no words", "~pending"
UNSAID = (SILENT, NO_WORDS, PENDING)
# Days are below this: a customer and a day as one number, in the order of both.
_DAYS = 1 << 21


@dataclass(frozen=True)
class Answers:
    """Answers of known customers in the order of customer and day; ``said`` is a place in ``values``."""

    key: NDArray[np.int64]
    said: NDArray[np.int32]
    values: tuple[str, ...]


def answers_between(exits: Exits, begin: date, until: date, causes: Sequence[str]) -> Answers:
    """Return the answers that may belong to losses of ``[begin, until)``, read once while nothing changes."""
    return exits.kept(("said", begin, until, tuple(causes)), lambda: _read(exits, begin, until, causes))


def _read(exits: Exits, begin: date, until: date, causes: Sequence[str]) -> Answers:
    values = (*UNSAID, *causes)
    place = {value: number for number, value in enumerate(values)}
    apart = timedelta(days=DAYS_APART)
    rows = (
        Response.objects.filter(customer__isnull=False, left_on__gte=begin - apart, left_on__lt=until + apart)
        .annotate(found=FilteredRelation("codings", condition=Q(codings__main=True)))
        .order_by()
        .values_list("customer_id", "left_on", "coded__status", "coded__codebook", "found__cause")
    )
    keys, said = [], []
    for customer, left_on, status, codebook, cause in rows:
        keys.append(customer * _DAYS + left_on.toordinal())
        read = PENDING if codebook != exits.codebook else cause if status in CODED and cause in place else NO_WORDS
        said.append(place[read])
    key = np.array(keys, np.int64)
    order = np.argsort(key, kind="stable")
    return Answers(key[order], np.array(said, np.int32)[order], values)


def said_of(spans: Spans, lost: Rows, answers: Answers) -> NDArray[np.int32]:
    """Return for each loss the place in ``answers.values`` of what was said, SILENT's where nothing was.

    Of several answers near the end the latest counts.
    """
    end = spans.customer[lost] * _DAYS + spans.ended[lost]
    first = np.searchsorted(answers.key, end - DAYS_APART)
    after = np.searchsorted(answers.key, end + DAYS_APART, side="right")
    found = after > first
    said = np.full(len(lost), answers.values.index(SILENT), np.int32)
    said[found] = answers.said[after[found] - 1]
    return said
