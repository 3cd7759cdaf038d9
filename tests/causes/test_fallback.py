"""Without the accelerators the results are the same."""

import sys

from causes import find_causes_many, load_codebook
from causes.corpus import read_corpus
from causes.features import reader
from causes.match import plain_finder
from causes.tokens import han_cutter, jieba_cutter, tokens

TEXTS = [row["text"] for row in read_corpus()][::199]


def test_plain_python_finds_the_same_causes(monkeypatch):
    fast = find_causes_many(TEXTS)
    matcher = reader(load_codebook())._matcher
    monkeypatch.setattr(matcher, "_find", plain_finder(matcher.patterns))
    assert find_causes_many(TEXTS) == fast


def test_without_rjieba_jieba_cuts(monkeypatch):
    fast = [tokens(text) for text in TEXTS]
    monkeypatch.setitem(sys.modules, "rjieba", None)
    han_cutter.cache_clear()
    assert han_cutter() is jieba_cutter()
    assert [tokens(text) for text in TEXTS] == fast
    han_cutter.cache_clear()
