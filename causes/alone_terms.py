"""The features of one text in plain Python: those of `causes.ngrams` and `causes.concepts`, in the same order.

What is a matter of the characters of one word is remembered by word: the same words come again and again.
"""

from array import array
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from causes.alone_meaning import Hit, Reading, Silent
from causes.alone_row import Row, loud
from causes.batch import DIGIT, HAN, SPACE
from causes.clauses import DENIED, STATUSES, USED
from causes.concepts import AMOUNT, MOST_PAIRS, kinds, name_kinds
from causes.ngrams import EDGE, MOST_LETTERS, POWER, STEP, Keys, han_grams, mix

_MASK, _STEP, _EDGE = (1 << 32) - 1, int(STEP), int(EDGE)
_LETTERS = 0x250  # code points below which all letters lie
_WORDS = 4_096  # that are remembered

Span = tuple[int, int]


class Terms:
    """The features of one text: keys, and from where to where each goes."""

    def __init__(
        self,
        row: Row,
        readings: Sequence[Reading],
        unheard: Silent,
        concepts: Sequence[Hit],
        phrase_keys: list[int],
    ) -> None:
        """Take the phrases as they are meant, what is unheard, the concept words, each cause's number."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._keys: list[bytes] = []
        mute = [(reading.start, reading.reach) for reading in readings if reading.status != USED]
        mute += unheard.scopes
        silent = mute + unheard.leads + [(start, -end) for start, end, tag in concepts if tag in name_kinds()]
        if HAN in row.kinds:
            self._han(row, silent)
        if b"\x03" in row.kinds or b"\x04" in row.kinds:
            self._latin(row, silent)
        self._concepts(row, concepts, mute)
        statuses = 2 * len(STATUSES)
        said = [reading for reading in readings if reading.status != DENIED]
        keys = [phrase_keys[r.tag // 2] * statuses + r.status * 2 + r.tag % 2 for r in said]
        self._add([_salted(key, 33) for key in keys], [r.start for r in said], [r.end for r in said])

    def keys(self) -> Keys:
        """Return the keys of all features."""
        return mix(np.frombuffer(b"".join(self._keys), np.uint32))

    def _add(self, keys: Sequence[int], starts: Sequence[int], ends: Sequence[int]) -> None:
        if keys:
            self._keys.append(array("I", keys).tobytes())
            self.starts += starts
            self.ends += ends

    def _han(self, row: Row, silent: list[Span]) -> None:
        single = np.frombuffer(row.kinds, np.uint8) == HAN
        if silent:
            single &= loud(len(single), silent)
        for found in han_grams(mix(row.codes), single):
            self._keys.append(found.keys.tobytes())
            self.starts += found.starts.tolist()
            self.ends += found.ends.tolist()

    def _latin(self, row: Row, silent: list[Span]) -> None:
        """Add words, words that stand together, and the letters within them."""
        spans = row.words()
        spelled = [_word(row, start, end) for start, end in spans]
        single: list[tuple[list[int], list[int], list[int]]] = [([], [], []) for _ in range(3)]
        before: list[int] = []  # keys of what ends with the word before, the longest last
        begins: list[int] = []
        last = -2
        for (start, end), (key, _) in zip(spans, spelled, strict=True):
            if silent and _touched(start, end, silent):
                before, last = [], -2
                continue
            if not _follows(row, last, start):
                before, begins = [], []
            before = [key, *[(longer * _STEP + key) & _MASK for longer in before[:2]]]
            begins = [start, *begins[:2]]
            for size, longer in enumerate(before):
                keys, starts, ends = single[size]
                keys.append((longer * _STEP + 11 + size) & _MASK)
                starts.append(begins[size])
                ends.append(end)
            last = end
        for keys, starts, ends in single:
            self._add(keys, starts, ends)
        self._letters(spans, [letters for _, letters in spelled], silent)

    def _letters(self, spans: Sequence[Span], keys: Sequence[bytes], silent: list[Span]) -> None:
        """Add the runs of four letters of each word, its edges counting as letters."""
        for (start, end), own in zip(spans, keys, strict=True):
            if not own:
                continue
            starts = [start, *range(start, end - 2)]
            ends = [*range(start + 3, end + 1), end]
            if silent and _touched(start, end, silent):
                heard = [k for k in range(len(starts)) if not _touched(starts[k], ends[k], silent)]
                own = b"".join(own[4 * k : 4 * k + 4] for k in heard)
                starts, ends = [starts[k] for k in heard], [ends[k] for k in heard]
            self._keys.append(own)
            self.starts += starts
            self.ends += ends

    def _concepts(self, row: Row, hits: Sequence[Hit], mute: list[Span]) -> None:
        """Add the kinds that each clause names and their pairs."""
        names = _kind_keys()
        spans = [(start, -end, tag) for start, end, tag in hits]
        if DIGIT in row.kinds or row.money:
            spans += [(start, end, len(names) - 1) for start, end in _amounts(row)]
        first: dict[tuple[int, int], Span] = {}
        for start, end, tag in spans:
            first.setdefault((row.clause(start), tag), (start, end))
        kept = sorted(first)
        found = [(_salted(names[at[1]], 31), *first[at]) for at in kept]
        pairs = []
        for step in range(1, min(MOST_PAIRS + 1, len(kept))):
            for a, b in zip(kept, kept[step:], strict=False):
                if a[0] == b[0]:
                    (one, some), (other, more) = first[a], first[b]
                    key = _salted(names[a[1]] * _STEP + names[b[1]], 32)
                    pairs.append((key, min(one, other), max(some, more)))
        for group in (found, pairs):
            heard = [each for each in group if not _touched(each[1], each[2], mute)]
            self._add([key for key, _, _ in heard], [start for _, start, _ in heard], [end for _, _, end in heard])


def _salted(key: int, salt: int) -> int:
    return (key * _STEP + salt) & _MASK


def _touched(start: int, end: int, silent: list[Span]) -> bool:
    """Return whether a span touches a silent one."""
    return any(a < end and start < b for a, b in silent)


def _follows(row: Row, end: int, start: int) -> bool:
    """Return whether a word follows another with only space between."""
    return start - end <= 2 and row.kinds[end] == SPACE and row.kinds[start - 1] == SPACE


def _word(row: Row, start: int, end: int) -> tuple[int, bytes]:
    """Return the key of a word, and those of its letters; a number is known by its length."""
    if row.kinds[start] == DIGIT:
        return _mixed(min(end - start, 5) + 0xD1617), b""
    word = row.text[start:end]
    return _spelled(word) if len(word) <= MOST_LETTERS else _spelled.__wrapped__(word)


@lru_cache(_WORDS)
def _spelled(word: str) -> tuple[int, bytes]:
    """Return the key of a word of letters, mixed, and the keys of its runs of four letters, not mixed."""
    known = _chars()
    key, power = 0, 1
    for nth, letter in enumerate(word.replace("'", "")):
        if nth < MOST_LETTERS:
            power = power * POWER & _MASK
        key += known[ord(letter)] * power
    row = [_EDGE, *[known[ord(letter)] for letter in word], _EDGE]
    letters = array("I")
    for a, b, c, d in zip(row, row[1:], row[2:], row[3:], strict=False):
        letters.append(_salted(((a * _STEP + b) * _STEP + c) * _STEP + d, 24))
    return _mixed(key & _MASK), letters.tobytes()


@cache
def _chars() -> list[int]:
    """Return the mixed code of each letter."""
    return mix(np.arange(_LETTERS, dtype=np.uint32)).tolist()


def _mixed(key: int) -> int:
    return int(mix(np.array([key], np.uint32))[0])


@cache
def _kind_keys() -> list[int]:
    return kinds().keys.tolist()


def _amounts(row: Row) -> list[Span]:
    """Return the spans of sums of money: a currency sign or unit beside a number."""
    digits = [at for at, kind in enumerate(row.kinds) if kind == DIGIT and row.kinds[at - 1] != DIGIT]
    return [match.span() for at in sorted(row.money + digits) if (match := AMOUNT.match(row.text, at))]
