"""How the phrases of one text are meant, in plain Python: what `causes.clauses` decides for a batch in arrays."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from causes.alone_row import Row
from causes.clauses import (
    DENIALS,
    DENIED,
    FILLER,
    HYPOTHETICAL,
    LACK_FILLER,
    NEAR,
    OPENING,
    OTHER_PARTY,
    PRAISED,
    SCOPED,
    SOLVED,
    USED,
    scopes,
)
from causes.cues import KINDS

Hit = tuple[int, int, int]  # start, −end, tag: as hits are in order


class Reading(NamedTuple):
    """One phrase: where, which tag, how meant, and up to where that goes."""

    start: int
    end: int
    tag: int
    status: int
    reach: int


class Silent(NamedTuple):
    """What no feature may touch, and what no n-gram may: stretches without a complaint, and lead-ins."""

    scopes: list[tuple[int, int]]
    leads: list[tuple[int, int]]


def outermost_alone(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits, which are in order, that no longer hit contains."""
    kept: list[Hit] = []
    reach = begin = 0
    for hit in hits:
        start, end, _ = hit
        if -end > reach:
            reach, begin = -end, start
            kept.append(hit)
        elif -end == reach and start == begin and kept and kept[-1][:2] == (start, end):
            kept.append(hit)
    return kept


class Meaning:
    """The cues of one text, and how they turn its phrases."""

    def __init__(self, row: Row, cues: Iterable[Hit], names: Iterable[tuple[int, int]]) -> None:
        """Take the cues, which open further clauses in the row, and where products and companies are named.

        `tag` of each cue is an index into the kinds of cues.
        """
        by_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, tag in cues:
            by_kind[KINDS[tag]].append((start, -end))
        opened = [start for kind in OPENING for start, _ in by_kind.get(kind, ())]
        if opened:
            row.begins.extend(opened)
            row.begins.sort()
        places = {kind: by_kind.get(kind, []) for kind in SCOPED}
        self.scopes = scopes(row.text, places, list(names) if places["to_you"] else [])
        self._row = row
        self._cues = by_kind
        self._turning = bool(self.scopes or by_kind.keys() - {"contrast", "lead", *SCOPED})
        self._near = sorted(end for _, end in by_kind["deny_near"])
        self._lack = sorted(end for _, end in by_kind["deny_lack"])

    def readings(self, phrases: Iterable[Hit]) -> list[Reading]:
        """Return each phrase with its status; an odd tag is a bare aspect word."""
        return [self._reading(start, -end, tag) for start, end, tag in phrases]

    def silent(self, readings: Iterable[Reading]) -> Silent:
        """Return what is unheard beside the phrases themselves: so are the cues of clauses in which they deny."""
        clauses = {self._row.clause(reading.start) for reading in readings if reading.status == DENIED}
        unheard = list(self._cues.get("lead", ()))
        for kind in DENIALS if clauses else ():
            unheard += [cue for cue in self._cues.get(kind, ()) if self._row.clause(cue[0]) in clauses]
        return Silent([(start, end) for start, end, _ in self.scopes], unheard)

    def _reading(self, start: int, end: int, tag: int) -> Reading:
        if not self._turning:
            return Reading(start, end, tag, USED, end)
        for begin, stop, meant in reversed(self.scopes):
            if begin <= start < stop:
                return Reading(start, end, tag, meant, end)
        clause = self._row.clause(start)
        if self._denied(start, end, bool(tag % 2), clause):
            return Reading(start, end, tag, DENIED, end)
        told, over = self._solved(start)
        if start <= told:
            return Reading(start, end, tag, SOLVED, max(over, end))
        return Reading(start, end, tag, self._said(start, clause, bool(tag % 2)), end)

    def _said(self, start: int, clause: int, aspect: bool) -> int:
        """Return whose the phrase is, and whether it is meant as praise."""
        for kind, status in (("hypothetical", HYPOTHETICAL), ("other_party", OTHER_PARTY)):
            if any(end <= start for _, end in self._of(kind, clause)):
                return status
        if aspect and any(not self._turned(cue) for cue, _ in self._of("praise", clause)):
            return PRAISED
        return USED

    def _of(self, kind: str, clause: int) -> list[tuple[int, int]]:
        """Return the cues of a kind in a clause."""
        if kind not in self._cues:
            return []
        return [cue for cue in self._cues[kind] if self._row.clause(cue[0]) == clause]

    def _denied(self, start: int, end: int, aspect: bool, clause: int) -> bool:
        """Return whether a cue before or behind a phrase denies it."""
        if self._negated(self._near, start) or (not aspect and self._negated(self._lack, start, LACK_FILLER)):
            return True
        ahead = self._of("deny_ahead", clause)
        if ahead and min(e for _, e in ahead) < end and min(s for s, _ in ahead) < start:
            return True
        return any(end <= cue for cue, _ in self._of("deny_back", clause))

    def _solved(self, start: int) -> tuple[int, int]:
        """Return where the last cue begins and ends that says a trouble is over, in the sentence of a place."""
        if "solved" not in self._cues:
            return -1, -1
        sentences = self._row.sentences()
        own = [cue for cue in self._cues["solved"] if sentences[cue[0]] == sentences[start]]
        told = [(cue, end) for cue, end in own if not self._turned(cue)]
        return max((cue for cue, _ in told), default=-1), max((end for _, end in told), default=-1)

    def _turned(self, start: int) -> bool:
        """Return whether a "not" or 没有 turns a cue round."""
        return self._negated(sorted(self._near + self._lack), start)

    def _negated(self, near: list[int], start: int, filler: re.Pattern[str] = FILLER) -> bool:
        """Return whether a "not" or 不 stands before a place with nothing but filler between."""
        place = bisect_right(near, start) - 1
        if place < 0:
            return False
        gap = start - near[place]
        return not gap or (gap <= NEAR and filler.fullmatch(self._row.text, near[place], start) is not None)
