"""Quality of the coding: what the engine gets right, what its errors do to the shares, and whether it is drifting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.conf import settings

from reports.agreement import (
    ALL,
    CauseAgreement,
    Corrected,
    Rate,
    Read,
    agreement,
    corrections_in_passing,
    read_answers,
    same_by_language,
)
from reports.codebooks import UNCLEAR
from reports.drift import Drift, drift
from reports.exits import Exits
from reports.filters import Filters
from reports.linked_pairs import people_with_causes
from reports.read_samples import Progress, progress
from reports.statistics import CorrectedShare, ReadSample, corrected_share, weighted_read_sample
from reports.tallies import hidden_of

# As reports.statistics.corrected has it: with fewer read with the cause, or without it, nothing can be said.
LEAST_READ = 10
# Nobody reads more than this for one cause; the page then says so in other words.
MOST_TO_READ = 2_000


@dataclass(frozen=True)
class TrueShare:
    """A cause's share as the engine found it and corrected for its errors; all None when ``suppressed``.

    ``read_more`` is about how many more answers drawn at random must be read before it can be told, 0 where it can.
    """

    cause: str
    count: int | None = None
    base: int | None = None
    corrected: CorrectedShare | None = None
    read_more: int = 0
    suppressed: bool = False


@dataclass(frozen=True)
class Quality:
    """The page. ``reads`` is how many drawn answers were read in a year, ``saw`` how many of them after a look."""

    filters: Filters
    progress: Progress
    reads: int
    saw: int
    same: tuple[tuple[str, Rate], ...]
    lines: tuple[CauseAgreement, ...]
    passing: tuple[Corrected, ...]
    shares: tuple[TrueShare, ...]
    drift: Drift
    coded: bool

    @property
    def told(self) -> bool:
        """Say whether the share of any cause may be seen."""
        return any(not line.suppressed for line in self.shares)

    @property
    def by_cause(self) -> list[CauseAgreement]:
        """The lines of all languages."""
        return [line for line in self.lines if line.language == ALL]

    @property
    def by_language(self) -> list[CauseAgreement]:
        """The lines of single languages of which something can be told."""
        return [line for line in self.lines if line.language != ALL and (line.right.count or line.found.count)]


def quality(exits: Exits, filters: Filters, causes: Sequence[str]) -> Quality:
    """Compute the page; ``causes`` are the codebook's keys in their order."""
    filters = replace(filters, main_only=False)
    reads = read_answers()
    shares = true_shares(exits, filters, causes, reads)
    return Quality(
        filters=filters,
        progress=progress(),
        reads=len(reads),
        saw=sum(read.shown for read in reads),
        same=tuple(same_by_language(reads)),
        lines=tuple(agreement(reads, causes)),
        passing=tuple(corrections_in_passing(causes)),
        shares=tuple(shares),
        drift=drift(exits, filters, reads),
        coded=bool(exits.coded.any()),
    )


def true_shares(exits: Exits, filters: Filters, causes: Sequence[str], reads: Sequence[Read]) -> list[TrueShare]:
    """Return each cause's share, raw and corrected, the most frequent first.

    What readers said holds in the counts already; here the engine's own result is put back in its place, for that is
    what the errors are of.
    """
    everyone = people_with_causes(exits, filters, causes)
    people = everyone.narrowed(filters.where)
    segments = people.values(filters.by)
    hidden = hidden_of(everyone, filters, segments, settings.SMALLEST_GROUP)
    counts, base = people.table(filters.by, segments).totals, people.base
    here = [read for read in reads if read.within(filters)]
    lines = []
    for row, cause in enumerate(people.causes):
        if hidden.base or hidden.totals[row]:
            lines.append(TrueShare(cause, suppressed=True))
            continue
        put_back = sum((cause in read.found) - (cause in read.said) for read in here)
        count = min(base, max(0, int(counts[row]) + put_back))
        sample = _sample(cause, reads)
        corrected = corrected_share(count, base, sample)
        if count or sample.with_cause:
            lines.append(TrueShare(cause, count, base, corrected, _read_more(corrected, sample, len(reads))))
    return sorted(lines, key=lambda line: (line.cause == UNCLEAR, line.suppressed, -(line.count or 0)))


def _sample(cause: str, reads: Sequence[Read]) -> ReadSample:
    found, said = [cause in read.found for read in reads], [cause in read.said for read in reads]
    return weighted_read_sample(found, said, [read.chance for read in reads])


def _read_more(corrected: CorrectedShare | None, sample: ReadSample, reads: int) -> int:
    """Return about how many more answers must be read until enough of them have the cause, and enough have not."""
    if corrected is None or corrected.state != "too_few":
        return 0
    share = max(sample.with_cause / reads if reads else 0.0, corrected.raw, 1 / MOST_TO_READ)
    with_cause = max(0.0, LEAST_READ - sample.with_cause) / share
    without = max(0.0, LEAST_READ - sample.without_cause) / max(1 - share, 1 / MOST_TO_READ)
    return min(MOST_TO_READ, max(1, ceil(max(with_cause, without))))
