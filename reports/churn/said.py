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
    """Answers of known customers in the order of customer and day; ``said`` is a place in ``values``.

    ``response`` is the key of the answer itself.
    """

    key: NDArray[np.int64]
    response: NDArray[np.int64]
    said: NDArray[np.int32]
    values: tuple[str, ...]

    @property
    def left_on(self) -> NDArray[np.int64]:
        """The day (ordinal) on which they say they left."""
        return self.key % _DAYS


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
        .values_list("pk", "customer_id", "left_on", "coded__status", "coded__codebook", "found__cause")
    )
    keys, responses, said = [], [], []
    for response, customer, left_on, status, codebook, cause in rows:
        keys.append(customer * _DAYS + left_on.toordinal())
        responses.append(response)
        read = PENDING if codebook != exits.codebook else cause if status in CODED and cause in place else NO_WORDS
        said.append(place[read])
    key = np.array(keys, np.int64)
    order = np.argsort(key, kind="stable")
    return Answers(key[order], np.array(responses, np.int64)[order], np.array(said, np.int32)[order], values)


def answers_to(spans: Spans, lost: Rows, answers: Answers) -> NDArray[np.int64]:
    """Return for each loss the place of the answer that belongs to it, −1 where none does.

    Of several answers near the end the latest counts.
    """
    end = spans.customer[lost] * _DAYS + spans.ended[lost]
    first = np.searchsorted(answers.key, end - DAYS_APART)
    after = np.searchsorted(answers.key, end + DAYS_APART, side="right")
    return np.where(after > first, after - 1, -1)


def said_of(spans: Spans, lost: Rows, answers: Answers) -> NDArray[np.int32]:
    """Return for each loss the place in ``answers.values`` of what was said, SILENT's where nothing was."""
    return np.append(answers.said, np.int32(answers.values.index(SILENT)))[answers_to(spans, lost, answers)]
