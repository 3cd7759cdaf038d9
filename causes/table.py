"""Texts to learn from, as the features that stand in them, each with the words that it is made of."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from causes.batch import DIGIT, Batch, Ints, beginnings
from causes.codebook import load_codebook
from causes.features import GROUPS, reader
from causes.ngrams import Keys

_BATCH = 2_000
_LEAST_TEXTS = 2  # in which a feature must stand
_TOO_COMMON = 0.04  # share of the texts from which a single word or character tells nothing ("you", 的)

# How much a group of features counts beside the others.
GROUP_WEIGHT = {name: 0.4 if name.startswith("letters") else 1.0 for name in GROUPS}


class Finds(NamedTuple):
    """Features where they stand: text, sentence, key, group, first word and last; words are numbered through."""

    text: Ints
    sentence: Ints
    key: Keys
    group: Ints
    first: Ints
    last: Ints

    def where(self, kept: Ints) -> "Finds":
        """Return those that a mask or an order takes."""
        return Finds(*(column[kept] for column in self))


class Sentences(NamedTuple):
    """Which features stand in each sentence, and the text of each."""

    features: sp.csr_matrix
    text: Ints


class Table(NamedTuple):
    """Known features, the most frequent first, how much each counts, and where they stand: by sentence and feature."""

    keys: Keys
    scale: np.ndarray
    finds: Finds  # of known features
    column: Ints  # the feature of each find
    texts: int

    def sentences(self, finds: Finds, column: Ints) -> Sentences:
        """Return the sentences that finds and their features stand in; finds are by sentence and feature."""
        begins, once = beginnings(finds.sentence), np.ones(len(column), np.bool_)
        once[1:] = (finds.sentence[1:] != finds.sentence[:-1]) | (column[1:] != column[:-1])
        fresh = np.zeros(len(column), np.int64)
        fresh[begins] = 1
        number = np.cumsum(fresh) - 1
        cells = np.ones(int(once.sum()), np.float32), (number[once], column[once])
        return Sentences(sp.csr_matrix(cells, (len(begins), len(self.keys))), finds.text[begins])

    def read(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Return which features stand in other texts."""
        finds = find(texts)
        place = np.argsort(self.keys)
        at = np.minimum(self.keys.searchsorted(finds.key, sorter=place), len(self.keys) - 1)
        known = self.keys[place[at]] == finds.key
        cells = np.ones(int(known.sum()), np.float32), (finds.text[known], place[at][known])
        standing = sp.csr_matrix(cells, (len(texts), len(self.keys)))
        standing.data[:] = 1  # however often
        return standing


def build_table(texts: Sequence[str], answers: int) -> Table:
    """Return the features of texts; the first `answers` are answers, the rest phrases, which do not see themselves."""
    finds = find(texts)
    finds = finds.where((finds.text < answers) | (finds.group != GROUPS.index("phrase")))
    known, first, column = np.unique(finds.key, return_index=True, return_inverse=True)
    standing = np.unique(column.astype(np.int64) * len(texts) + finds.text) // len(texts)
    seen = np.bincount(standing, minlength=len(known))
    group = finds.group[first]
    single = np.isin(group, [GROUPS.index("word1"), GROUPS.index("han1")])
    kept = np.flatnonzero((seen >= _LEAST_TEXTS) & ~(single & (seen > _TOO_COMMON * len(texts))))
    kept = kept[np.argsort(-seen[kept], kind="stable")]  # what is used most lies together in memory
    rarity = np.log((1 + len(texts)) / (1 + seen[kept])) + 1
    weight = np.array([GROUP_WEIGHT[name] for name in GROUPS])[group[kept]]
    place = np.full(len(known), -1)
    place[kept] = np.arange(len(kept))
    column = place[column]
    finds, column = _in_order(finds.where(column >= 0), column[column >= 0])
    return Table(known[kept], (rarity * weight).astype(np.float32), finds, column, len(texts))


def find(texts: Sequence[str]) -> Finds:
    """Return every feature of texts where it stands."""
    eyes = reader(load_codebook())
    found, sentences, words = [], 0, 0
    for begin in range(0, len(texts), _BATCH):
        seen = eyes.see(texts[begin : begin + _BATCH])
        word = word_numbers(seen.batch)
        text, sentence = begin + seen.batch.text_of(seen.start), seen.batch.sentence[seen.start].astype(np.int64)
        first, last = words + word[seen.start], words + word[seen.end - 1]
        found.append(Finds(text, sentences + sentence, seen.keys, seen.group, first, last))
        sentences, words = sentences + int(seen.batch.sentence[-1]) + 1, words + int(word[-1]) + 1
    return Finds(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def word_numbers(batch: Batch) -> Ints:
    """Return the number of the word or number that each character is of; any other character stands by itself."""
    kinds = np.where(batch.kinds == DIGIT, 2, batch.letters.astype(np.int64))
    alone = np.where(kinds, kinds, 3 + np.arange(len(kinds)))
    fresh = np.zeros(len(kinds), np.int64)
    fresh[beginnings(alone)] = 1
    return np.cumsum(fresh) - 1


def _in_order(finds: Finds, column: Ints) -> tuple[Finds, Ints]:
    order = np.lexsort((column, finds.sentence))
    return finds.where(order), column[order]
