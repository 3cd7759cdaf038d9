"""`python -m causes.train`: from the corpus and the phrases to the model artefact and its card. Deterministic.

One logistic regression a cause over the features of `causes.features`. The figures on the card are cross-validated
by writer: no voice is on both sides. The same runs calibrate the probabilities and set the threshold. Needs
scikit-learn; serving does not.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from causes.batch import Ints
from causes.calibration import Calibration
from causes.codebook import ASPECT, MODEL, causes_digest, load_codebook
from causes.corpus import Row, corpus_digest, read_corpus
from causes.features import GROUPS, reader
from causes.fit import (
    FOLDS,
    Sheet,
    calibrate,
    choose_threshold,
    cross_validate,
    folds_by_writer,
    held_out_probabilities,
    truth,
)
from causes.model import SQUARE_LEVELS, Model
from causes.ngrams import Keys
from causes.normalise import fold

CARD = MODEL.with_name("model_card.json")
_BATCH = 2_000
_LEAST_TEXTS = 2  # in which a feature must stand
_TOO_COMMON = 0.04  # share of the texts from which a single word or character tells nothing ("you", 的)
_LEVELS = 127
_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2)  # of the corpus, for the learning curve

# How much a group of features counts beside the others.
GROUP_WEIGHT = {name: 0.4 if name.startswith("letters") else 1.0 for name in GROUPS}


@dataclass(frozen=True)
class Settings:
    """What was chosen by cross-validation."""

    strength: float = 20.0  # inverse regularisation
    phrase_weight: float = 0.3  # of a phrase of the codebook beside an answer of the corpus
    damping: float = 10.0  # added to the squared length of a text


@dataclass
class Table:
    """Texts as rows of known features: `counts` (texts × features, 1 or none), and the key and scale of each."""

    counts: sp.csr_matrix
    keys: Keys
    scale: np.ndarray
    group: Ints

    def matrix(self, damping: float) -> sp.csr_matrix:
        """Return the rows scaled, and divided by their length."""
        scaled = self.counts @ sp.diags(self.scale)
        squares = np.asarray(self.counts @ (self.scale**2)).ravel()
        return (sp.diags(1 / np.sqrt(squares + damping)) @ scaled).tocsr().astype(np.float32)


def phrase_rows() -> list[Row]:
    """Return the complaint phrases of the codebook as short labelled texts; one that two scripts share stands once."""
    rows = {
        (cause.key, fold(phrase).text): {"text": phrase, "causes": [cause.key], "writer": "phrases"}
        for cause in load_codebook().causes.values()
        for phrases in cause.phrases.values()
        for phrase in phrases
        if not phrase.startswith(ASPECT)
    }
    return list(rows.values())


def build_table(texts: Sequence[str], answers: int) -> Table:
    """Return the features of texts; the first `answers` are answers, the rest phrases, which do not see themselves."""
    rows, keys, groups = [], [], []
    eyes = reader(load_codebook())
    for begin in range(0, len(texts), _BATCH):
        seen = eyes.see(texts[begin : begin + _BATCH])
        number = begin + seen.batch.text_of(seen.start)
        kept = (number < answers) | (seen.group != GROUPS.index("phrase"))
        rows.append(number[kept])
        keys.append(seen.keys[kept])
        groups.append(seen.group[kept])
    return _tabled(np.concatenate(rows), np.concatenate(keys), np.concatenate(groups), len(texts))


def _tabled(rows: Ints, keys: Keys, groups: Ints, size: int) -> Table:
    known, first, column = np.unique(keys, return_index=True, return_inverse=True)
    counts = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, column)), (size, len(known)))
    counts.sum_duplicates()
    counts.data[:] = 1
    texts = np.bincount(counts.indices, minlength=len(known))
    single = np.isin(groups[first], [GROUPS.index("word1"), GROUPS.index("han1")])
    kept = np.flatnonzero((texts >= _LEAST_TEXTS) & ~(single & (texts > _TOO_COMMON * size)))
    kept = kept[np.argsort(-texts[kept], kind="stable")]  # what is used most lies together in memory
    rarity = np.log((1 + size) / (1 + texts[kept])) + 1
    weight = np.array([GROUP_WEIGHT[name] for name in GROUPS])[groups[first[kept]]]
    return Table(counts[:, kept].tocsr(), known[kept], (rarity * weight).astype(np.float32), groups[first[kept]])


def train(settings: Settings, *, curve: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of the artefact and the card; with `curve` the card says how the figure grew with the corpus."""
    answers, phrases = read_corpus(), phrase_rows()
    causes = list(load_codebook().causes)
    table = build_table([row["text"] for row in [*answers, *phrases]], len(answers))
    importance = np.r_[np.ones(len(answers)), np.full(len(phrases), settings.phrase_weight)]
    sheet = Sheet(table.matrix(settings.damping), truth([*answers, *phrases], causes), importance, answers)
    labels = sheet.labels[: len(answers)]
    fold = folds_by_writer([row["writer"] for row in answers])

    def model_of(weights: np.ndarray, bias: np.ndarray) -> Model:
        return Model(_parts(table, weights, bias, causes, {"damping": settings.damping, "threshold": 0.5}))

    def held_out(share: float) -> tuple[Calibration, float, dict[str, Any]]:
        logits = cross_validate(sheet, settings.strength, model_of, share)
        probabilities = held_out_probabilities(logits, labels, fold)
        return calibrate(logits, labels), *choose_threshold(probabilities, answers, causes)

    weights, bias = sheet.fit(np.arange(len(importance)), settings.strength)
    fitted, threshold, figures = held_out(1.0)
    about = {
        "damping": settings.damping,
        "threshold": threshold,
        "corpus": corpus_digest(answers),
        "codebook": causes_digest(load_codebook().causes),
    }
    parts = _parts(table, weights, bias, causes, about)
    parts |= {"calibration": fitted.weights, "offsets": fitted.offsets}
    card = _card(about, answers, phrases, len(table.keys), figures)
    if curve:
        learned = len(answers) * (FOLDS - 1) // FOLDS
        card["learning_curve"] = [[int(learned * s), held_out(s)[2]["micro_f1"]] for s in _SHARES]
        card["learning_curve"].append([learned, figures["micro_f1"]])
    return parts, card


