"""Probabilities: from the scores of all causes, the same for a text alone and in a batch, and always probabilities."""

import numpy as np

from causes.model import shipped_model


def test_a_text_alone_is_believed_as_in_a_batch():
    logits = np.random.default_rng(0).normal(0, 3, (500, len(shipped_model().causes))).astype(np.float32)
    calibration = shipped_model().calibration
    together = calibration.read(logits)
    for number, row in enumerate(logits):
        alone = calibration.read(row[None])
        assert (alone.probabilities[0] == together.probabilities[number]).all()
        assert (alone.mains[0] == together.mains[number]).all()


def test_any_score_is_a_probability():
    ends = np.array([[-1e30], [-50], [0], [50], [1e30]], np.float32)
    read = shipped_model().calibration.read(np.repeat(ends, len(shipped_model().causes), axis=1))
    for found in read:
        assert ((found >= 0) & (found <= 1)).all()
    assert np.allclose(read.mains.sum(axis=1), 1)
