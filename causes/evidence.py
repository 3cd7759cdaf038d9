"""Which words led to a cause: the spans that added most to its score, merged, and the phrases with their status."""

from typing import NamedTuple

import numpy as np

from causes.batch import Batch, Ints
from causes.clauses import STATUSES, USED, Readings
from causes.findings import Evidence
from causes.model import Model, Scored

_SHARE = 0.5  # of the strongest span's weight from which another is shown
_MOST = 6  # spans shown for one cause in one text
_LONGEST = 24  # characters of one n-gram; longer spans are pairs of far words


class Pairs(NamedTuple):
    """Found causes: number of the text, and of the cause in the model (-1: the model does not know it)."""

    text: Ints
    cause: Ints


class Spans(NamedTuple):
    """Spans of a batch with the number of the pair that they speak for."""

    pair: Ints
    start: Ints
    end: Ints


def learned_spans(model: Model, scored: Scored, pairs: Pairs) -> Spans:
    """Return the merged spans that speak for each found cause; the best sentence's count twice, as in the score."""
    first = np.searchsorted(scored.text, pairs.text, "left")
    count = np.searchsorted(scored.text, pairs.text, "right") - first
    count[pairs.cause < 0] = 0
    pair = np.repeat(np.arange(len(count)), count)
    at = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    weight = model.levels[scored.rows[at], pairs.cause[pair]]
    shown = np.flatnonzero((weight > 0) & (scored.end[at] - scored.start[at] <= _LONGEST))
    pair, at, weight = pair[shown], at[shown], weight[shown]
    weight = weight * (1 + (scored.sentence[at] == scored.best[pairs.text[pair], pairs.cause[pair]]))
    strong = np.flatnonzero(weight >= _SHARE * _strongest(pair, weight, len(count))[pair])
    strong = strong[np.lexsort((-weight[strong], pair[strong]))]
    strong = strong[_nth(pair[strong]) < _MOST]
    return _merged(Spans(pair[strong], scored.start[at[strong]], scored.end[at[strong]]))


def _nth(pair: Ints) -> Ints:
    """Return the how manieth of its pair each span is; pairs stand together."""
    fresh = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    places = np.arange(len(pair))
    return places - np.maximum.accumulate(np.where(fresh, places, 0))


def _strongest(pair: Ints, weight: Ints, size: int) -> Ints:
    found = np.zeros(size, np.int64)
    if pair.size:
        fresh = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
        found[pair[fresh]] = np.maximum.reduceat(weight, fresh)
    return found


def _merged(spans: Spans) -> Spans:
    """Return spans with those of a pair that overlap or touch made one."""
    if not spans.pair.size:
        return spans
    order = np.lexsort((spans.start, spans.pair))
    pair, start, end = (column[order] for column in spans)
    far = np.int64(1) << 40
    reach = np.maximum.accumulate(end + pair * far)
    fresh = np.flatnonzero(np.append(True, start[1:] + pair[1:] * far > reach[:-1]))
    return Spans(pair[fresh], start[fresh], np.maximum.reduceat(end, fresh))


def evidence(batch: Batch, pairs: Pairs, learned: Spans, phrases: Spans, status: Ints) -> list[tuple[Evidence, ...]]:
    """Return the evidence of each pair; `phrases` are its phrases, `status` how each is meant."""
    used = status == USED
    odd = np.flatnonzero(~used)
    columns = (np.concatenate([a, b[used]]) for a, b in zip(learned, phrases, strict=True))
    spans = _merged(Spans(*columns))
    spans = Spans(*(column[_nth(spans.pair) < _MOST] for column in spans))
    found: list[list[Evidence]] = [[] for _ in range(len(pairs.text))]
    texts = pairs.text.tolist()
    begins = batch.starts.tolist()
    turned = {(int(phrases.pair[i]), int(phrases.start[i]), int(phrases.end[i])): int(status[i]) for i in odd}
    hidden: dict[int, list[tuple[int, int]]] = {}
    for (pair, start, end), meant in turned.items():
        found[pair].append(Evidence(*batch.original(texts[pair], start, end), STATUSES[meant]))
        hidden.setdefault(pair, []).append((start, end))
    for pair, start, end in zip(spans.pair.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True):
        if pair in hidden and any(start < e and s < end for s, e in hidden[pair]):
            continue
        number = texts[pair]
        if number in batch.offsets:
            start, end = batch.original(number, start, end)
        else:
            start, end = start - begins[number], end - begins[number]
        found[pair].append(Evidence(start, end))
    for pair in hidden:
        found[pair].sort(key=_place)
    return list(map(tuple, found))


def _place(span: Evidence) -> tuple[int, int]:
    return span.start, span.end


def phrase_spans(readings: Readings, numbers: Ints, text: Ints, pairs: Pairs, causes: Ints) -> tuple[Spans, Ints]:
    """Return the phrases that speak of a found cause, with their pair, and their statuses.

    `numbers` are the causes of the readings by the codebook, `causes` those of the pairs.
    """
    wanted = pairs.text * 1_000 + causes
    have = text * 1_000 + numbers
    order = np.argsort(wanted, kind="stable")
    place = np.searchsorted(wanted[order], have)
    place = np.minimum(place, max(len(order) - 1, 0))
    fits = wanted[order][place] == have if len(order) else np.zeros(len(have), np.bool_)
    return Spans(order[place[fits]], readings.start[fits], readings.end[fits]), readings.status[fits]
