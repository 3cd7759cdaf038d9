"""The block of answers: one query each for responses, codings and ticked reasons; no words are read."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import F, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from customers.models import Ending
from reports.models import Coding
from reports.rollups.columns import SEPARATOR, Array, Coded, Columns, coded, ending_column, joined
from reports.rollups.grouping import grouped, sums
from surveys.models import Answer, Question, Response

DIMENSION = "is."
# A dimension that everyone has: whether they left by their own decision.
ENDING = "ending"
COLUMNS: dict[str, Any] = {
    "day": np.int32,
    "unsure": np.bool_,
    "invited": np.bool_,
    "has_mrr": np.bool_,
    "people": np.int64,
    "mrr": np.int64,
    "mrr_squares": np.float64,
    "strength": np.float64,
} | dict.fromkeys(
    (
        "survey",
        "language",
        "channel",
        "currency",
        "ending",
        "codebook",
        "status",
        "main",
        "causes",
        "reasons",
        "main_reason",
        "shown",
    ),
    str,
)
_FIELDS = (
    "pk",
    "survey__key",
    "left_on",
    "language",
    "channel",
    "currency",
    "mrr",
    "customer__ending",
    "invitation_id",
    "coded__codebook",
    "coded__status",
    "coded__unsure",
)


@dataclass(frozen=True)
class AnswerCounts:
    """Answers, counted: a row stands for ``people`` who are alike in all of it.

    ``day`` is the proleptic ordinal of the day they left; ``mrr`` the sum of their monthly revenue in cents of
    ``currency``, over those who have one (``has_mrr``), ``mrr_squares`` that of its squares in whole units. ``causes``,
    ``reasons`` and ``shown`` hold several keys. ``pairs`` is n × 2: row, and place of the cause in ``cause_keys``;
    ``strength`` (n) the sum of the scores over the people of the row. ``dimensions`` maps a name to its column.
    """

    day: Array
    survey: Coded
    language: Coded
    channel: Coded
    currency: Coded
    ending: Coded
    codebook: Coded
    status: Coded
    main: Coded
    causes: Coded
    reasons: Coded
    main_reason: Coded
    shown: Coded
    unsure: NDArray[np.bool_]
    invited: NDArray[np.bool_]
    has_mrr: NDArray[np.bool_]
    people: NDArray[np.int64]
    mrr: NDArray[np.int64]
    mrr_squares: NDArray[np.float64]
    pairs: NDArray[np.int64]
    strength: NDArray[np.float64]
    cause_keys: tuple[str, ...]
    dimensions: dict[str, Coded]

    def __len__(self) -> int:
        return len(self.day)

    def dimension(self, name: str) -> Coded:
        """Return a dimension's column; nothing is recorded of one that no answer has."""
        if name == ENDING:
            return ending_column(self.ending, Ending.INVOLUNTARY)
        return self.dimensions.get(name) or Coded(np.zeros(len(self), np.int32))


def answers_block(first: int, end: int) -> tuple[dict[str, Coded | Array], int]:
    """Return the columns of the answers with keys ``first ≤ key < end``, and how many rows they are."""
    rows = list(
        Response.objects.filter(pk__gte=first, pk__lt=end)
        .order_by("pk")
        .values_list(*_FIELDS, Cast("segment", TextField()), Cast("choice_order", TextField()))
    )
    table = list(zip(*rows, strict=True)) or [()] * (len(_FIELDS) + 2)
    given: dict[str, Any] = dict(zip((*_FIELDS, "segment", "choice_order"), table, strict=True))
    scores, mains = _codings(first, end)
    reasons, main_reasons = _reasons(first, end)
    keys: dict[str, Coded | Array] = {
        "day": np.array([day.toordinal() for day in given["left_on"]], np.int32),
        "unsure": np.array([bool(one) for one in given["coded__unsure"]], np.bool_),
        "invited": np.array([one is not None for one in given["invitation_id"]], np.bool_),
        "has_mrr": np.array([mrr is not None for mrr in given["mrr"]], np.bool_),
        "survey": coded(given["survey__key"]),
        "language": coded(given["language"]),
        "channel": coded(given["channel"]),
        "currency": coded(given["currency"]),
        "ending": coded([ending or "" for ending in given["customer__ending"]]),
        "codebook": coded([digest or "" for digest in given["coded__codebook"]]),
        "status": coded([status or "" for status in given["coded__status"]]),
        "main": coded([mains.get(key, "") for key in given["pk"]]),
        "causes": coded([SEPARATOR.join(sorted(scores[key])) for key in given["pk"]]),
        "reasons": coded([SEPARATOR.join(sorted(reasons[key])) for key in given["pk"]]),
        "main_reason": coded([main_reasons.get(key) or _only(reasons[key]) for key in given["pk"]]),
        "shown": coded([SEPARATOR.join(sorted(json.loads(order or "[]"))) for order in given["choice_order"]]),
    }
    keys |= dimension_columns(given["segment"])
    found, group = grouped(keys)
    size = int(group.max()) + 1 if len(group) else 0
    found["people"] = sums(group, np.ones(len(group)), size)
    amounts = np.array([cents(mrr) for mrr in given["mrr"]], np.int64)
    found["mrr"] = sums(group, amounts, size)
    found["mrr_squares"] = np.bincount(group, (amounts / 100) ** 2, size)
    found["strength"] = _strengths(found["causes"], group, [scores[key] for key in given["pk"]])
    return found, size


