"""One text by itself: the same findings as in a batch, in less than half of the time that arrays of a single text take.

The steps are those of `causes.engine`, over plain values; where a text needs more than these steps know (characters
that become several, a team's own phrases, thousands of characters) it is left to the batch.
"""

from collections.abc import Sequence, Set

import numpy as np

from causes.alone_meaning import Reading
from causes.alone_row import row_of
from causes.alone_terms import Terms
from causes.batch import HAN
from causes.clauses import USED
from causes.codebook import NO_REASON, Codebook
from causes.evidence import LONGEST, MOST, with_turned
from causes.features import reader
from causes.findings import Evidence, FoundCause
from causes.model import shipped_model

MOST_CHARACTERS = 400  # up to which plain values are faster than arrays

Span = tuple[int, int]


def read_alone(text: str, codebook: Codebook) -> tuple[str, list[FoundCause], list[float]] | None:
    """Return the language and the causes of one text, best first, with how much each speaks for being the main one.

    None where only a batch can tell.
    """
    eyes, model = reader(codebook), shipped_model()
    if len(text) > MOST_CHARACTERS or codebook.layer is not None or eyes.has_own or not (row := row_of(text)):
        return None
    readings, terms = eyes.see_alone(row)
    learned = _Learned(terms, row.sentences())
    columns = model.places_of(eyes.causes)
    believed, mains = learned.beliefs(len(row.text) - 2 + row.kinds.count(HAN))
    probabilities = [believed[column] if column >= 0 else 0.0 for column in columns]
    found, weights = [], []
    named = {reading.tag // 2 for reading in readings if reading.status == USED}
    for cause in _given(probabilities, named, eyes.causes):
        own = [reading for reading in readings if reading.tag // 2 == cause]
        used = [(reading.start, reading.end) for reading in own if reading.status == USED]
        spans = learned.spans(columns[cause]) if columns[cause] >= 0 else []
        evidence = _evidence(spans + used, [reading for reading in own if reading.status != USED])
        method = "phrases" if used else "model"
        found.append(FoundCause(eyes.causes[cause], probabilities[cause], method, evidence))
        weights.append((probabilities[cause] + (mains[columns[cause]] if columns[cause] >= 0 else 0.0)) / 2)
    return row.language(), found, weights


class _Learned:
    """What the model makes of the features of one text."""

    def __init__(self, terms: Terms, sentences: Sequence[int]) -> None:
        """Keep the known features, by sentence, each once in it."""
        self._model = shipped_model()
        self._terms = terms
        known, rows = self._model.known(terms.keys())
        size, starts = len(self._model.keys), terms.starts
        once: dict[int, int] = {}  # by sentence and row
        for at, row in zip(reversed(known), reversed(rows), strict=True):  # so that the first of equals is kept
            once[sentences[starts[at]] * size + row] = at
        self._first: list[int] = []  # of each sentence
        self._features: list[int] = []
        self._rows: list[int] = []
        last = -1
        for place in sorted(once):
            sentence, row = divmod(place, size)
            if sentence != last:
                self._first.append(len(self._rows))
                last = sentence
            self._rows.append(row)
            self._features.append(once[place])
        shown = [size if self._is_long(at) else row for row, at in zip(self._rows, self._features, strict=True)]
        self._shown = np.array(shown, np.intp)

    def _is_long(self, feature: int) -> bool:
        return self._terms.ends[feature] - self._terms.starts[feature] > LONGEST

    def beliefs(self, length: int) -> tuple[list[float], list[float]]:
        """Return how much each cause of the model is believed, and how much that it is the main one."""
        logits = self._model.bias
        if self._rows:
            logits, self._each = self._model.score_alone(self._rows, self._first)
        read = self._model.calibration.read(logits[None], np.array([length]))
        return read.probabilities[0].tolist(), read.mains[0].tolist()

    def spans(self, cause: int) -> list[Span]:
        """Return the spans that speak most for a cause; the best sentence's count twice, as in the score."""
        weights = self._model.weights(cause, self._shown)
        if not weights:
            return []
        bounds = [*self._first, len(weights)]
        best = 0
        if len(self._first) > 1:
            scores = self._each[:, cause].tolist()
            best = max(range(len(scores)), key=lambda sentence: (scores[sentence], sentence))
        begin, end = bounds[best], bounds[best + 1]
        weights[begin:end] = [2 * weight for weight in weights[begin:end]]
        least = max((max(weights) + 1) // 2, 1)
        strong = [place for place, weight in enumerate(weights) if weight >= least]
        strong.sort(key=weights.__getitem__, reverse=True)
        features = [self._features[place] for place in strong[:MOST]]
        return [(self._terms.starts[at], self._terms.ends[at]) for at in features]


def _given(probabilities: list[float], named: Set[int], causes: Sequence[str]) -> list[int]:
    """Return the causes that are given, best first; see `causes.decide`."""
    best = max(range(len(causes)), key=probabilities.__getitem__)
    if causes[best] == NO_REASON:
        return [best]
    model = shipped_model()
    usual, least = float(model.threshold), float(model.named_threshold)
    above = [c for c, p in enumerate(probabilities) if p >= (least if c in named else usual)]
    given = {best, *(c for c in above if causes[c] != NO_REASON)}
    return sorted(given, key=probabilities.__getitem__, reverse=True)


def _evidence(spans: list[Span], turned: Sequence[Reading]) -> tuple[Evidence, ...]:
    """Return spans, those that overlap or touch made one, with the phrases that are not meant as complaints."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    plain = tuple(Evidence(start - 1, end - 1) for start, end in merged[:MOST])  # a row begins with NUL
    if not turned:
        return plain
    other = {(reading.start - 1, reading.end - 1, reading.status) for reading in turned}
    return with_turned(plain, sorted(other)[:MOST])
