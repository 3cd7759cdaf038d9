"""Which words led to a cause: the spans that added most to its score, merged, and the phrases with their status."""

from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from causes.batch import Batch, Ints, beginnings
from causes.clauses import STATUSES, USED, Readings
from causes.features import Seen
from causes.findings import Evidence
from causes.model import Model, Scored

_SHARE = 0.5  # of the strongest span's weight from which another is shown
MOST = 6  # spans shown for one cause in one text
_HEAVIEST = 127  # weight of a feature
LONGEST = 24  # characters of one n-gram; longer spans are pairs of far words


class Pairs(NamedTuple):
    """Found causes: number of the text, and of the cause in the model (-1: the model does not know it)."""

    text: Ints
    cause: Ints


class Spans(NamedTuple):
    """Spans of a batch with the number of the pair that they speak for."""

    pair: Ints
    start: Ints
    end: Ints


def learned_spans(model: Model, seen: Seen, scored: Scored, pairs: Pairs) -> Spans:
    """Return the spans that speak most for each found cause; the best sentence's count twice, as in the score."""
    known = pairs.cause >= 0
    sentence, end = scored.text.searchsorted(pairs.text) * known, scored.text.searchsorted(pairs.text, "right") * known
    begin = scored.first[sentence]
    count = scored.first[end] - begin
    at = _expanded(begin, count)
    rows = scored.rows.copy()
    rows[(seen.end - seen.start > LONGEST).take(scored.feature).nonzero()[0]] = len(model.keys)
    column = (pairs.cause * (len(model.keys) + 1)).repeat(count)
    weight = model.columns.take(rows.take(at) + column)
    shown = _near_best(weight, count)
    at, weight = at.take(shown), weight.take(shown).astype(np.int32)
    pair = np.arange(len(count)).repeat(_split(shown, count))
    best = _best_sentences(scored, pairs, sentence, end)
    first, last = scored.first[best], scored.first.take(best + 1, mode="clip")
    weight <<= (at >= first.take(pair)) & (at < last.take(pair))
    strong = (weight >= _threshold(pair, weight, len(count)).take(pair)).nonzero()[0]
    strong = strong[_order(pair[strong], 2 * _HEAVIEST - weight[strong])]
    strong = strong[_nth(pair[strong]) < MOST]
    feature = scored.feature[at[strong]]
    return Spans(pair[strong], seen.start[feature], seen.end[feature])