def answer_counts(blocks: list[Columns], sizes: list[int]) -> AnswerCounts:
    """Return the answers of several blocks as one table."""
    columns: dict[str, Any] = joined(blocks, sizes, COLUMNS)
    dimensions = {name[len(DIMENSION) :]: columns.pop(name) for name in list(columns) if name.startswith(DIMENSION)}
    pairs, keys = exploded(columns["causes"])
    return AnswerCounts(**columns, pairs=pairs, cause_keys=keys, dimensions=dict(sorted(dimensions.items())))


def exploded(several: Coded) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the pairs (row, place of the key) of a column that holds several keys, by row, and the keys."""
    position: dict[str, int] = {}
    sets = [
        [position.setdefault(key, len(position)) for key in value.split(SEPARATOR)] if value else []
        for value in several.values
    ]
    lengths = np.array([len(one) for one in sets], np.int64)[several.codes]
    begins = np.cumsum([0, *(len(one) for one in sets)])[:-1][several.codes]
    flat = np.array([place for one in sets for place in one], np.int64)
    rows = np.repeat(np.arange(len(several.codes)), lengths)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places = flat[np.repeat(begins, lengths) + within] if len(rows) else np.empty(0, np.int64)
    return np.column_stack([rows, places]).astype(np.int64), tuple(position)


def dimension_columns(segments: tuple[str | None, ...]) -> dict[str, Coded]:
    """Return a column for every dimension of segments given as JSON, named with a prefix."""
    read = [segment_values(segment or "{}") for segment in segments]
    names = sorted({name for segment in read for name in segment})
    return {DIMENSION + name: coded([segment.get(name, "") for segment in read]) for name in names}


@lru_cache(maxsize=20_000)
def segment_values(raw: str) -> dict[str, str]:
    """Return the dimensions and values of a segment's JSON, without empty ones."""
    return {name: str(value) for name, value in json.loads(raw).items() if value not in ("", None)}


def cents(amount: Decimal | None) -> int:
    """Return an amount with two decimals as whole cents; 0 for none."""
    return int(amount.scaleb(2).to_integral_value()) if amount is not None else 0


def _codings(first: int, end: int) -> tuple[dict[int, dict[str, float]], dict[int, str]]:
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    mains = {}
    codings = Coding.objects.filter(response_id__gte=first, response_id__lt=end).order_by("response_id")
    for response, cause, score, main in codings.values_list("response_id", "cause", "score", "main"):
        scores[response][cause] = score
        if main:
            mains[response] = cause
    return scores, mains


def _reasons(first: int, end: int) -> tuple[dict[int, list[str]], dict[int, str]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    mains: dict[int, str] = {}
    kinds = (Question.Kind.SEVERAL, Question.Kind.SINGLE, Question.Kind.MAIN)
    answers = Answer.objects.filter(response_id__gte=first, response_id__lt=end, question__kind__in=kinds)
    for response, kind, choices in answers.order_by("response_id", "question__position").values_list(
        "response_id", F("question__kind"), "choices"
    ):
        if kind == Question.Kind.MAIN:
            mains.setdefault(response, choices[0] if choices else "")
        else:
            reasons[response] += choices
    return reasons, mains


def _only(reasons: list[str]) -> str:
    return reasons[0] if len(reasons) == 1 else ""


def _strengths(causes: Any, group: NDArray[np.int64], scores: list[dict[str, float]]) -> NDArray[np.float64]:
    """Return the sums of scores in the order of the pairs that ``exploded`` makes of the groups' causes."""
    pairs, keys = exploded(causes)
    place = {(int(row), keys[cause]): number for number, (row, cause) in enumerate(pairs)}
    total = np.zeros(len(pairs))
    for row, found in zip(group.tolist(), scores, strict=True):
        for cause, score in found.items():
            total[place[row, cause]] += score
    return total
