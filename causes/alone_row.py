"""One text as plain values: what `causes.batch.Batch` holds for many as arrays, without the calls that they cost."""

import re
from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from causes.batch import (
    BREAK,
    DASH,
    DIGIT,
    HAN,
    MONEY,
    POINT,
    SIMPLIFIED,
    SLOW,
    STOP,
    TRADITIONAL,
    Ints,
    entries_of,
    parts_of,
)
from causes.scripts import named

_BREAK, _DASH, _MONEY, _POINT, _SLOW, _STOP = (int(mark) for mark in (BREAK, DASH, MONEY, POINT, SLOW, STOP))
_HANT, _HANS = int(TRADITIONAL), int(SIMPLIFIED)
_TELLING = _BREAK | _DASH | _MONEY | _POINT | _SLOW | _STOP
_LATIN = re.compile(rb"\x03+(?:\x05\x03+)*")
_WORD = re.compile(rb"\x03+(?:\x05\x03+)*|\x04+")  # over kinds: letters, apostrophes between them too; digits


class Row(NamedTuple):
    """A folded text between two NULs; all positions are indexes into it."""

    text: str
    codes: Ints
    kinds: bytes  # of each character, as in `causes.batch`
    marks: bytes
    begins: list[int]  # of clauses: behind each mark
    stops: list[int]  # where sentences end
    money: list[int]  # currency signs

    def clause(self, place: int) -> int:
        """Return the number of the clause that a place lies in."""
        return bisect_right(self.begins, place)

    def language(self) -> str:
        """Return the language, as `causes.scripts.languages` does for a batch."""
        found = named(self.kinds.count(HAN), len(_LATIN.findall(self.kinds)))
        if found:
            return found
        hant = sum(map(_HANT.__and__, self.marks)) // _HANT
        return "zh-Hant" if hant > sum(map(_HANS.__and__, self.marks)) // _HANS else "zh-Hans"

    def sentences(self) -> list[int]:
        """Return the number of the sentence of each character; a stop belongs to what it ends."""
        found: list[int] = []
        for number, stop in enumerate(self.stops):
            found += [number] * (stop + 1 - len(found))
        return found

    def words(self) -> list[tuple[int, int]]:
        """Return the spans of Latin words and numbers."""
        return [match.span() for match in _WORD.finditer(self.kinds)]


def row_of(text: str) -> Row | None:
    """Return the row of a text; None where characters become several or none, which a batch knows how to read."""
    if "\x00" in text:
        return None
    codes, kinds, marks = parts_of(entries_of(f"\x00{text}\x00"))
    kind, signs = kinds.tobytes(), marks.tobytes()
    begins, stops, money = [], [], []
    for place, mark in enumerate(signs):
        if not mark & _TELLING:
            continue
        if mark & _SLOW:
            return None
        if mark & _POINT and kind[place + 1] == DIGIT:  # "3.5" is not broken
            continue
        if mark & _BREAK or (mark & _DASH and kind[place - 1] < HAN):
            begins.append(place + 1)
        if mark & _STOP:
            stops.append(place)
        if mark & _MONEY:
            money.append(place)
    return Row(codes.tobytes().decode("utf-32-le", "replace"), codes, kind, signs, begins, stops, money)


def loud(size: int, silent: list[tuple[int, int]]) -> np.ndarray:
    """Return which characters lie in no silent span."""
    heard = np.ones(size, np.bool_)
    for start, end in silent:
        heard[start:end] = False
    return heard
