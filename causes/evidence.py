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
    at = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    weight = model.levels[scored.rows[at], np.repeat(pairs.cause, count)]
    shown = np.flatnonzero(weight > 0)
    at = at[shown]
    near = np.flatnonzero(scored.end[at] - scored.start[at] <= _LONGEST)
    shown, at = shown[near], at[near]
    pair, weight = pair[shown], weight[shown]
    in_best = scored.sentence[at] == scored.best[pairs.text, np.maximum(pairs.cause, 0)][pair]
    weight = np.where(in_best, 2 * weight, weight)
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


def joined(some: Spans, more: Spans) -> Spans:
    """Return the spans of both."""
    return Spans(*(np.concatenate(columns) for columns in zip(some, more, strict=True)))


def evidence(batch: Batch, pairs: Pairs, learned: Spans, phrases: Spans, status: Ints) -> list[tuple[Evidence, ...]]:
    """Return the evidence of each pair; `phrases` are its phrases, `status` how each is meant."""
    used = status == USED
    spans = _merged(Spans(*(np.concatenate([a, b[used]]) for a, b in zip(learned, phrases, strict=True))))
    spans = Spans(*(column[_nth(spans.pair) < _MOST] for column in spans))
    begin = batch.starts[pairs.text[spans.pair]]
    plain = list(map(Evidence, (spans.start - begin).tolist(), (spans.end - begin).tolist()))
    ends = np.cumsum(np.bincount(spans.pair, minlength=len(pairs.text))).tolist()
    found = [tuple(plain[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    for pair in np.unique(phrases.pair[~used]).tolist():
        own = np.flatnonzero((phrases.pair == pair) & ~used)
        turned = Spans(phrases.pair[own], phrases.start[own], phrases.end[own])
        found[pair] = _with_turned(found[pair], turned, status[own], int(batch.starts[pairs.text[pair]]))
    for number, offsets in batch.offsets.items():
        for pair in np.flatnonzero(pairs.text == number).tolist():
            found[pair] = tuple(Evidence(offsets[e.start], offsets[e.end - 1] + 1, e.status) for e in found[pair])
    return found


def _with_turned(plain: tuple[Evidence, ...], turned: Spans, status: Ints, begin: int) -> tuple[Evidence, ...]:
    """Return evidence with the phrases that were denied, praised or solved in place of what overlaps them."""
    columns = (turned.start - begin).tolist(), (turned.end - begin).tolist(), status.tolist()
    spans = sorted(set(zip(*columns, strict=True)))[:_MOST]
    kept = [e for e in plain if not any(e.start < end and start < e.end for start, end, _ in spans)]
    return tuple(sorted([*kept, *(Evidence(s, e, STATUSES[m]) for s, e, m in spans)], key=_place))


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
