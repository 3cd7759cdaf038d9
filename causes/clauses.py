"""How each phrase of a text is meant: complained of, denied, praised, solved since, somebody else's.

Three things are kept apart. A negative inside a complaint ("no API", 不好用) belongs to the phrase, because the
phrase swallows the cue. A denied cause ("not about the price") is none. A praised aspect ("price was fine") is none;
praise never cancels a complaint phrase, only a bare aspect word.

Everything is decided per clause, in array operations over all texts of a batch: any text is read in linear time.
"""

import re
from typing import NamedTuple

import numpy as np

from causes.batch import BREAK, Batch, Bools, Ints
from causes.match import Hits

STATUSES = ("used", "denied", "praised", "hypothetical", "other_party", "solved")
USED, DENIED, PRAISED, HYPOTHETICAL, OTHER_PARTY, SOLVED = range(6)

_NEAR = 24  # characters between a "not" and what it denies
_FILLER = re.compile(
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
        return np.searchsorted(self.begins, places, "right")


def read_cues(batch: Batch, cues: Hits, kinds: list[str]) -> Cues:
    """Return the cues by kind; `tag` of each is an index into `kinds`."""
    by_kind = {kind: cues.where((cues.tag == number).nonzero()[0]) for number, kind in enumerate(kinds)}
    begins = np.concatenate([batch.marked(BREAK) + 1, by_kind["contrast"].start])
    begins.sort()
    return Cues(by_kind, begins)


def read_phrases(batch: Batch, phrases: Hits, aspect: Bools, cues: Cues) -> Readings:
    """Return each phrase with its status; `aspect` says which phrases are bare aspect words."""
    clause = cues.clause(phrases.start)
    size = len(cues.begins) + 1
    near = np.sort(cues.by_kind["deny_near"].end)
    lack = np.sort(cues.by_kind["deny_lack"].end)
    status = np.zeros(len(phrases.start), np.int64)
    status[aspect & _praised(batch, cues, size)[clause]] = PRAISED
    status[_ends_before(cues, "other_party", size)[clause] <= phrases.start] = OTHER_PARTY
    status[_ends_before(cues, "hypothetical", size)[clause] <= phrases.start] = HYPOTHETICAL
    over = _solved(batch, cues)[batch.sentence[phrases.start]]
    status[phrases.start < over] = SOLVED
    ahead = _ends_before(cues, "deny_ahead", size)
    denied = (ahead[clause] < phrases.end) & (
        _ends_before(cues, "deny_ahead", size, starts=True)[clause] < phrases.start
    )
    denied |= phrases.end <= _starts_last(cues, "deny_back", size)[clause]
    denied |= negated(batch, near, phrases.start) | (negated(batch, lack, phrases.start) & ~aspect)
    status[denied] = DENIED
    reach = np.where(status == SOLVED, np.maximum(over, phrases.end), phrases.end)
    return Readings(phrases.start, phrases.end, phrases.tag, status, reach)


def _ends_before(cues: Cues, kind: str, size: int, *, starts: bool = False) -> Ints:
    """Return, by clause, where its first cue of a kind ends (or starts); beyond everything where it has none."""
    hits = cues.by_kind[kind]
    found = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(found, cues.clause(hits.start), hits.start if starts else hits.end)
    return found


def _starts_last(cues: Cues, kind: str, size: int) -> Ints:
    hits = cues.by_kind[kind]
    found = np.full(size, -1)
    np.maximum.at(found, cues.clause(hits.start), hits.start)
    return found


def _praised(batch: Batch, cues: Cues, size: int) -> Bools:
    """Return which clauses praise."""
    hits = cues.by_kind["praise"]
    found = np.zeros(size, np.bool_)
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
    if not len(near):
        return found
    last = near[np.maximum(np.searchsorted(near, starts, "right") - 1, 0)]
    gap = starts - last
    found[gap == 0] = True
    for place in ((gap > 0) & (gap <= _NEAR)).nonzero()[0].tolist():
        found[place] = _FILLER.fullmatch(batch.text, int(last[place]), int(starts[place])) is not None
    return found
