"""Large batches are searched in another way than small ones: the same is found."""

import numpy as np
import pytest

from causes import load_codebook, match
from causes.batch import Batch
from causes.corpus import read_corpus
from causes.features import reader
from causes.index import Index
from causes.trie import Trie

_ODD = ["", "太贵" * 2_000, "ａｐｉ没有…", "it's the price's fault", "\x00'"]
TEXTS = [*[row["text"] for row in read_corpus()][::37], *_ODD]


def test_a_tree_and_an_automaton_find_the_same_patterns(monkeypatch):
    matcher, batch = reader(load_codebook())._matcher, Batch(TEXTS)
    monkeypatch.setattr(match, "_MANY", 0)
    by_tree = matcher.hits(batch)
    monkeypatch.setattr(match, "_MANY", len(batch.codes))
    for ours, theirs in zip(by_tree, matcher.hits(batch), strict=True):
        assert np.array_equal(ours, theirs)


def test_a_tree_without_patterns_finds_nothing():
    batch = Batch(["太贵了"])
    assert [len(column) for column in Trie([]).find(batch, np.arange(3))] == [0, 0, 0]


@pytest.mark.parametrize("size", [0, 1, 3, 1_000, 20_000])
def test_an_index_knows_its_keys_and_no_others(size):
    draw = np.random.default_rng(size)
    keys = draw.permutation(np.unique(draw.integers(0, 1 << 20, 2 * size, np.uint32)))
    known, others = keys[::2].copy(), keys[1::2]
    at, rows = Index(known).find(np.concatenate([others, known]))
    assert np.array_equal(at, len(others) + np.arange(len(known)))
    assert np.array_equal(rows, np.arange(len(known)))


def test_keys_that_share_a_slot_are_told_apart():
    keys = (np.arange(500, dtype=np.uint32) << np.uint32(16)) + np.uint32(7)
    at, rows = Index(keys).find(np.append(keys, keys[::-1] + np.uint32(1 << 30)))
    assert np.array_equal(at, np.arange(500))
    assert np.array_equal(rows, np.arange(500))
