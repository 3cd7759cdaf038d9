"""How each phrase of a text is meant: complained of, denied, praised, solved since, somebody else's.

Three things are kept apart. A negative inside a complaint ("no API", 不好用) belongs to the phrase, because the
phrase swallows the cue. A denied cause ("not about the price") is none. A praised aspect ("price was fine") is none;
praise never cancels a complaint phrase, only a bare aspect word.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from causes.match import Hit

_BREAK = re.compile(r"[,;:!?。、()\n~]|\.(?!\d)|-{2,}| - ")
_SENTENCE = re.compile(r"[!?。\n;]|\.(?!\d)")
_FILLER = re.compile(
    r"(?:\s*(?:a|an|any|the|that|this|too|so|very|really|overly|all|at|especially|particularly|because|of|about|due|to|your|its|"
    r"over|ever|being|on|even|much|it's|it|its|it was|was|is|been))*\s*"
    r"|[太很是那么这么特别因为有说什么得多过觉嫌怎么啥真在你们的]{0,6}"
)
_NEAR = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tag of a phrase: which cause it speaks of; `aspect` marks a bare aspect word."""

    cause: str
    aspect: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A phrase in a text with its status; positions in the folded text. `weighty` stands after the last contrast."""

    start: int
    end: int
    phrase: Phrase
    status: str
    weighty: bool = False


def read_phrases(folded: str, hits: Sequence[Hit]) -> list[Reading]:
    """Return the phrases among the hits (phrases and cues of one folded text), each with its status, by place."""
    hits = _outermost(hits)
    phrases = [h for h in hits if isinstance(h.tag, Phrase)]
    if len(phrases) == len(hits):
        return [Reading(h.start, h.end, h.tag, "used") for h in phrases]  # type: ignore[arg-type]
    if not phrases:
        return []
    scene = _Scene(folded, [h for h in hits if not isinstance(h.tag, Phrase)])
    turn = scene.last_contrast()
    return [
        Reading(h.start, h.end, h.tag, scene.status(h), h.start >= turn > 0)  # type: ignore[arg-type]
        for h in phrases
    ]


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that no longer hit contains: "price" within "price rise" says nothing of its own."""
    if len(hits) < 2:
        return list(hits)
    kept: list[Hit] = []
    reach_start, reach_end = -1, -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.end > reach_end or (hit.start == reach_start and hit.end == reach_end):
            kept.append(hit)
            reach_start, reach_end = hit.start, hit.end
    return kept


class _Scene:
    """The clauses of one text and the cues in them, kept by clause so that any text is read in linear time."""

    def __init__(self, folded: str, cues: Sequence[Hit]) -> None:
        self.folded = folded
        by_kind: dict[object, list[Hit]] = {}
        for cue in cues:
            by_kind.setdefault(cue.tag, []).append(cue)
        self.contrasts = [cue.start for cue in by_kind.get("contrast", ())]
        self.clauses = sorted({m.end() for m in _BREAK.finditer(folded)} | set(self.contrasts))
        self.sentences = [m.end() for m in _SENTENCE.finditer(folded)]
        self.near = sorted(cue.end for cue in by_kind.get("deny_near", ()))
        self.ahead = self._first(by_kind.get("deny_ahead", ()))
        self.feared = self._first(by_kind.get("hypothetical", ()))
        self.others = self._first(by_kind.get("other_party", ()))
        self.back = {bisect_right(self.clauses, c.start): c.start for c in by_kind.get("deny_back", ())}
        self.praised = {
            bisect_right(self.clauses, c.start) for c in by_kind.get("praise", ()) if not self._negated(c.start)
        }
        self.solved = {
            bisect_right(self.sentences, c.start): c.end
            for c in by_kind.get("solved", ())
            if not self._negated(c.start)
        }

    def _first(self, cues: Sequence[Hit]) -> dict[int, int]:
        """Return, by clause, where its first such cue ends."""
        return {bisect_right(self.clauses, c.start): c.end for c in reversed(cues)}

    def last_contrast(self) -> int:
        return max(self.contrasts, default=-1)

    def status(self, hit: Hit) -> str:
        """Return how one phrase is meant."""
        clause = bisect_right(self.clauses, hit.start)
        if self.ahead.get(clause, hit.end) < hit.end or self._negated(hit.start):
            return "denied"
        if hit.end <= self.back.get(clause, -1):
            return "denied"
        if hit.start < self.solved.get(bisect_right(self.sentences, hit.start), -1):
            return "solved"
        if self.feared.get(clause, hit.end) <= hit.start:
            return "hypothetical"
        if self.others.get(clause, hit.end) <= hit.start:
            return "other_party"
        if hit.tag.aspect and clause in self.praised:  # type: ignore[attr-defined]
            return "praised"
        return "used"

    def _negated(self, start: int) -> bool:
        """Return whether "not" or 不 stands before a place with nothing but filler between."""
        place = bisect_right(self.near, start) - 1
        if place < 0 or start - self.near[place] > _NEAR:
            return False
        return _FILLER.fullmatch(self.folded, self.near[place], start) is not None
