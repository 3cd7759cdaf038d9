"""The values that the room gives out: plain, unchangeable, comparable."""

from typing import NamedTuple

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


class Evidence(NamedTuple):
    """A span of the original text, in code points, half-open, and how it was read."""

    start: int
    end: int
    status: str = "used"  # "used" | "denied" | "praised" | "hypothetical" | "other_party" | "solved"


class FoundCause(NamedTuple):
    """One cause found in one text; `score` is the probability that a careful person would give it."""

    cause: str
    score: float
    method: str  # "phrases" | "model"
    evidence: tuple[Evidence, ...]


class Findings(NamedTuple):
    """What one text says: causes by score, best first; exactly one `unclear` when it gives no reason."""

    language: str  # "en" | "zh-Hans" | "zh-Hant" | "mixed" | "und"
    status: str  # "ok" | "no_content" | "too_long"
    causes: tuple[FoundCause, ...]
    main: str
    unsure: bool  # a person should read it
