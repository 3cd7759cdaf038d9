"""Prove the rollups: count the same from scratch, row by row and another way, and say where they differ."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import TextField
from django.db.models.functions import Cast

from reports.models import Coding
from reports.rollups.answers import AnswerCounts, cents
from reports.rollups.store import read_rollups
from surveys.models import Response

# day, survey, dimension, value, cause (empty: everyone who answered), currency
Cell = tuple[int, str, str, str, str, str]
# people, people of whom it is the main cause, revenue in cents, evidence in thousandths
Counts = dict[Cell, list[int]]
# So much may sums of floating point differ by, in thousandths, for each person.
ROUNDING = 1


def differences() -> list[str]:
    """Return a line for every cell in which the rollups and a count from scratch differ; none is the proof."""
    kept, counted = rolled_up_counts(read_rollups().answers), counts_from_scratch()
    lines = []
    for cell in sorted(kept.keys() | counted.keys()):
        one, other = kept.get(cell, [0] * 4), counted.get(cell, [0] * 4)
        if one[:3] != other[:3] or abs(one[3] - other[3]) > ROUNDING * max(one[0], 1):
            lines.append(f"{cell}: {one} kept, {other} counted")
    return lines


def rolled_up_counts(answers: AnswerCounts) -> Counts:
    """Return the counts that the rollups hold, by cell."""
    counts: Counts = defaultdict(lambda: [0] * 4)
    named: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for (row, cause), strength in zip(answers.pairs.tolist(), answers.strength.tolist(), strict=True):
        named[row].append((answers.cause_keys[cause], strength))
    surveys, currencies, mains = answers.survey.texts(), answers.currency.texts(), answers.main.texts()
    segments = [(name, column.texts()) for name, column in answers.dimensions.items()]
    for row, (day, people, mrr) in enumerate(
        zip(answers.day.tolist(), answers.people.tolist(), answers.mrr.tolist(), strict=True)
    ):
        for name, value in [("", ""), *((name, values[row]) for name, values in segments if values[row])]:
            for cause, strength in [("", 0.0), *named[row]]:
                main = people if cause and cause == mains[row] else 0
                cell = (day, surveys[row], name, value, cause, currencies[row])
                _add(counts[cell], (people, main, mrr, round(strength * 1000)))
    return dict(counts)


def counts_from_scratch() -> Counts:
    """Return the same counted from responses and codings, one by one."""
    counts: Counts = defaultdict(lambda: [0] * 4)
    for day, survey, segment, currency, mrr, causes in _responses():
        values = [(name, str(value)) for name, value in segment.items() if value not in ("", None)]
        for name, value in [("", ""), *values]:
            for cause, score, main in [("", 0.0, False), *causes]:
                cell = (day, survey, name, value, cause, currency)
                _add(counts[cell], (1, int(main), mrr, round(score * 1000)))
    return dict(counts)


def _responses() -> Iterator[tuple[int, str, dict[str, object], str, int, list[tuple[str, float, bool]]]]:
    fields = ("response_id", "cause", "score", "main")
    codings = iter(Coding.objects.order_by("response_id").values_list(*fields).iterator())
    coding = next(codings, None)
    rows = Response.objects.order_by("pk").values_list(
        "pk", "left_on", "survey__key", Cast("segment", TextField()), "currency", "mrr"
    )
    for key, left_on, survey, segment, currency, mrr in rows.iterator():
        causes = []
        while coding is not None and coding[0] <= key:
            if coding[0] == key:
                causes.append((coding[1], coding[2], coding[3]))
            coding = next(codings, None)
        yield left_on.toordinal(), survey, json.loads(segment), currency, cents(mrr), causes


def _add(counts: list[int], more: tuple[int, int, int, int]) -> None:
    for place, amount in enumerate(more):
        counts[place] += amount
