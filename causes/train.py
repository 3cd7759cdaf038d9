"""`python -m causes.train`: from the corpus and the phrases to the model artefact and its card. Deterministic.

One logistic regression a cause over the features of `causes.features`, learned in the rounds of `causes.practice`. The
figures on the card are cross-validated by writer: no voice is on both sides. The same runs calibrate the probabilities
and set the threshold. Needs scikit-learn; serving does not.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from causes.calibration import Calibration
from causes.codebook import ASPECT, MODEL, NO_REASON, causes_digest, load_codebook
from causes.corpus import Row, corpus_digest, read_corpus
from causes.fit import (
    FOLDS,
    calibrate,
    choose_thresholds,
    cross_validate,
    folds_by_writer,
    held_out_beliefs,
    shape_of,
    truth,
)
from causes.model import SQUARE_LEVELS, Model
from causes.normalise import fold
from causes.practice import Practice, Settings, words_digest
from causes.table import Table, build_table

CARD = MODEL.with_name("model_card.json")
_LEVELS = 127
_PAIRS = 8_000
_BETWEEN = (". ", ". ", ", and ", "; ", ", plus ", ", "), ("。", "，", "，而且", "；", "，还有", " ")
_SEED = 5
_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2)  # of the corpus, for the learning curve


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


def phrase_pairs(phrases: Sequence[Row], size: int = _PAIRS) -> list[Row]:
    """Return phrases of two causes one after the other, with both causes: what is complained of first hides nothing.

    Always the same ones; "no reason" is in none.
    """
    draw = random.Random(_SEED)
    reasons = [row for row in phrases if row["causes"] != [NO_REASON]]
    scripts = [[row for row in reasons if row["text"].isascii() == latin] for latin in (True, False)]
    pairs: list[Row] = []
    while len(pairs) < size:
        latin = draw.random() < 0.5
        one, two = draw.sample(scripts[0 if latin else 1], 2)
        if one["causes"] != two["causes"]:
            between = draw.choice(_BETWEEN[0 if latin else 1])
            text = one["text"] + between + two["text"]
            pairs.append({"text": text, "causes": one["causes"] + two["causes"], "writer": "phrases"})
    return pairs


def train(settings: Settings, *, curve: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of the artefact and the card; with `curve` the card says how the figure grew with the corpus."""
    answers, single = read_corpus(), phrase_rows()
    phrases = single + phrase_pairs(single)
    causes = list(load_codebook().causes)
    table = build_table([row["text"] for row in [*answers, *phrases]], len(answers))
    importance = np.r_[np.ones(len(answers)), np.full(len(phrases), settings.phrase_weight)]
    every = truth([*answers, *phrases], causes)
    labels = every[: len(answers)]
    mains = np.array([causes.index(row["main"]) for row in answers])
    practice = Practice(table, [row["lang"] for row in answers], settings)
    fold = folds_by_writer([row["writer"] for row in answers])
    lengths, named = shape_of([row["text"] for row in answers])

    def model_of(rows: np.ndarray) -> Model:
        weights, bias = practice.learn(rows, every, importance)
        unset = {"damping": settings.damping, "threshold": 0.5, "named_threshold": 0.5}
        return Model(_parts(table, weights, bias, causes, unset))

    def held_out(share: float) -> tuple[Calibration, float, float, dict[str, Any]]:
        logits = cross_validate(model_of, answers, share)
        read = held_out_beliefs(logits, lengths, labels, mains, fold)
        return calibrate(logits, lengths, labels, mains), *choose_thresholds(read, named, answers, causes)

    weights, bias = practice.learn(np.arange(len(answers)), every, importance)
    fitted, threshold, named_threshold, figures = held_out(1.0)
    about = {
        "damping": settings.damping,
        "threshold": threshold,
        "named_threshold": named_threshold,
        "corpus": corpus_digest(answers),
        "codebook": causes_digest(load_codebook().causes),
        "words": words_digest(),
    }
    parts = _parts(table, weights, bias, causes, about)
    parts |= {"calibration": fitted.weights, "offsets": fitted.offsets}
    card = _card(about, answers, single, len(table.keys), figures)
    if curve:
        learned = len(answers) * (FOLDS - 1) // FOLDS
        card["learning_curve"] = [[int(learned * s), held_out(s)[3]["micro_f1"]] for s in _SHARES]
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
    parser.add_argument("--curve", action="store_true", help="also train on parts of the corpus (twice as long)")
    given = parser.parse_args(arguments)
    parts, card = train(Settings(), curve=given.curve)
    np.savez_compressed(given.to, **parts)
    given.to.with_name(CARD.name).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(card["cross_validated_by_writer"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
