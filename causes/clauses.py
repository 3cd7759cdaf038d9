"""How each phrase of a text is meant: complained of, denied, praised, solved since, somebody else's.

Three things are kept apart. A negative inside a complaint ("no API", 不好用) belongs to the phrase, because the
phrase swallows the cue. A denied cause ("not about the price") is none. A praised aspect ("price was fine") is none;
praise never cancels a complaint phrase, only a bare aspect word.

Everything is decided per clause, in array operations over all texts of a batch: any text is read in linear time.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from causes.batch import BREAK, Batch, Bools, Ints
from causes.match import Hits
from causes.scopes import Span, compared, denied_questions, of_rivals

STATUSES = ("used", "denied", "praised", "hypothetical", "other_party", "solved")
USED, DENIED, PRAISED, HYPOTHETICAL, OTHER_PARTY, SOLVED = range(6)

Scope = tuple[int, int, int]  # from where to where a status holds whatever is said there

OPENING = ("contrast", "to_you", "to_us")  # cues that begin a clause
SCOPED = ("less", "more", "rival", "to_you", "to_us")
DENIALS = ("deny_near", "deny_lack", "deny_ahead", "deny_back")
_BEYOND = np.iinfo(np.int64).max
NEAR = 24  # characters between a "not" and what it denies
FILLER = re.compile(
    r"(?:\s*(?:a|an|any|the|that|this|too|so|very|really|overly|all|at|especially|particularly|because|of|about|due|to|"
    r"your|its|over|ever|being|on|even|much|it's|it was|it|was|is|been)\b)*\s*"
    r"|[太很是那么这么特别因为有说什么得多过觉嫌怎么啥真在你们的]{0,6}"
)
LACK_FILLER = re.compile(  # "never had any crashes", 没遇到过任何闪退
    FILLER.pattern
    + r"|(?:\s*(?:had|have|has|having|got|get|getting|seen|met|send|sent|once|one|single|a|an|any|the|real"
    r"|major|big|serious|of|your)\b)*\s*"
    r"|(?:出现|发生|发|乱|收|遇到|遇见|碰到|碰过|遇|试|有|过|任何|一次|半点|一点|什么|啥|你们|的|因为|为){0,5}"
)


class Readings(NamedTuple):
    """The phrases of a batch: where, which tag, how meant (index into STATUSES), and up to where that goes."""

    start: Ints
    end: Ints
    tag: Ints
    status: Ints
    reach: Ints


class Cues(NamedTuple):
    """The cues of a batch by kind, where its clauses begin (after each mark, at each contrast), and its scopes."""

    by_kind: dict[str, Hits]
    begins: Ints
    scopes: list[Scope]

    def clause(self, places: Ints) -> Ints:
        """Return the number of the clause that each place lies in."""
        return self.begins.searchsorted(places, "right")

    def any(self, kind: str) -> bool:
        """Return whether there are cues of a kind."""
        return self.by_kind[kind].start.size > 0


def read_cues(batch: Batch, cues: Hits, kinds: list[str], names: Hits) -> Cues:
    """Return the cues by kind; `tag` of each is an index into `kinds`. `names` are products and companies."""
    start, end, tag = cues.at(cues.tag.argsort(kind="stable"))
    bounds = pairwise(tag.searchsorted(np.arange(len(kinds) + 1)).tolist())
    by_kind = {kind: Hits(start[a:b], end[a:b], tag[a:b]) for kind, (a, b) in zip(kinds, bounds, strict=True)}
    begins = np.concatenate([batch.marked(BREAK) + 1, *(by_kind[kind].start for kind in OPENING)])
    begins.sort()
    spans = {kind: (by_kind[kind].start.tolist(), by_kind[kind].end.tolist()) for kind in SCOPED}
    places = {kind: list(zip(*each, strict=True)) for kind, each in spans.items()}
    named = list(zip(names.start.tolist(), names.end.tolist(), strict=True)) if places["to_you"] else []
    return Cues(by_kind, begins, scopes(batch.text, places, named))


def scopes(text: str, places: Mapping[str, Sequence[Span]], names: Sequence[Span]) -> list[Scope]:
    """Return the stretches of a folded row in which nothing is a complaint of the writer's.

    `places` are those of the cues by kind, `names` those of products and companies, which may be the writer's own: what
    is said of one is a rival's only before "but you", what is said of "a competitor" before "but we" as well.
    """
    aside = compared(text, [end for _, end in places["less"]], [end for _, end in places["more"]])
    found = [(start, end, DENIED) for start, end in denied_questions(text) + aside]
    to_you, to_us = ([start for start, _ in places[kind]] for kind in ("to_you", "to_us"))
    theirs = of_rivals(text, names, to_you) + of_rivals(text, places["rival"], sorted(to_you + to_us))
    return found + [(start, end, OTHER_PARTY) for start, end in theirs]


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
        told, over = (places[batch.sentence[start]] for places in _solved(batch, cues))
        status[start <= told] = SOLVED
        reach = np.maximum(over, end)
    status[_denied(batch, phrases, aspect, cues)] = DENIED
    for begin, stop, meant in cues.scopes:
        status[slice(*start.searchsorted((begin, stop)))] = meant
    return Readings(start, end, tag, status, np.where(status == SOLVED, reach, end))


def said_in_denial(readings: Readings, cues: Cues) -> Hits:
    """Return the cues that deny, in clauses where they deny something: "not", 不是, 问题不大."""
    clauses = cues.clause(readings.start[readings.status == DENIED])
    found = Hits(*(np.concatenate([getattr(cues.by_kind[kind], field) for kind in DENIALS]) for field in Hits._fields))
    return found.where(np.isin(cues.clause(found.start), clauses))


def _denied(batch: Batch, phrases: Hits, aspect: Bools, cues: Cues) -> Bools:
    """Return which phrases a cue before or behind them denies."""
    start, end, _ = phrases
    near, lack = np.sort(cues.by_kind["deny_near"].end), np.sort(cues.by_kind["deny_lack"].end)
    denied = negated(batch, near, start) | (negated(batch, lack, start, LACK_FILLER) & ~aspect)
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


def _solved(batch: Batch, cues: Cues) -> tuple[Ints, Ints]:
    """Return, by sentence, where the last cue begins and ends that says a trouble is over; -1 where none does."""
    hits = cues.by_kind["solved"]
    hits = hits.where(~_turned(batch, cues, hits))
    begin, end = np.full((2, int(batch.sentence[-1]) + 1), -1)
    np.maximum.at(begin, batch.sentence[hits.start], hits.start)
    np.maximum.at(end, batch.sentence[hits.start], hits.end)
    return begin, end


def _turned(batch: Batch, cues: Cues, hits: Hits) -> Bools:
    """Return which cues a "not" or 没有 turns round."""
    every = np.sort(np.append(cues.by_kind["deny_near"].end, cues.by_kind["deny_lack"].end))
    return negated(batch, every, hits.start)


def negated(batch: Batch, near: Ints, starts: Ints, filler: re.Pattern[str] = FILLER) -> Bools:
    """Return which places have a "not" or 不 before them with nothing but filler between."""
    found = np.zeros(len(starts), np.bool_)
    if not near.size or not found.size:
        return found
    last = near[np.maximum(near.searchsorted(starts, "right") - 1, 0)]
    gap = starts - last
    found |= gap == 0
    for place in ((gap > 0) & (gap <= NEAR)).nonzero()[0].tolist():
        found[place] = filler.fullmatch(batch.text, int(last[place]), int(starts[place])) is not None
    return found
