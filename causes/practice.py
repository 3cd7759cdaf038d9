"""How weights are learned: in rounds, and each round reads the answers with other words left out and other words added.

People say why they leave among much that says nothing: that they leave, that they are angry, what they use it for.
A model that reads each answer as it stands leans on whatever word the writers of the corpus happened to use beside a
cause. So each round leaves words out, leaves features out, and puts sentences beside the answer that give no reason
(`causes/data/asides.toml`): what an answer is about must be told by each of its signs, and not by an aside. The score
that is put right is the one that is served (`causes.model`): the whole text and its best sentence, half each.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed

from causes.batch import Ints, beginnings
from causes.normalise import DATA
from causes.table import Finds, Sentences, Table

_FEW = 12  # words up to which an answer is read whole: without one of them it may say something else
_FAR = 8  # words between the ends of a pair, of which only the ends matter
_STRETCH = np.float32(6.0)  # of the rows: the steps are right for values about one
_START = 0.01  # of the squared slopes that steps are divided by
_BATCH = 64
_SEED = 11  # of the first run

Array = np.ndarray


@dataclass(frozen=True)
class Settings:
    """What was chosen by cross-validation by writer."""

    runs: int = 4  # over which weights are averaged: what only the draw of one run brought is evened out
    rounds: int = 12
    words_left_out: float = 0.2
    features_left_out: float = 0.4
    asides: tuple[float, ...] = (0.4, 0.35, 0.2, 0.05)  # shares of the answers that have none, one, two, three beside
    pace: float = 0.3
    phrase_weight: float = 0.6  # of a phrase of the codebook beside an answer of the corpus
    damping: float = 10.0  # added to the squared length of a text


def read_asides() -> dict[str, list[str]]:
    """Return sentences that give no reason, by script: "en" and "zh"."""
    kinds = tomllib.loads((DATA / "asides.toml").read_text(encoding="utf-8")).values()
    return {script: [line for kind in kinds for line in kind[script]] for script in ("en", "zh")}


def words_digest() -> str:
    """Return what tells the lists of words apart that a text is read by: asides, concepts, cues, folded characters."""
    sha = hashlib.sha256()
    for name in ("asides.toml", "concepts.toml", "cues.toml", "t2s.txt"):
        sha.update((DATA / name).read_bytes())
    return sha.hexdigest()


class Practice:
    """Answers and phrases to learn from, with the asides."""

    def __init__(self, table: Table, languages: Sequence[str], settings: Settings) -> None:
        """Take the table of all texts; `languages` are those of its first texts, the answers; the rest are phrases."""
        self._table, self._settings = table, settings
        self._answers = len(languages)
        self._english = np.array([language == "en" for language in languages])
        asides = read_asides()
        self._asides = table.read(asides["en"] + asides["zh"])
        self._aside_bounds = np.array([0, len(asides["en"]), self._asides.shape[0]])

    def learn(self, answers: Array, labels: Array, importance: Array) -> tuple[Array, Array]:
        """Return weights (features × causes) and biases: the mean of runs that draw otherwise.

        `answers` are the numbers of the answers to learn from; `labels` (texts × causes) and `importance` are those of
        all texts.
        """
        rows = np.r_[answers, np.arange(self._answers, self._table.texts)]
        own = labels[rows], importance[rows]
        runs = [delayed(self._run)(rows, *own, _SEED + run) for run in range(self._settings.runs)]
        weights, biases = zip(*Parallel(2)(runs), strict=True)
        return sum(weights) / len(runs), sum(biases) / len(runs)

    def _run(self, rows: Array, labels: Array, importance: Array, seed: int) -> tuple[Array, Array]:
        """Return weights and biases after going through some texts, answers first, in rounds."""
        finds, column = self._of(rows)
        answers = rows[rows < self._answers]
        draw = np.random.default_rng(seed)
        learner = _Learner(self._table.scale, labels, importance, self._settings, seed)
        for number in range(self._settings.rounds):
            answered = self._some_words(finds, column, len(answers), draw)
            aside = self._some_asides(answers, draw)
            features = sp.vstack([answered.features, aside.features]).tocsr()
            sentences = Sentences(features, np.r_[answered.text, aside.text])
            learner.go_through(sentences, self._settings.pace * (1 - 0.8 * number / self._settings.rounds))
        return learner.weights * _STRETCH, learner.bias

    def _of(self, rows: Array) -> tuple[Finds, Ints]:
        """Return the finds of some texts, which are numbered anew, and their features."""
        number = np.full(self._table.texts, -1)
        number[rows] = np.arange(len(rows))
        text = number[self._table.finds.text]
        return self._table.finds._replace(text=text).where(text >= 0), self._table.column[text >= 0]

    @staticmethod
    def _whole(finds: Finds, answers: int) -> Array:
        """Return which finds are of texts that are read whole: phrases, and answers of a few words."""
        first, last = np.full(int(finds.text.max()) + 1, np.iinfo(np.int64).max), np.zeros(int(finds.text.max()) + 1)
        np.minimum.at(first, finds.text, finds.first)
        np.maximum.at(last, finds.text, finds.last)
        few: Array = last - first < _FEW
        return (finds.text >= answers) | few[finds.text]

    def _some_words(self, finds: Finds, column: Ints, answers: int, draw: np.random.Generator) -> Sentences:
        """Return texts with some words of the answers left out, and so all that is made of them."""
        gone = draw.random(int(finds.last.max()) + 1) < self._settings.words_left_out
        before = np.r_[0, np.cumsum(gone)]
        hurt = before[finds.last + 1] > before[finds.first]
        far = finds.last - finds.first >= _FAR
        hurt[far] = (gone[finds.first] | gone[finds.last])[far]
        kept = ~hurt | self._whole(finds, answers)
        return self._table.sentences(finds.where(kept), column[kept])

    def _some_asides(self, answers: Array, draw: np.random.Generator) -> Sentences:
        """Return the asides that stand beside each answer, in its own script."""
        shares = self._settings.asides
        answer = np.repeat(np.arange(len(answers)), draw.choice(len(shares), len(answers), p=shares))
        script = (~self._english[answers[answer]]).astype(np.intp)
        size = np.diff(self._aside_bounds)[script]
        aside = self._aside_bounds[script] + (draw.random(len(answer)) * size).astype(np.intp)
        return Sentences(self._asides[aside], answer)


class _Learner:
    """Logistic regressions by stochastic gradient descent, with steps of their own for each weight (Adagrad)."""

    def __init__(self, scale: Array, labels: Array, importance: Array, settings: Settings, seed: int) -> None:
        """Begin with weights of nought; `labels` and `importance` are those of the texts to be gone through."""
        self.weights = np.zeros((len(scale), labels.shape[1]), np.float32)
        self.bias = np.full(labels.shape[1], -2.5, np.float32)
        self._slopes, self._bias_slopes = np.full_like(self.weights, _START), np.full_like(self.bias, _START)
        self._scale, self._settings = scale, settings
        self._wanted, self._importance = labels.astype(np.float32), importance.astype(np.float32)[:, None]
        self._draw = np.random.default_rng(seed)

    def go_through(self, sentences: Sentences, pace: float) -> None:
        """Learn from every text once, in an order of its own."""
        texts, damping = len(self._wanted), self._settings.damping
        squares = sentences.features @ self._scale**2
        whole = (1 / np.sqrt(np.bincount(sentences.text, squares, texts) + damping)).astype(np.float32)[:, None]
        order = self._draw.permutation(texts)
        place = np.argsort(order)[sentences.text]
        by_place = np.argsort(place, kind="stable")
        place, own = place[by_place], (1 / np.sqrt(squares[by_place] + damping)).astype(np.float32)[:, None]
        matrix = (sentences.features @ sp.diags((self._scale * _STRETCH).astype(np.float32))).tocsr()[by_place]
        bounds = place.searchsorted(np.arange(0, texts + _BATCH, _BATCH)).tolist()
        for number, (begin, end) in enumerate(pairwise(bounds)):
            if begin < end:
                text = order[number * _BATCH : (number + 1) * _BATCH]
                lengths = own[begin:end], whole[text]
                self._step(matrix[begin:end], place[begin:end] - number * _BATCH, lengths, text, pace)

    def _step(self, matrix: sp.csr_matrix, place: Ints, lengths: tuple[Array, Array], text: Ints, pace: float) -> None:
        """Learn from a few texts, of which some features are left out and the rest count as much more.

        `place` says of which of the texts each sentence is; `lengths` are one over those of sentences and of texts.
        """
        left_out = self._settings.features_left_out
        values = (matrix.data * (self._draw.random(matrix.nnz) >= left_out) / (1 - left_out)).astype(np.float32)
        features, column = np.unique(matrix.indices, return_inverse=True)
        some = sp.csr_matrix((values, column.astype(np.int32), matrix.indptr), (matrix.shape[0], len(features)))
        weights, (own, whole) = self.weights[features], lengths
        sums, first = some @ weights, beginnings(place)
        each, said = sums * own, place[first]
        best, summed = np.zeros_like(self._wanted[text]), np.zeros_like(self._wanted[text])
        best[said], summed[said] = np.maximum.reduceat(each, first), np.add.reduceat(sums, first)
        score = self.bias + (summed * whole + best) / 2
        wrong = self._importance[text] * (1 / (1 + np.exp(-score)) - self._wanted[text]) / len(text)
        slope = some.T.tocsr() @ ((wrong * whole)[place] + (each >= best[place]) * wrong[place] * own) / 2
        self._slopes[features] += slope * slope
        self.weights[features] = weights - pace * slope / np.sqrt(self._slopes[features])
        self._bias_slopes += wrong.sum(axis=0) ** 2
        self.bias -= pace * wrong.sum(axis=0) / np.sqrt(self._bias_slopes)
