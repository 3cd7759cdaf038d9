"""From texts to their causes."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise, repeat

import numpy as np

from causes.alone import read_alone
from causes.batch import Bools, Ints
from causes.calibration import Read
from causes.clauses import USED
from causes.codebook import NO_REASON, Codebook, load_codebook
from causes.decide import decide, main_cause
from causes.evidence import Pairs, evidence, joined, learned_spans, phrase_spans
from causes.features import Reader, Seen, reader
from causes.findings import Findings, FoundCause
from causes.model import Floats, Scored, shipped_model
from causes.scripts import languages
from causes.status import status

_MOST_TEXTS, _MOST_CHARACTERS = 1_000, 200_000  # of a batch
_COMPLAINT, _ASPECT = 0.75, 0.55  # belief in one phrase of a cause that the model does not know
# Less likely than not. Of 2,799 reviews the main cause was right in 45% from 0.4 to 0.5, and in 32% below that.
_UNSURE_BELOW = 0.5
_METHODS = ("model", "phrases")
_NO_CONTENT = (FoundCause(NO_REASON, 1.0, "phrases", ()),)


def find_causes(text: str, codebook: Codebook | None = None) -> Findings:
    """Return why the writer of one text left, with the words that say so.

    >>> find_causes("太贵了, and exports are missing").main
    'price'
    """
    known = codebook or load_codebook()
    alone = read_alone(text, known)
    if alone is None:
        return _read([text], known)[0]
    language, causes, weights = alone
    return _findings([text], [language], causes, weights, np.array([0, len(causes)]))[0]


def find_causes_many(texts: Iterable[str], codebook: Codebook | None = None) -> list[Findings]:
    """Return the findings of many texts, in order; much faster a text than one at a time."""
    source, known = iter(texts), codebook or load_codebook()
    found: list[Findings] = []
    while batch := _next_batch(source):
        with _uncollected():
            found += _read(batch, known)
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for cycles while thousands of findings are made: they hold none, and it costs a tenth."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _next_batch(source: Iterator[str]) -> list[str]:
    """Return the next texts: enough that a batch pays, few enough that its arrays stay small whatever was typed."""
    batch: list[str] = []
    size = 0
    for text in islice(source, _MOST_TEXTS):
        batch.append(text)
        size += len(text)
        if size > _MOST_CHARACTERS:
            break
    return batch


def _read(texts: Sequence[str], codebook: Codebook) -> list[Findings]:
    eyes, model = reader(codebook), shipped_model()
    seen = eyes.see(texts)
    scored = model.score(seen)
    probabilities, mains = believed(eyes, seen, scored)
    if codebook.layer is not None:
        before = probabilities.copy()
        codebook.layer.shift(probabilities, seen, eyes.causes)
        _take_beliefs(mains, before, probabilities)
    given = decide(probabilities, model.thresholds(eyes.named(seen)), eyes.causes)
    number, cause = given.nonzero()
    score = probabilities[number, cause]
    if len(score) > 1:
        order = np.lexsort((-score, number))
        number, cause, score = number[order], cause[order], score[order]
    pairs = Pairs(number, np.array(model.places_of(eyes.causes))[cause])
    spoken = seen.batch.text_of(seen.phrases.start)
    phrases, meant = phrase_spans(seen.phrases, seen.phrases.tag // 2, spoken, pairs, cause)
    keys = [eyes.causes[c] for c in cause.tolist()]
    learned = learned_spans(model, seen, scored, pairs)
    if codebook.layer is not None:
        learned = joined(learned, codebook.layer.spans(seen, number, keys))
    spans = evidence(seen.batch, pairs, learned, phrases, meant)
    by_phrase = np.zeros(len(number), np.intp)
    by_phrase[phrases.pair[meant == USED]] = 1
    methods = [_METHODS[i] for i in by_phrase.tolist()]
    found = list(map(tuple.__new__, repeat(FoundCause), zip(keys, score.tolist(), methods, spans, strict=True)))
    weights = (score.astype(np.float64) + mains[number, cause]) / 2
    bounds = number.searchsorted(np.arange(len(texts) + 1))
    return _findings(texts, languages(seen.batch, texts), found, weights.tolist(), bounds)


def _findings(
    texts: Sequence[str], written: list[str], found: list[FoundCause], weights: list[float], bounds: Ints
) -> list[Findings]:
    """Return the findings of each text.

    `bounds` says where the causes of each begin, which are best first; `weights` how much each speaks for being the
    main one.
    """
    findings = []
    for text, language, (begin, end) in zip(texts, written, pairwise(bounds.tolist()), strict=True):
        state = status(text)
        if state == "no_content":
            findings.append(Findings(language, state, _NO_CONTENT, NO_REASON, False))
        else:
            own = tuple(found[begin:end])
            main = own[0].cause if len(own) == 1 else main_cause(own, weights[begin:end], len(text))
            findings.append(Findings(language, state, own, main, own[0].score < _UNSURE_BELOW))
    return findings


def believed(eyes: Reader, seen: Seen, scored: Scored) -> Read:
    """Return how much each cause of the codebook is believed, before what an installation learned from corrections."""
    model = shipped_model()
    columns = np.array(model.places_of(eyes.causes))
    found = model.calibration.read(scored.logits, seen.batch.lengths())
    read = Read(*(column.take(columns, axis=1) for column in found))
    read.probabilities[:, columns < 0] = 0
    read.mains[:, columns < 0] = 0
    if eyes.has_own:
        before = read.probabilities.copy()
        _add_own(read.probabilities, seen, eyes.own(seen), eyes.causes)
        _take_beliefs(read.mains, before, read.probabilities)
    return read


def _take_beliefs(mains: Floats, before: Floats, now: Floats) -> None:
    """Where the team's own words or corrections moved a belief, let beliefs alone tell the text's main cause."""
    moved = (now != before).any(axis=1)
    mains[moved] = now[moved]


def _add_own(probabilities: Floats, seen: Seen, own: Bools, causes: Sequence[str]) -> None:
    """Believe the team's own phrases, which the model has not learned: each further one halves the doubt or more.

    As much as they say that there is a cause they say that there is not none.
    """
    at = np.flatnonzero(own & (seen.phrases.status == USED))
    if not at.size:
        return
    cause: Ints = seen.phrases.tag[at] // 2
    texts: Ints = seen.batch.text_of(seen.phrases.start[at])
    doubt = np.where(seen.phrases.tag[at] % 2, 1 - _ASPECT, 1 - _COMPLAINT)
    left = np.ones_like(probabilities)
    np.multiply.at(left, (texts, cause), doubt)
    probabilities[:] = np.maximum(probabilities, 1 - left)
    if NO_REASON in causes:
        none = list(causes).index(NO_REASON)
        spoken = np.delete(left, none, axis=1).min(axis=1)
        probabilities[:, none] = np.minimum(probabilities[:, none], spoken)


__all__ = ["Reader", "find_causes", "find_causes_many"]
