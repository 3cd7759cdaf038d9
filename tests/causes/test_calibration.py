"""Probabilities: from the scores of all causes, the same for a text alone and in a batch, and always probabilities."""

import numpy as np

from causes.model import shipped_model


def test_a_text_alone_is_believed_as_in_a_batch():
    logits = np.random.default_rng(0).normal(0, 3, (500, len(shipped_model().causes))).astype(np.float32)
    calibration = shipped_model().calibration
    alone = np.concatenate([calibration.probabilities(row[None]) for row in logits])
    assert (alone == calibration.probabilities(logits)).all()


def test_any_score_is_a_probability():
    ends = np.array([[-1e30], [-50], [0], [50], [1e30]], np.float32)
    found = shipped_model().calibration.probabilities(np.repeat(ends, len(shipped_model().causes), axis=1))
    assert ((found >= 0) & (found <= 1)).all()
