"""From a text to its causes."""

from collections.abc import Iterable
from functools import lru_cache

from causes.clauses import Phrase, Reading, read_phrases
from causes.codebook import ASPECT, NO_REASON, Codebook, load_codebook
from causes.cues import cues
from causes.findings import Evidence, Findings, FoundCause
from causes.match import Matcher
from causes.normalise import Folded, fold
from causes.scripts import language
from causes.status import MAX_LENGTH, status

_COMPLAINT = 0.75
_ASPECT = 0.55
_UNSURE_BELOW = 0.6


def find_causes(text: str, codebook: Codebook | None = None) -> Findings:
    """Return why the writer of one text left, with the words that say so.

    >>> find_causes("太贵了, and exports are missing").main
    'price'
    """
    return find_causes_many((text,), codebook)[0]


def find_causes_many(texts: Iterable[str], codebook: Codebook | None = None) -> list[Findings]:
    """Return the findings of many texts, in order; much faster a text than one at a time."""
    matcher = _matcher(codebook or load_codebook())
    return [_read(text, matcher) for text in texts]


@lru_cache(maxsize=8)
def _matcher(codebook: Codebook) -> Matcher:
    return Matcher([*phrase_tags(codebook), *cues()])


def phrase_tags(codebook: Codebook) -> list[tuple[str, Phrase]]:
    """Return every phrase of a codebook with its tag."""
    return [
        (phrase.removeprefix(ASPECT), Phrase(cause.key, phrase.startswith(ASPECT)))
        for cause in codebook.causes.values()
        for phrases in cause.phrases.values()
        for phrase in phrases
    ]


def _read(text: str, matcher: Matcher) -> Findings:
    state = status(text)
    spoken = language(text[:MAX_LENGTH])
    if state == "no_content":
        return Findings(spoken, state, (_no_reason(1.0),), NO_REASON, unsure=False)
    folded = fold(text[:MAX_LENGTH])
    readings = read_phrases(folded.text, matcher.hits(folded.text))
    found = _weigh(readings, folded)
    if not found:
        return Findings(spoken, state, (_no_reason(0.5),), NO_REASON, unsure=True)
    main = _main(found, readings)
    return Findings(spoken, state, tuple(found), main, unsure=found[0].score < _UNSURE_BELOW)


def _no_reason(score: float) -> FoundCause:
    return FoundCause(NO_REASON, score, "phrases", ())


def _weigh(readings: list[Reading], folded: Folded) -> list[FoundCause]:
    """Return the causes that the used phrases speak of; each further phrase halves the doubt that is left."""
    doubts: dict[str, float] = {}
    for reading in readings:
        if reading.status == "used":
            weight = _ASPECT if reading.phrase.aspect else _COMPLAINT
            cause = reading.phrase.cause
            doubts[cause] = doubts.get(cause, 1.0) * (1 - weight)
    if len(doubts) > 1:
        doubts.pop(NO_REASON, None)
        doubts.pop("other", None) if len(doubts) > 1 else None
    found = [FoundCause(c, 1 - doubt, "phrases", _evidence(c, readings, folded)) for c, doubt in doubts.items()]
    return sorted(found, key=lambda f: -f.score)


def _evidence(cause: str, readings: list[Reading], folded: Folded) -> tuple[Evidence, ...]:
    spans = {
        (*folded.original(r.start, r.end), r.status) for r in readings if r.phrase.cause == cause and r.end > r.start
    }
    return tuple(Evidence(*span) for span in sorted(spans))


def _main(found: list[FoundCause], readings: list[Reading]) -> str:
    """Return the cause with most weight; what follows "but" weighs more, and when equal the first said wins."""
    weights = {f.cause: f.score for f in found}
    place: dict[str, int] = {}
    for reading in readings:
        if reading.status == "used" and reading.phrase.cause in weights:
            place.setdefault(reading.phrase.cause, reading.start)
            if reading.weighty:
                weights[reading.phrase.cause] += 0.2
    return max(weights, key=lambda cause: (round(weights[cause], 2), -place[cause]))
