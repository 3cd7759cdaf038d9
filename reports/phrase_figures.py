"""For each phrase of a cause: how many answers it stands in, and in how many of those people said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from causes.batch import Batch
from causes.codebook import ASPECT
from causes.match import Matcher
from reports.models import Correction
from surveys.models import Answer

MOST_ANSWERS = 20_000


@dataclass(frozen=True)
class PhraseFigures:
    """A phrase with the answers that it hits, and those among them of which a person said that the cause is none."""

    phrase: str
    language: str
    answers: int
    denied: int


def phrase_figures(cause: str, phrases: Mapping[str, list[str]]) -> list[PhraseFigures]:
    """Return the figures of every phrase over the latest answers, most answers first, then in their own order."""
    every = [(language, phrase) for language, lines in phrases.items() for phrase in lines]
    pairs, _base = answers_with([phrase for _language, phrase in every])
    otherwise = np.isin(pairs[:, 1], np.array(sorted(_denied(cause)), np.int64))
    count = np.bincount(pairs[:, 0], minlength=len(every))
    wrong = np.bincount(pairs[otherwise, 0], minlength=len(every))
    figures = [
        PhraseFigures(phrase, language, int(count[number]), int(wrong[number]))
        for number, (language, phrase) in enumerate(every)
    ]
    return sorted(figures, key=lambda one: -one.answers)


def answers_with(phrases: list[str]) -> tuple[npt.NDArray[np.int64], int]:
    """Return n × 2: number of a phrase, key of an answer that it stands in, each pair once; and of how many answers.

    The latest answers are looked at.
    """
    words = Answer.objects.exclude(verbatim="").order_by("-pk").values_list("response_id", "verbatim")[:MOST_ANSWERS]
    keys, texts = [key for key, _text in words], [text for _key, text in words]
    if not texts or not phrases:
        return np.zeros((0, 2), np.int64), len(set(keys))
    batch = Batch(texts)
    hits = Matcher((phrase.removeprefix(ASPECT), number) for number, phrase in enumerate(phrases)).hits(batch)
    responses = np.array(keys, np.int64)[batch.text_of(hits.start)]
    return np.unique(np.stack([hits.tag.astype(np.int64), responses], axis=1), axis=0), len(set(keys))


def _denied(cause: str) -> set[int]:
    """Return the answers of which the latest that a person said is that ``cause`` is none."""
    latest: dict[int, str] = {}
    said = Correction.objects.filter(cause=cause, undone_at=None).order_by("corrected_at", "id")
    latest.update(said.values_list("response_id", "verdict"))
    return {response for response, verdict in latest.items() if verdict == Correction.Verdict.ABSENT}
