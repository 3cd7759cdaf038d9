"""How each phrase of a text is meant: complained of, denied, praised, solved since, somebody else's.

Three things are kept apart. A negative inside a complaint ("no API", 不好用) belongs to the phrase, because the
phrase swallows the cue. A denied cause ("not about the price") is none. A praised aspect ("price was fine") is none;
praise never cancels a complaint phrase, only a bare aspect word.

Everything is decided per clause, in array operations over all texts of a batch: any text is read in linear time.
"""

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from causes.batch import BREAK, Batch, Bools, Ints
from causes.match import Hits

STATUSES = ("used", "denied", "praised", "hypothetical", "other_party", "solved")
USED, DENIED, PRAISED, HYPOTHETICAL, OTHER_PARTY, SOLVED = range(6)

_BEYOND = np.iinfo(np.int64).max
NEAR = 24  # characters between a "not" and what it denies
FILLER = re.compile(
    r"(?:\s*(?:a|an|any|the|that|this|too|so|very|really|overly|all|at|especially|particularly|because|of|about|due|to|"
    r"your|its|over|ever|being|on|even|much|it's|it was|it|was|is|been)\b)*\s*"
    r"|[太很是那么这么特别因为有说什么得多过觉嫌怎么啥真在你们的]{0,6}"
)


class Readings(NamedTuple):
    """The phrases of a batch: where, which tag, how meant (index into STATUSES), and up to where that goes."""

    start: Ints
    end: Ints
    tag: Ints
    status: Ints
    reach: Ints


class Cues(NamedTuple):
    """The cues of a batch by kind, and where its clauses begin: after each mark, and at each contrast."""

    by_kind: dict[str, Hits]
    begins: Ints

    def clause(self, places: Ints) -> Ints:
        """Return the number of the clause that each place lies in."""
        return self.begins.searchsorted(places, "right")

    def any(self, kind: str) -> bool:
        """Return whether there are cues of a kind."""
        return self.by_kind[kind].start.size > 0


def read_cues(batch: Batch, cues: Hits, kinds: list[str]) -> Cues:
    """Return the cues by kind; `tag` of each is an index into `kinds`."""
    start, end, tag = cues.at(cues.tag.argsort(kind="stable"))
    bounds = pairwise(tag.searchsorted(np.arange(len(kinds) + 1)).tolist())
    by_kind = {kind: Hits(start[a:b], end[a:b], tag[a:b]) for kind, (a, b) in zip(kinds, bounds, strict=True)}
    begins = np.concatenate([batch.marked(BREAK) + 1, by_kind["contrast"].start])
    begins.sort()
    return Cues(by_kind, begins)


def read_phrases(batch: Batch, phrases: Hits, aspect: Bools, cues: Cues) -> Readings:
    """Return each phrase with its status; `aspect` says which phrases are bare aspect words."""
    start, end, tag = phrases
    status = np.zeros(len(start), np.int64)
    if not status.size:
        return Readings(start, end, tag, status, end)
    clause = cues.clause(start)
    if cues.any("praise"):
        status[aspect & _praised(batch, cues)[clause]] = PRAISED
    if cues.any("other_party"):
        status[_first_end(cues, "other_party")[clause] <= start] = OTHER_PARTY
    if cues.any("hypothetical"):
        status[_first_end(cues, "hypothetical")[clause] <= start] = HYPOTHETICAL
    reach = end
    if cues.any("solved"):
        over = _solved(batch, cues)[batch.sentence[start]]
        status[start < over] = SOLVED
        reach = np.maximum(over, end)
    status[_denied(batch, phrases, aspect, cues)] = DENIED
    return Readings(start, end, tag, status, np.where(status == SOLVED, reach, end))


def _denied(batch: Batch, phrases: Hits, aspect: Bools, cues: Cues) -> Bools:
    """Return which phrases a cue before or behind them denies."""
    start, end, _ = phrases
    near, lack = np.sort(cues.by_kind["deny_near"].end), np.sort(cues.by_kind["deny_lack"].end)
    denied = negated(batch, near, start) | (negated(batch, lack, start) & ~aspect)
    clause = cues.clause(start)
    if cues.any("deny_ahead"):
        ahead, began = _first_end(cues, "deny_ahead")[clause], _first_start(cues, "deny_ahead")[clause]
        denied |= (ahead < end) & (began < start)
    if cues.any("deny_back"):
        denied |= end <= _last_start(cues, "deny_back")[clause]
    return denied


def _first_end(cues: Cues, kind: str) -> Ints:
    """Return, by clause, where its first cue of a kind ends; beyond everything where it has none."""
    hits = cues.by_kind[kind]
    found = np.full(len(cues.begins) + 1, _BEYOND)
    np.minimum.at(found, cues.clause(hits.start), hits.end)
    return found


def _first_start(cues: Cues, kind: str) -> Ints:
    hits = cues.by_kind[kind]
    found = np.full(len(cues.begins) + 1, _BEYOND)
    np.minimum.at(found, cues.clause(hits.start), hits.start)
    return found


def _last_start(cues: Cues, kind: str) -> Ints:
    hits = cues.by_kind[kind]
    found = np.full(len(cues.begins) + 1, -1)
    np.maximum.at(found, cues.clause(hits.start), hits.start)
    return found


def _praised(batch: Batch, cues: Cues) -> Bools:
    """Return which clauses praise."""
    hits = cues.by_kind["praise"]
    found = np.zeros(len(cues.begins) + 1, np.bool_)
    found[cues.clause(hits.start[~_turned(batch, cues, hits)])] = True
    return found


def _solved(batch: Batch, cues: Cues) -> Ints:
    """Return, by sentence, up to where a trouble counts as solved."""
    hits = cues.by_kind["solved"]
    found = np.full(int(batch.sentence[-1]) + 1, -1)
    hits = hits.where(~_turned(batch, cues, hits))
    np.maximum.at(found, batch.sentence[hits.start], hits.end)
    return found


def _turned(batch: Batch, cues: Cues, hits: Hits) -> Bools:
    """Return which cues a "not" or 没有 turns round."""
    every = np.sort(np.append(cues.by_kind["deny_near"].end, cues.by_kind["deny_lack"].end))
    return negated(batch, every, hits.start)


def negated(batch: Batch, near: Ints, starts: Ints) -> Bools:
    """Return which places have a "not" or 不 before them with nothing but filler between."""
    found = np.zeros(len(starts), np.bool_)
    if not near.size or not found.size:
        return found
    last = near[np.maximum(near.searchsorted(starts, "right") - 1, 0)]
    gap = starts - last
    found |= gap == 0
    for place in ((gap > 0) & (gap <= NEAR)).nonzero()[0].tolist():
        found[place] = FILLER.fullmatch(batch.text, int(last[place]), int(starts[place])) is not None
    return found