def _near_best(weight: Ints, count: Ints) -> Ints:
    """Return which weights may be strong: a quarter of the greatest of their pair, for one may count twice."""
    filled = (count > 0).nonzero()[0]
    first = (np.add.accumulate(count) - count)[filled]
    least = np.ones(len(count), np.int8)
    least[filled] = np.maximum(np.maximum.reduceat(weight, first) // 4, 1) if len(filled) else 1
    return (weight >= least.repeat(count)).nonzero()[0]


def _split(shown: Ints, count: Ints) -> Ints:
    """Return how many of the places shown fall to each pair."""
    bounds = shown.searchsorted(np.add.accumulate(count))
    bounds[1:] -= bounds[:-1].copy()
    return bounds


def _expanded(begin: Ints, count: Ints) -> Ints:
    """Return all places of ranges, one range after the other."""
    ends = np.add.accumulate(count)
    at = (begin - ends + count).repeat(count)
    at += np.arange(len(at))
    return at


def _best_sentences(scored: Scored, pairs: Pairs, begin: Ints, end: Ints) -> Ints:
    """Return the last of the sentences of each pair that score best, of those from `begin` to `end`."""
    best = begin.copy()
    several = (end - begin > 1).nonzero()[0]
    if several.size:
        count = (end - begin)[several]
        at, pair = _expanded(begin[several], count), np.arange(len(several)).repeat(count)
        score = scored.each[at, pairs.cause[several][pair]]
        first = np.add.accumulate(count) - count
        top = score == np.maximum.reduceat(score, first)[pair]
        best[several] = np.maximum.reduceat(np.where(top, at, -1), first)
    return best


def _order(pair: Ints, then: Ints) -> Ints:
    """Return the order by pair, then by another whole number, then as they stand: one sort of all three in one."""
    index_bits, then_bits = len(pair).bit_length(), int(then.max(initial=0)).bit_length()
    packed = pair.astype(np.int64) << then_bits
    packed |= then
    packed <<= index_bits
    packed |= np.arange(len(pair))
    packed.sort()
    packed &= (1 << index_bits) - 1
    return packed


def _nth(pair: Ints) -> Ints:
    """Return the how manieth of its pair each span is; pairs stand together."""
    first = beginnings(pair)
    sizes = np.append(first[1:], len(pair)) - first
    return np.arange(len(pair)) - first.repeat(sizes)


def _threshold(pair: Ints, weight: Ints, size: int) -> Ints:
    """Return the least weight that is shown for each pair: half of the greatest, but more than none."""
    found = np.ones(size, np.int32)
    if pair.size:
        first = beginnings(pair)
        found[pair[first]] = np.maximum((np.maximum.reduceat(weight, first) + 1) // 2, 1)
    return found


def _merged(spans: Spans) -> Spans:
    """Return spans with those of a pair that overlap or touch made one."""
    if not spans.pair.size:
        return spans
    order = _order(spans.pair, spans.start)
    pair, start, end = (column[order] for column in spans)
    shift = pair.astype(np.int64) << 40
    reach = np.maximum.accumulate(end + shift)
    fresh = np.ones(len(pair), np.bool_)
    fresh[1:] = start[1:] + shift[1:] > reach[:-1]
    first = fresh.nonzero()[0]
    return Spans(pair[first], start[first], np.maximum.reduceat(end, first))


def joined(some: Spans, more: Spans) -> Spans:
    """Return the spans of both."""
    return Spans(*(np.concatenate(columns) for columns in zip(some, more, strict=True)))


def evidence(batch: Batch, pairs: Pairs, learned: Spans, phrases: Spans, status: Ints) -> list[tuple[Evidence, ...]]:
    """Return the evidence of each pair; `phrases` are its phrases, `status` how each is meant."""
    used = (status == USED).nonzero()[0]
    spans = _merged(Spans(*(np.concatenate([a, b[used]]) for a, b in zip(learned, phrases, strict=True))))
    shown = (_nth(spans.pair) < MOST).nonzero()[0]
    spoken = spans.pair.take(shown)
    begin = batch.starts.take(pairs.text.take(spoken))
    starts, ends = (spans.start.take(shown) - begin).tolist(), (spans.end.take(shown) - begin).tolist()
    plain = list(map(tuple.__new__, repeat(Evidence), zip(starts, ends, repeat("used"))))
    bounds = spoken.searchsorted(np.arange(len(pairs.text) + 1)).tolist()
    found = [tuple(plain[a:b]) for a, b in pairwise(bounds)]
    if len(used) < len(status):
        _show_turned(found, batch, pairs, phrases, status)
    for number, offsets in batch.offsets.items():
        for pair in np.flatnonzero(pairs.text == number).tolist():
            found[pair] = tuple(Evidence(offsets[e.start], offsets[e.end - 1] + 1, e.status) for e in found[pair])
    return found


def _show_turned(found: list[tuple[Evidence, ...]], batch: Batch, pairs: Pairs, phrases: Spans, status: Ints) -> None:
    """Put the phrases that are not meant as complaints among the evidence."""
    turned = (status != USED).nonzero()[0]
    by_pair: dict[int, set[tuple[int, int, int]]] = {}
    begin = batch.starts[pairs.text[phrases.pair[turned]]]
    columns = phrases.start[turned] - begin, phrases.end[turned] - begin, status[turned]
    spans = zip(*(column.tolist() for column in columns), strict=True)
    for pair, span in zip(phrases.pair[turned].tolist(), spans, strict=True):
        by_pair.setdefault(pair, set()).add(span)
    for pair, own in by_pair.items():
        found[pair] = with_turned(found[pair], sorted(own)[:MOST])


def with_turned(plain: tuple[Evidence, ...], spans: list[tuple[int, int, int]]) -> tuple[Evidence, ...]:
    """Return evidence with the phrases that were denied, praised or solved in place of what overlaps them."""
    kept = [e for e in plain if not any(e.start < end and start < e.end for start, end, _ in spans)]
    return tuple(sorted([*kept, *(Evidence(s, e, STATUSES[m]) for s, e, m in spans)], key=_place))


def _place(span: Evidence) -> tuple[int, int]:
    return span.start, span.end


def phrase_spans(readings: Readings, numbers: Ints, text: Ints, pairs: Pairs, causes: Ints) -> tuple[Spans, Ints]:
    """Return the phrases that speak of a found cause, with their pair, and their statuses.

    `numbers` are the causes of the readings by the codebook, `causes` those of the pairs.
    """
    if not readings.start.size:
        return Spans(text, readings.start, readings.end), readings.status
    wanted = pairs.text * 1_000 + causes
    have = text * 1_000 + numbers
    order = np.argsort(wanted, kind="stable")
    place = wanted[order].searchsorted(have)
    place = np.minimum(place, max(len(order) - 1, 0))
    fits = wanted[order][place] == have if len(order) else np.zeros(len(have), np.bool_)
    return Spans(order[place[fits]], readings.start[fits], readings.end[fits]), readings.status[fits]
