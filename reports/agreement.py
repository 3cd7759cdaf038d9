"""How often the engine says what readers say, from the read sample, weighted by the chance of being drawn.

Corrections made in passing are no fair sample, for people open what looks wrong; they stand apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Count, F, Max
from django.utils import timezone
from numpy.typing import NDArray

from reports.filters import Filters
from reports.models import Correction, ReadSample, SampledAnswer
from reports.statistics import wilson_bounds, wilson_share

KEPT_DAYS = 365
ALL = "*"


@dataclass(frozen=True)
class Read:
    """An answer that was drawn and read. ``chance`` is that of being drawn and read, above 0 and at most 1.

    ``found``, ``unsure`` and ``score`` (the sum of its causes' scores) are the engine's, when it was drawn.
    """

    response: int
    found: frozenset[str]
    said: frozenset[str]
    chance: float
    way: str
    language: str
    read_on: date
    left_on: date
    survey: str
    segment: dict[str, str]
    shown: bool
    unsure: bool
    score: float

    def within(self, filters: Filters) -> bool:
        """Say whether the answer is among those that the filters ask for."""
        if (filters.begin and self.left_on < filters.begin) or (filters.end and self.left_on >= filters.end):
            return False
        if filters.survey and self.survey != filters.survey:
            return False
        return all(self.segment.get(name, "") == value for name, value in filters.where)

    @property
    def same(self) -> bool:
        """Say whether the engine and the reader gave exactly the same causes."""
        return self.found == self.said


@dataclass(frozen=True)
class Rate:
    """A share of answers read with its interval; ``count`` and ``base`` are answers, ``share`` is weighted.

    All but ``base`` are None where fewer answers than the floor are in it.
    """

    base: int
    count: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class CauseAgreement:
    """One cause in answers of one language (``*``: all): right (precision) and found (recall)."""

    cause: str
    language: str
    right: Rate
    found: Rate


@dataclass(frozen=True)
class Corrected:
    """What corrections made in passing say of a cause in one language: right, wrong, and missed by the engine."""

    cause: str
    language: str
    right: Rate
    missed: int


def read_answers() -> list[Read]:
    """Return what was drawn and read in the last twelve months: at most thirty answers a week."""
    drawn: dict[int, Counter[bool]] = defaultdict(Counter)
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    samples = ReadSample.objects.filter(answers__read_at__gte=since)
    answers = SampledAnswer.objects.filter(sample__in=samples.values("pk"))
    rows = list(answers.select_related("response__survey").defer("corrections"))
    for one in rows:
        drawn[one.sample_id][one.read_at is not None] += 1
    return [
        _read(one, one.read_at, drawn[one.sample_id][True] / drawn[one.sample_id].total())
        for one in rows
        if one.read_at and one.read_at >= since
    ]


def _read(one: SampledAnswer, read_at: datetime, part: float) -> Read:
    """Return a reading; ``part`` is how much of its sample was read: of those drawn, these are a random part."""
    response = one.response
    return Read(
        response=response.pk,
        found=frozenset(one.found),
        said=frozenset(one.said),
        chance=one.chance * part,
        way=one.way,
        language=one.language,
        read_on=timezone.localdate(read_at),
        left_on=response.left_on,
        survey=response.survey.key,
        segment={name: str(value) for name, value in response.segment.items()},
        shown=one.shown,
        unsure=one.unsure,
        score=sum(one.scores),
    )


def agreement(reads: Sequence[Read], causes: Sequence[str]) -> list[CauseAgreement]:
    """Return a line for every cause that the engine or a reader gave, for all languages and for each."""
    lines = []
    for language in (ALL, *sorted({read.language for read in reads})):
        own = [read for read in reads if language in (ALL, read.language)]
        weights = np.array([1 / read.chance for read in own])
        for cause in causes:
            found = np.array([cause in read.found for read in own], bool)
            said = np.array([cause in read.said for read in own], bool)
            if (found | said).any():
                both = found & said
                lines.append(CauseAgreement(cause, language, _rate(both, found, weights), _rate(both, said, weights)))
    return lines


def same_by_language(reads: Sequence[Read]) -> list[tuple[str, Rate]]:
    """Return how often exactly the same was said, in all and by language."""
    lines = []
    for language in (ALL, *sorted({read.language for read in reads})):
        own = [read for read in reads if language in (ALL, read.language)]
        same = np.array([read.same for read in own], bool)
        lines.append((language, _rate(same, np.ones(len(own), bool), np.array([1 / read.chance for read in own]))))
    return lines


def corrections_in_passing(causes: Sequence[str]) -> list[Corrected]:
    """Return what the latest word on each cause of each answer says, less what the read sample said."""
    said = Correction.objects.filter(undone_at=None, found__isnull=False, response__sampled__read_at=None)
    latest = said.values("response", "cause").order_by().annotate(latest=Max("pk")).values("latest")
    counts = (
        Correction.objects.filter(pk__in=latest)
        .order_by()
        .values_list("cause", F("response__coded__language"), "verdict", "found")
        .annotate(number=Count("pk"))
    )
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for cause, language, verdict, found, number in counts:
        kind = "wrong" if verdict == Correction.Verdict.ABSENT else "right" if found else "missed"
        if kind != "wrong" or found:
            for one in (ALL, language or ""):
                groups[cause, one][kind] += number
    place = {cause: number for number, cause in enumerate(causes)}
    lines = []
    for cause, language in sorted(groups, key=lambda key: (key[1] != ALL, key[1], place.get(key[0], len(place)))):
        group = groups[cause, language]
        base = group["right"] + group["wrong"]
        lines.append(Corrected(cause, language, _plain_rate(group["right"], base), group["missed"]))
    return lines


def _rate(counted: NDArray[np.bool_], among: NDArray[np.bool_], weights: NDArray[np.float64]) -> Rate:
    """Return the weighted share of ``counted`` among some; the interval is for as many as they are worth (Kish)."""
    base = int(among.sum())
    if base < settings.SMALLEST_GROUP:
        return Rate(base)
    own = weights[among]
    share = float((own * counted[among]).sum() / own.sum())
    worth = float(own.sum() ** 2 / (own**2).sum())
    bounds = wilson_bounds(share, worth)
    return Rate(base, int((counted & among).sum()), share, float(bounds.low), float(bounds.high))


def _plain_rate(count: int, base: int) -> Rate:
    share = wilson_share(count, base)
    if share is None or base < settings.SMALLEST_GROUP:
        return Rate(base)
    return Rate(base, count, share.share, share.low, share.high)
