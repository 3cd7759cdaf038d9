"""The values that the room gives out: plain, frozen, comparable."""

from dataclasses import dataclass

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the original text, in code points, half-open, and how it was read."""

    start: int
    end: int
    status: str = "used"  # "used" | "denied" | "praised" | "hypothetical" | "other_party" | "solved"


@dataclass(frozen=True, slots=True)
class FoundCause:
    """One cause found in one text; `score` is the probability that a careful person would give it."""

    cause: str
    score: float
    method: str  # "phrases" | "model"
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one text says: causes by score, best first; exactly one `unclear` when it gives no reason."""

    language: str  # "en" | "zh-Hans" | "zh-Hant" | "mixed" | "und"
    status: str  # "ok" | "no_content" | "too_long"
    causes: tuple[FoundCause, ...]
    main: str
    unsure: bool  # a person should read it
