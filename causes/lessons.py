"""Learn a layer from what people said of single answers, and tell whether it helps.

One logistic regression a cause over the engine's features, on top of what the engine believes already. What a person
said of an answer counts whole; what they left as it was counts a part, as the engine saw it; answers that nobody
corrected hold the rest still. All weights are pulled to zero. Deterministic; hundreds of answers take a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from causes.codebook import Codebook
from causes.decide import decide
from causes.engine import believed
from causes.features import GROUPS, reader
from causes.layer import LEVELS, STEADY, Floats, Layer, least_of, log_odds, shifted
from causes.model import EMPTY, SQUARE_LEVELS, shipped_model
from causes.ngrams import Keys
from causes.normalise import fold

FOLDS = 5
PULL = 0.1  # towards zero, on each weight's square
BIAS_PULL = 20.0
EXAMPLE = 6.0  # the weight of an example of a cause
LEFT_AS_IT_WAS = 0.3  # how much a cause counts of which a person said nothing on an answer that they corrected
UNCORRECTED = 0.4  # the same on an answer that nobody corrected
MOST_STEPS, SMALLEST_STEP = 300, 1e-4
LEAST_LEVEL = 20  # thousandths below which a weight is dropped
_UNKNOWN_SCALE, _LETTERS_SCALE, _SCALE_UNIT = 6.0, 0.4, 5.0
_BATCH = 2_000


@dataclass(frozen=True)
class Lesson:
    """An answer that a person spoke of: the causes it has now, and of which causes the person said anything.

    ``weight`` is how much it counts: more for an example that was written to tell what a cause is.
    """

    text: str
    causes: frozenset[str]
    said: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True)
class Figures:
    """Micro-F1 on held-out corrected answers with the layer and without it; None of too few answers."""

    answers: int
    folds: int
    with_layer: float | None
    without_layer: float | None

    @property
    def helps(self) -> bool:
        """Say whether the layer may be used: measured, and not worse than without it."""
        return self.with_layer is not None and self.without_layer is not None and self.with_layer >= self.without_layer


class _Sheet(NamedTuple):
    """Texts as numbers: scaled features (texts × columns), what each is, beliefs, and thresholds."""

    matrix: csr_matrix
    keys: Keys
    scale: Floats
    beliefs: npt.NDArray[np.float32]
    thresholds: npt.NDArray[np.float32]
    causes: list[str]


def fit_layer(
    lessons: Sequence[Lesson], codebook: Codebook, uncorrected: Sequence[str] = (), examples: Sequence[Lesson] = ()
) -> Layer:
    """Return the layer that lessons teach; ``examples`` are texts typed for a cause, ``uncorrected`` other answers.

    Without lessons and examples it is empty, and changes nothing.

    >>> from causes import load_codebook
    >>> fit_layer([], load_codebook()).causes
    ()
    """
    taught = [*lessons, *examples]
    if not taught:
        return _layer((), np.zeros(0, np.uint32), np.zeros((0, 0)), np.zeros(0))
    sheet = _sheet([lesson.text for lesson in taught] + list(uncorrected), codebook)
    return _fitted(sheet, taught, np.arange(sheet.matrix.shape[0]))


def cross_validate(
    lessons: Sequence[Lesson],
    codebook: Codebook,
    uncorrected: Sequence[str] = (),
    examples: Sequence[Lesson] = (),
    given_as: Callable[[str], str] = str,
) -> Figures:
    """Return how good layers are on corrected answers that they were not fitted on, beside the engine without one.

    Answers that say the same are held out together. ``given_as`` is the cause that a found one counts as, empty when it
    is no longer given.
    """
    folds = _folds([lesson.text for lesson in lessons])
    count = len(set(folds))
    if count < 2:
        return Figures(len(lessons), 0, None, None)
    taught = [*lessons, *examples]
    sheet = _sheet([lesson.text for lesson in taught] + list(uncorrected), codebook)
    with_layer, without = np.zeros(2), np.zeros(2)
    for held in sorted(set(folds)):
        out = np.flatnonzero(np.array(folds) == held)
        layer = _fitted(sheet, taught, np.setdiff1d(np.arange(sheet.matrix.shape[0]), out))
        truth = [lessons[number].causes for number in out.tolist()]
        for hits, beliefs in ((without, sheet.beliefs[out]), (with_layer, _with(sheet, layer, out))):
            hits += _hits(decide(beliefs, sheet.thresholds[out], sheet.causes), sheet.causes, truth, given_as)
    return Figures(len(lessons), count, _f1(with_layer), _f1(without))


def _fitted(sheet: _Sheet, taught: Sequence[Lesson], rows: npt.NDArray[np.int64]) -> Layer:
    """Return the layer that the ``rows`` of a sheet teach; rows beyond ``taught`` are uncorrected answers."""
    lessons = [(place, taught[row]) for place, row in enumerate(rows.tolist()) if row < len(taught)]
    spoken = {cause for _place, lesson in lessons for cause in lesson.said}
    causes = tuple(cause for cause in sheet.causes if cause in spoken)
    beliefs = sheet.beliefs[rows][:, [sheet.causes.index(cause) for cause in causes]]
    parts = [log_odds(beliefs[:, number], least_of(cause)) for number, cause in enumerate(causes)]
    odds = np.stack(parts, axis=1) if parts else np.zeros((len(rows), 0))
    target = 1 / (1 + np.exp(-odds))
    importance = np.where(rows < len(taught), LEFT_AS_IT_WAS, UNCORRECTED)[:, None] * np.ones(len(causes))
    for place, lesson in lessons:
        for number, cause in enumerate(causes):
            if cause in lesson.said:
                target[place, number], importance[place, number] = float(cause in lesson.causes), lesson.weight
    weights, bias = _fit(sheet.matrix[rows], odds, target, importance)
    return _layer(causes, sheet.keys, weights * sheet.scale[:, None], bias)


def _fit(matrix: csr_matrix, odds: Floats, target: Floats, importance: Floats) -> tuple[Floats, Floats]:
    """Return weights (features × causes) and biases that, added to ``odds``, come nearest to ``target``.

    Accelerated gradient descent (Nesterov's, for strongly convex functions). The weights are a sum of the texts' own
    features, so a number a text and cause is all that is moved.
    """
    constant = np.full((matrix.shape[0], 1), np.sqrt(PULL / BIAS_PULL))
    matrix = hstack([matrix, constant], format="csr")
    transposed = matrix.T.tocsr()
    steepest = _steepest(matrix, transposed, importance.max(axis=1, initial=0.0))
    momentum = (np.sqrt(steepest) - np.sqrt(PULL)) / (np.sqrt(steepest) + np.sqrt(PULL))
    share = ahead = np.zeros(odds.shape)
    for _step in range(MOST_STEPS):
        wrong = importance * (1 / (1 + np.exp(-(odds + matrix @ (transposed @ ahead)))) - target)
        step = (wrong + PULL * ahead) / steepest
        share, ahead = ahead - step, ahead - step + momentum * (ahead - step - share)
        if not step.size or np.abs(step).max() < SMALLEST_STEP:
            break
    found = np.asarray(transposed @ share)
    return found[:-1], found[-1] * constant[0, 0]


def _steepest(matrix: csr_matrix, transposed: csr_matrix, importance: Floats) -> float:
    """Return a bound of how fast the slope can change: the greatest eigenvalue by the power method, and a little."""
    root = np.sqrt(importance)
    direction = np.ones(matrix.shape[0])
    length = 1.0
    for _step in range(30):
        direction = root * (matrix @ (transposed @ (root * direction)))
        length = float(np.sqrt((direction * direction).sum())) or 1.0
        direction /= length
    return 1.2 * length / 4 + PULL


def _layer(causes: tuple[str, ...], keys: Keys, weights: Floats, bias: Floats) -> Layer:
    levels = np.round(weights * LEVELS).astype(np.int32)
    kept = np.flatnonzero((np.abs(levels) >= LEAST_LEVEL).any(axis=1)) if levels.size else np.zeros(0, np.int64)
    return Layer(causes, keys[kept], levels[kept], np.round(bias * LEVELS).astype(np.int32))


def _sheet(texts: Sequence[str], codebook: Codebook) -> _Sheet:
    """Read texts once: their features and what the engine believes of them without any layer."""
    eyes, model = reader(codebook), shipped_model()
    rows, keys, groups, beliefs, thresholds = [], [], [], [], []
    for begin in range(0, len(texts), _BATCH):
        seen = eyes.see(texts[begin : begin + _BATCH])
        beliefs.append(believed(eyes, seen, model.score(seen)).probabilities)
        thresholds.append(model.thresholds(eyes.named(seen)))
        rows.append(begin + seen.batch.text_of(seen.start))
        keys.append(seen.keys)
        groups.append(seen.group)
    row, key, group = np.concatenate(rows), np.concatenate(keys), np.concatenate(groups)
    known, first, column = np.unique(key, return_index=True, return_inverse=True)
    scale = _scale(known, group[first])
    whole = np.bincount(row, minlength=len(texts))
    values = scale[column] / np.sqrt(whole[row] + STEADY)
    matrix = csr_matrix((values, (row, column)), (len(texts), len(known)))
    return _Sheet(matrix, known, scale, np.concatenate(beliefs), np.concatenate(thresholds), eyes.causes)


def _scale(keys: Keys, group: npt.NDArray[np.int64]) -> Floats:
    """Return how much each feature counts: as in the model, and as a rare one where the model does not know it."""
    model = shipped_model()
    row = model.rows_of(keys)
    letters = np.array([name.startswith("letters") for name in GROUPS])[group]
    unknown = np.where(letters, _UNKNOWN_SCALE * _LETTERS_SCALE, _UNKNOWN_SCALE)
    return np.where(row == EMPTY, unknown, np.sqrt(model.squares[row] / SQUARE_LEVELS)) / _SCALE_UNIT


def _with(sheet: _Sheet, layer: Layer, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return the beliefs of some rows of a sheet with a layer put over them, as ``Layer.shift`` would."""
    beliefs = sheet.beliefs[rows].copy()
    columns = np.searchsorted(sheet.keys, layer.keys)
    raw = sheet.matrix[rows][:, columns] @ (layer.levels / LEVELS / sheet.scale[columns][:, None])
    for number, cause in enumerate(layer.causes):
        place = sheet.causes.index(cause)
        added = raw[:, number] + layer.bias[number] / LEVELS
        beliefs[:, place] = shifted(beliefs[:, place], added, least_of(cause))
    return beliefs


def _hits(
    found: npt.NDArray[np.bool_],
    causes: Sequence[str],
    truth: Sequence[frozenset[str]],
    given_as: Callable[[str], str],
) -> Floats:
    """Return twice the right causes, and right and wanted ones together: their ratio is micro-F1."""
    counts = np.zeros(2)
    for row, wanted in zip(found, truth, strict=True):
        given = {given_as(causes[number]) for number in np.flatnonzero(row).tolist()} - {""}
        counts += (2 * len(given & wanted), len(given) + len(wanted))
    return counts


def _f1(counts: Floats) -> float:
    return round(float(counts[0] / counts[1]), 4) if counts[1] else 0.0


def _folds(texts: Sequence[str]) -> list[int]:
    """Return the fold of each text, the same for texts that read the same; as many folds as there are, at most five."""
    folded = [hashlib.sha256(fold(text).text.strip().encode("utf-8", "replace")).hexdigest() for text in texts]
    place = {name: number % FOLDS for number, name in enumerate(sorted(set(folded)))}
    return [place[name] for name in folded]
