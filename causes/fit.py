"""The arithmetic of training: fitting, cross-validation by writer, calibration, threshold."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression

from causes.codebook import load_codebook
from causes.corpus import Row
from causes.decide import decide
from causes.features import reader
from causes.model import Model

FOLDS = 5
_THRESHOLDS = np.arange(0.2, 0.62, 0.02)
_BATCH = 2_000

Array = np.ndarray


def truth(rows: Sequence[Row], causes: Sequence[str]) -> Array:
    """Return texts × causes, 1 where a row has the cause."""
    found = np.zeros((len(rows), len(causes)), np.int8)
    for number, row in enumerate(rows):
        for cause in row["causes"]:
            found[number, list(causes).index(cause)] = 1
    return found


def fit_causes(matrix: sp.csr_matrix, labels: Array, importance: Array, strength: float) -> tuple[Array, Array]:
    """Return weights (features × causes) and biases of one logistic regression a cause."""

    def fit(cause: int) -> tuple[Array, float]:
        model = LogisticRegression(C=strength, solver="liblinear", random_state=0)
        model.fit(matrix, labels[:, cause], sample_weight=importance)
        return model.coef_[0], float(model.intercept_[0])

    matrix.sort_indices()
    fitted = Parallel(2, max_nbytes=None)(delayed(fit)(cause) for cause in range(labels.shape[1]))
    return np.array([weights for weights, _ in fitted]).T, np.array([bias for _, bias in fitted])


def folds_by_writer(writers: Sequence[str], folds: int = FOLDS) -> Array:
    """Return the fold of each row: every writer wholly in one, the folds about equal in size."""
    sizes = {writer: list(writers).count(writer) for writer in set(writers)}
    load, place = np.zeros(folds), {}
    for writer in sorted(sizes, key=lambda w: (-sizes[w], w)):
        place[writer] = int(load.argmin())
        load[place[writer]] += sizes[writer]
    return np.array([place[writer] for writer in writers])


def cross_validate(
    matrix: sp.csr_matrix,
    labels: Array,
    importance: Array,
    writers: Sequence[str],
    strength: float,
    model_of: Callable[[Array, Array], Model],
    answers: Sequence[Row],
) -> Array:
    """Return the logits of every answer by a model that has not seen its writer."""
    fold = folds_by_writer(writers)
    logits = np.zeros((len(answers), labels.shape[1]), np.float32)
    phrases = np.arange(len(answers), matrix.shape[0])
    for number in range(FOLDS):
        rows = np.r_[np.flatnonzero(fold != number), phrases]
        model = model_of(*fit_causes(matrix[rows], labels[rows], importance[rows], strength))
        held = np.flatnonzero(fold == number).tolist()
        logits[held] = logits_of(model, [answers[i]["text"] for i in held])
    return logits


def logits_of(model: Model, texts: Sequence[str]) -> Array:
    """Return the logits of texts, as they are served."""
    eyes = reader(load_codebook())
    batches = range(0, len(texts), _BATCH)
    return np.concatenate([model.score(eyes.see(texts[i : i + _BATCH])).logits for i in batches])


def calibration(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Return slope (one for all causes) and shift (one a cause) that turn logits into probabilities."""
    causes = logits.shape[1]
    which = np.tile(np.arange(causes), len(logits))
    columns = np.c_[logits.ravel(), np.eye(causes)[which]]
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1_000).fit(columns, labels.ravel())
    slope = np.full(causes, model.coef_[0][0], np.float32)
    return slope, model.coef_[0][1:].astype(np.float32)


def choose_threshold(probabilities: Array, answers: Sequence[Row], causes: list[str]) -> tuple[float, dict[str, Any]]:
    """Return the threshold and the figures that it gives.

    With calibrated probabilities F1 is best at a threshold of half the F1 that is reached.
    """
    labels = truth(answers, causes).astype(bool)
    scores = {t: _micro_f1(decide(probabilities, t, causes), labels) for t in _THRESHOLDS}
    best = round(max(scores.values()) / 2, 3)
    given = decide(probabilities, best, causes)
    langs = np.array([row["lang"] for row in answers])
    mains = np.array([row["main"] for row in answers])
    top = np.array(causes)[probabilities.argmax(axis=1)]
    figures: dict[str, Any] = {
        "micro_f1": round(_micro_f1(given, labels), 4),
        "main": round(float((top == mains).mean()), 4),
    }
    figures |= {
        f"micro_f1 {lang}": round(_micro_f1(given[langs == lang], labels[langs == lang]), 4)
        for lang in sorted(set(langs))
    }
    figures["f1 by cause"] = {c: round(_micro_f1(given[:, [i]], labels[:, [i]]), 4) for i, c in enumerate(causes)}
    return best, figures


def _micro_f1(given: Array, labels: Array) -> float:
    whole = given.sum() + labels.sum()
    return float(2 * (given & labels).sum() / whole) if whole else 0.0
