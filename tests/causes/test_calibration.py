"""Probabilities: from the scores of all causes, the same for a text alone and in a batch, and always probabilities."""

import numpy as np

from causes.batch import Batch
from causes.decide import decide
from causes.model import shipped_model


def test_a_text_alone_is_believed_as_in_a_batch():
    logits = np.random.default_rng(0).normal(0, 3, (500, len(shipped_model().causes))).astype(np.float32)
    lengths = np.arange(500)
    calibration = shipped_model().calibration
    together = calibration.read(logits, lengths)
    for number, row in enumerate(logits):
        alone = calibration.read(row[None], lengths[number : number + 1])
        assert (alone.probabilities[0] == together.probabilities[number]).all()
        assert (alone.mains[0] == together.mains[number]).all()


def test_any_score_is_a_probability():
    ends = np.array([[-1e30], [-50], [0], [50], [1e30]], np.float32)
    scores = np.repeat(ends, len(shipped_model().causes), axis=1)
    read = shipped_model().calibration.read(scores, np.array([0, 1, 50, 5_000, 10_000]))
    for found in read:
        assert ((found >= 0) & (found <= 1)).all()
    assert np.allclose(read.mains.sum(axis=1), 1)


def test_the_length_of_a_text_counts_han_twice_whoever_reads_it():
    texts = ["", "太贵了", "too dear", "太贵 too dear", "Ｔoo ㏑"]
    assert Batch(texts).lengths().tolist() == [0, 6, 8, 13, 6]


def test_what_a_phrase_names_needs_less_to_be_given():
    model = shipped_model()
    assert model.named_threshold < model.threshold
    between = (model.named_threshold + model.threshold) / 2
    probabilities = np.array([[0.9, between, between]], np.float32)
    named = np.array([[False, True, False]])
    assert decide(probabilities, model.thresholds(named), ["price", "quality", "trust"]).tolist() == [
        [True, True, False]
    ]
