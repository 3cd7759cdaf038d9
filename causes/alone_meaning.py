"""How the phrases of one text are meant, in plain Python: what `causes.clauses` decides for a batch in arrays."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from causes.alone_row import Row
from causes.clauses import DENIED, FILLER, HYPOTHETICAL, NEAR, OTHER_PARTY, PRAISED, SOLVED, USED
from causes.cues import KINDS

Hit = tuple[int, int, int]  # start, −end, tag: as hits are in order


class Reading(NamedTuple):
    """One phrase: where, which tag, how meant, and up to where that goes."""

    start: int
    end: int
    tag: int
    status: int
    reach: int


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

    def __init__(self, row: Row, cues: Iterable[Hit]) -> None:
        """Take the cues; `tag` of each is an index into the kinds of cues. They open further clauses in the row."""
        by_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, tag in cues:
            by_kind[KINDS[tag]].append((start, -end))
        if "contrast" in by_kind:
            row.begins.extend([start for start, _ in by_kind["contrast"]])
            row.begins.sort()
        self._row = row
        self._cues = by_kind
        self._turning = bool(by_kind.keys() - {"contrast"})
        self._near = sorted(end for _, end in by_kind["deny_near"])
        self._lack = sorted(end for _, end in by_kind["deny_lack"])

    def readings(self, phrases: Iterable[Hit]) -> list[Reading]:
        """Return each phrase with its status; an odd tag is a bare aspect word."""
        return [self._reading(start, -end, tag) for start, end, tag in phrases]

    def _reading(self, start: int, end: int, tag: int) -> Reading:
        if not self._turning:
            return Reading(start, end, tag, USED, end)
        clause = self._row.clause(start)
        if self._denied(start, end, bool(tag % 2), clause):
            return Reading(start, end, tag, DENIED, end)
        over = self._solved(start)
        if start < over:
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
        if self._negated(self._near, start) or (not aspect and self._negated(self._lack, start)):
            return True
        ahead = self._of("deny_ahead", clause)
        if ahead and min(e for _, e in ahead) < end and min(s for s, _ in ahead) < start:
            return True
        return any(end <= cue for cue, _ in self._of("deny_back", clause))

    def _solved(self, start: int) -> int:
        """Return up to where a trouble counts as solved in the sentence of a place, 0 for nowhere."""
        if "solved" not in self._cues:
            return 0
        sentences = self._row.sentences()
        own = [cue for cue in self._cues["solved"] if sentences[cue[0]] == sentences[start]]
        return max((end for cue, end in own if not self._turned(cue)), default=0)

    def _turned(self, start: int) -> bool:
        """Return whether a "not" or 没有 turns a cue round."""
        return self._negated(sorted(self._near + self._lack), start)

    def _negated(self, near: list[int], start: int) -> bool:
        """Return whether a "not" or 不 stands before a place with nothing but filler between."""
        place = bisect_right(near, start) - 1
        if place < 0:
            return False
        gap = start - near[place]
        return not gap or (gap <= NEAR and FILLER.fullmatch(self._row.text, near[place], start) is not None)
