"""What the engine is compared with, on the same texts: counting keywords, and TF-IDF with logistic regression.

The second is trained on the same corpus and needs scikit-learn; neither has evidence, denial or calibration.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from causes.batch import Batch
from causes.codebook import ASPECT, NO_REASON, load_codebook
from causes.corpus import Row
from causes.decide import decide
from causes.findings import Findings, FoundCause
from causes.fit import truth
from causes.match import Matcher
from causes.normalise import fold
from causes.tokens import tokens

_STRENGTH = 10.0
_THRESHOLD = 0.3


def keyword_counting(texts: Sequence[str]) -> list[Findings]:
    """Return the causes whose phrases stand in each text, the most often named as main; no denial, no praise."""
    causes = list(load_codebook().causes)
    matcher = Matcher(
        (phrase.removeprefix(ASPECT), number)
        for number, cause in enumerate(load_codebook().causes.values())
        for phrases in cause.phrases.values()
        for phrase in phrases
    )
    batch = Batch(texts)
    hits = matcher.hits(batch)
    counts = np.zeros((len(texts), len(causes)), np.int64)
    np.add.at(counts, (batch.text_of(hits.start), hits.tag), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return [_findings(row, row > 0, causes) for row in shares]


def tfidf_regression(texts: Sequence[str], answers: Sequence[Row]) -> list[Findings]:
    """Return what TF-IDF of words and Han characters with one-vs-rest logistic regression finds."""
    causes = list(load_codebook().causes)
    features = TfidfVectorizer(analyzer=_terms, min_df=2, sublinear_tf=True)
    model = OneVsRestClassifier(LogisticRegression(C=_STRENGTH, solver="liblinear"))
    model.fit(features.fit_transform(row["text"] for row in answers), truth(answers, causes))
    probabilities = model.predict_proba(features.transform(texts))
    given = decide(probabilities.copy(), _THRESHOLD, causes)
    return [_findings(row, chosen, causes) for row, chosen in zip(probabilities, given, strict=True)]


def _terms(text: str) -> list[str]:
    """Return word stems 1–2, jieba's words and Han characters 1–2 of a text."""
    folded = fold(text).text
    words = [token.stem for token in tokens(folded)]
    han = re.findall("[\u4e00-\u9fff]", folded)
    return [*words, *map(" ".join, pairwise(words)), *han, *map("".join, pairwise(han))]


def _findings(scores: np.ndarray, given: np.ndarray, causes: list[str]) -> Findings:
    found = [FoundCause(causes[i], float(scores[i]), "baseline", ()) for i in np.flatnonzero(given)]
    found.sort(key=lambda f: -f.score)
    found = found or [FoundCause(NO_REASON, 1.0, "baseline", ())]
    return Findings("und", "ok", tuple(found), found[0].cause, unsure=False)
