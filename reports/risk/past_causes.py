"""What people like them gave as causes: shares of main causes among those of a segment who left before a day.

A segment is a plan and a band of tenure. Only answers that were there before the day count: an answer counts from the
day it came in, an imported one from the day its customer left. Small segments are drawn towards all who left.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.utils.timezone import localdate
from numpy.typing import NDArray

from reports.models import Coding
from reports.rollups.spans import Spans
from surveys.models import Channel

TOP_CAUSES = 5
BAND_DAYS = (183, 731)
# A segment's shares count as much as this many answers of all.
DRAWN = 10.0


@dataclass(frozen=True)
class PastCauses:
    """Answers in the order of the days from which they count, with the segment and main cause of each.

    ``segments`` gives each row of spans its plan's place; ``causes`` are the most frequent ones.
    """

    days: NDArray[np.int64]
    segment: NDArray[np.int64]
    cause: NDArray[np.int64]
    causes: tuple[str, ...]
    plans: int

    def shares(self, segment: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return each cause's share (n × causes) in the segments of rows before their days; NaN without answers."""
        found = np.full((len(days), len(self.causes)), np.nan)
        for day in np.unique(days):
            counts = self._counts(int(day))
            if not counts.any():
                continue
            of_all = counts.sum(axis=0) / counts.sum()
            drawn = (counts + DRAWN * of_all) / (counts.sum(axis=1, keepdims=True) + DRAWN)
            rows = days == day
            found[rows] = drawn[segment[rows], :-1]
        return found

    def most_named(self, segment: NDArray[np.int64], day: int, least: int) -> list[str]:
        """Return the cause that most named in the segment of each row before a day; empty under ``least`` people."""
        counts = self._counts(day)[:, :-1]
        if not counts.size:
            return [""] * len(segment)
        top = counts.argmax(axis=1)
        named = [self.causes[at] if row[at] >= least else "" for row, at in zip(counts, top, strict=True)]
        return [named[at] for at in segment.tolist()]

    def _counts(self, day: int) -> NDArray[np.float64]:
        """Return how many named each cause before a day, by segment; the last column is of all other causes."""
        upto = int(np.searchsorted(self.days, day, side="left"))
        size, width = self.plans * (len(BAND_DAYS) + 1), len(self.causes) + 1
        cells = np.bincount(self.segment[:upto] * width + self.cause[:upto], minlength=size * width)
        return cells.reshape(size, width).astype(np.float64)


def segments_of(spans: Spans, rows: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the segment of each row on its day: the plan and the band of tenure."""
    bands = np.searchsorted(BAND_DAYS, days - spans.chain[rows], side="right")
    return spans.plan.codes[rows].astype(np.int64) * (len(BAND_DAYS) + 1) + bands


def read_past_causes(spans: Spans) -> PastCauses:
    """Return the main causes that customers who left were found to have given."""
    fields = ("response__customer_id", "cause", "response__left_on", "response__recorded_at", "response__channel")
    told = Coding.objects.filter(main=True, response__customer__isnull=False).exclude(cause="unclear")
    found = list(told.order_by("response_id").values_list(*fields))
    top = [cause for cause, _n in Counter(cause for _key, cause, *_days in found).most_common(TOP_CAUSES)]
    place = {cause: at for at, cause in enumerate(top)}
    customers = np.array([key for key, *_rest in found], np.int64)
    left = np.array([day.toordinal() for _key, _cause, day, *_rest in found], np.int64)
    came = [
        day.toordinal() if channel == Channel.IMPORT else max(day, localdate(recorded)).toordinal()
        for _key, _cause, day, recorded, channel in found
    ]
    rows = _last_rows(spans, customers, left)
    kept = np.flatnonzero(rows >= 0)
    kept = kept[np.argsort(np.array(came, np.int64)[kept], kind="stable")]
    return PastCauses(
        np.array(came, np.int64)[kept],
        segments_of(spans, rows[kept], left[kept]),
        np.array([place.get(cause, len(top)) for _key, cause, *_rest in found], np.int64)[kept],
        tuple(top),
        len(spans.plan.values),
    )


def _last_rows(spans: Spans, customers: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of each customer's last span that began before a day; -1 where there is none."""
    shift = np.int64(1 << 22)
    at = np.searchsorted(spans.customer * shift + spans.started, customers * shift + days, side="left") - 1
    if not len(spans):
        return np.full(len(customers), -1, np.int64)
    right = (at >= 0) & (spans.customer[np.maximum(at, 0)] == customers)
    return np.where(right, at, -1)
