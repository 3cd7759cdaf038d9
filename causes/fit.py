"""The arithmetic of training: cross-validation by writer, calibration, threshold."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression

from causes.calibration import Calibration, Read, inputs
from causes.codebook import load_codebook
from causes.corpus import Row
from causes.decide import decide
from causes.features import Seen, reader
from causes.model import Model

FOLDS = 5
_THRESHOLDS = np.arange(0.2, 0.62, 0.02)
_FLAT = 0.002  # of F1
_BATCH = 2_000

Array = np.ndarray


def truth(rows: Sequence[Row], causes: Sequence[str]) -> Array:
    """Return texts × causes, 1 where a row has the cause."""
    found = np.zeros((len(rows), len(causes)), np.int8)
    for number, row in enumerate(rows):
        for cause in row["causes"]:
            found[number, list(causes).index(cause)] = 1
    return found


def folds_by_writer(writers: Sequence[str], folds: int = FOLDS) -> Array:
    """Return the fold of each row: every writer wholly in one, the folds about equal in size."""
    sizes = {writer: list(writers).count(writer) for writer in set(writers)}
    load, place = np.zeros(folds), {}
    for writer in sorted(sizes, key=lambda w: (-sizes[w], w)):
        place[writer] = int(load.argmin())
        load[place[writer]] += sizes[writer]
    return np.array([place[writer] for writer in writers])


def cross_validate(model_of: Callable[[Array], Model], answers: Sequence[Row], share: float = 1.0) -> Array:
    """Return the logits of every answer by a model that has not seen its writer.

    `model_of` learns from the answers with the numbers that it is given. With a `share` below 1 it is given that part
    of the other writers' answers only.
    """
    fold = folds_by_writer([row["writer"] for row in answers])
    drawn = np.random.default_rng(0).random(len(fold)) < share
    logits = np.zeros((len(answers), len(load_codebook().causes)), np.float32)
    for number in range(FOLDS):
        model = model_of(np.flatnonzero((fold != number) & drawn))
        held = np.flatnonzero(fold == number)
        logits[held] = logits_of(model, [answers[i]["text"] for i in held.tolist()])
    return logits


def logits_of(model: Model, texts: Sequence[str]) -> Array:
    """Return the logits of texts, as they are served."""
    return np.concatenate([model.score(seen).logits for seen in _seen(texts)])


def shape_of(texts: Sequence[str]) -> tuple[Array, Array]:
    """Return the lengths of texts, and which causes phrases name in them."""
    eyes = reader(load_codebook())
    lengths, named = zip(*((seen.batch.lengths(), eyes.named(seen)) for seen in _seen(texts)), strict=True)
    return np.concatenate(lengths), np.concatenate(named)


def _seen(texts: Sequence[str]) -> Iterator[Seen]:
    eyes = reader(load_codebook())
    for begin in range(0, len(texts), _BATCH):
        yield eyes.see(texts[begin : begin + _BATCH])


def calibrate(logits: Array, lengths: Array, labels: Array, mains: Array) -> Calibration:
    """Return the calibration that fits held-out logits best; `mains` are the numbers of the main causes."""
    columns = inputs(logits, lengths)
    mean, deviation = columns.mean(axis=0), columns.std(axis=0) + 1e-6
    columns = (columns - mean) / deviation

    def fit(cause: int) -> Array:
        fitted = LogisticRegression(C=1.0, max_iter=500).fit(columns, labels[:, cause])
        return np.append(fitted.coef_[0], fitted.intercept_)

    lines = np.array(Parallel(2, max_nbytes=None)(delayed(fit)(cause) for cause in range(labels.shape[1]))).T
    main = LogisticRegression(C=0.3, max_iter=500, tol=1e-3).fit(columns, mains)
    lines = np.hstack([lines, np.vstack([main.coef_.T, main.intercept_])])
    weights = lines[:-1] / deviation[:, None]
    return Calibration(weights, lines[-1] - mean @ weights)


def held_out_beliefs(logits: Array, lengths: Array, labels: Array, mains: Array, fold: Array) -> Read:
    """Return what held-out logits mean, each calibrated on the other folds."""
    read = Read(np.zeros_like(logits), np.zeros_like(logits))
    for number in range(FOLDS):
        held = fold == number
        rest = (column[~held] for column in (logits, lengths, labels, mains))
        found = calibrate(*rest).read(logits[held], lengths[held])
        read.probabilities[held], read.mains[held] = found
    return read


def choose_thresholds(
    read: Read, named: Array, answers: Sequence[Row], causes: list[str]
) -> tuple[float, float, dict[str, Any]]:
    """Return the threshold, that of causes which a phrase names, and the figures that they give.

    F1 is flat around its best: the highest threshold that costs almost nothing gives the fewest false causes, and the
    lowest for what a phrase names (texts × causes) misses the fewest that are said outright.
    """
    labels = truth(answers, causes).astype(bool)
    scores = {t: _micro_f1(decide(read.probabilities, t, causes), labels) for t in _THRESHOLDS}
    best = round(float(max(t for t, score in scores.items() if score >= max(scores.values()) - _FLAT)), 3)

    def given_from(least: float) -> Array:
        return decide(read.probabilities, np.where(named, np.float32(least), np.float32(best)), causes)

    enough = _micro_f1(given_from(best), labels) - _FLAT
    fits = [best, *(t for t in _THRESHOLDS if t < best and _micro_f1(given_from(t), labels) >= enough)]
    least = round(float(min(fits)), 3)
    given = given_from(least)
    langs = np.array([row["lang"] for row in answers])
    mains = np.array([row["main"] for row in answers])
    top = np.array(causes)[np.where(given, read.probabilities + read.mains, 0).argmax(axis=1)]
    figures: dict[str, Any] = {
        "micro_f1": round(_micro_f1(given, labels), 4),
        "main": round(float((top == mains).mean()), 4),
    }
    figures |= {
        f"micro_f1 {lang}": round(_micro_f1(given[langs == lang], labels[langs == lang]), 4)
        for lang in sorted(set(langs))
    }
    figures["f1 by cause"] = {c: round(_micro_f1(given[:, [i]], labels[:, [i]]), 4) for i, c in enumerate(causes)}
    return best, least, figures


def _micro_f1(given: Array, labels: Array) -> float:
    whole = given.sum() + labels.sum()
    return float(2 * (given & labels).sum() / whole) if whole else 0.0