def _parts(table: Table, weights: np.ndarray, bias: np.ndarray, causes: list[str], about: dict) -> dict[str, Any]:
    """Return the artefact's arrays: weights in 255 levels a cause."""
    scaled = table.scale[:, None] * weights
    unit = np.abs(scaled).max(axis=0) / _LEVELS
    unit[unit == 0] = 1
    return {
        "causes": np.array(causes),
        "keys": table.keys,
        "weights": np.round(scaled / unit).astype(np.int8),
        "unit": unit.astype(np.float32),
        "squares": np.maximum(np.round(table.scale**2 * SQUARE_LEVELS), 1).astype(np.uint16),
        "bias": bias.astype(np.float32),
        "calibration": np.zeros((0, 0)),
        "offsets": np.zeros(0),
        "about": np.array(json.dumps(about)),
    }


def _card(about: dict, answers: list[Row], phrases: list[Row], features: int, figures: dict) -> dict[str, Any]:
    return about | {
        "trained_on": datetime.now(UTC).date().isoformat(),
        "answers": len(answers),
        "writers": len({row["writer"] for row in answers}),
        "phrases": len(phrases),
        "features": features,
        "cross_validated_by_writer": figures,
        "licence": "corpus CC BY 4.0, model Apache-2.0",
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m causes.train", description="Train the model from the corpus.")
    parser.add_argument("--to", type=Path, default=MODEL)
    parser.add_argument("--curve", action="store_true", help="also train on parts of the corpus (four times as long)")
    given = parser.parse_args(arguments)
    parts, card = train(Settings(), curve=given.curve)
    np.savez_compressed(given.to, **parts)
    given.to.with_name(CARD.name).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(card["cross_validated_by_writer"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
