"""Many texts as one array of folded code points, so that reading them costs a few array operations a batch."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from causes.normalise import fold, fold_table, one_sided
from causes.status import MAX_LENGTH

Ints = npt.NDArray[Any]  # whole numbers; places are kept in 32 bits, for half of the work is moving them
Bools = npt.NDArray[np.bool_]

OTHER, SPACE, HAN, LETTER, DIGIT, APOSTROPHE = range(6)
BREAK, STOP, POINT, DASH, MONEY, SLOW, TRADITIONAL, SIMPLIFIED = (np.uint8(1 << bit) for bit in range(8))
Place = np.int32
TABLE = 0x30000  # code points beyond are rare Han that no phrase holds
_BLOCK = 64  # code points looked at together
_END = "\x00"  # stands around each text: neither word nor space, and a break
_BREAKS = ",;:!?。、()\n~.\x00"
_STOPS = "!?。\n;.\x00"
_UNKNOWN, _RARE_HAN, _LAST_HAN = 0xFFFD, 0x2FFFF, 0x3134F  # what stands for characters beyond the table
_CODE_BITS, _KIND_BITS = 18, 3  # of an entry of the table; the marks follow


def beginnings(values: Ints) -> Ints:
    """Return where runs of one value begin."""
    fresh = np.empty(len(values), np.bool_)
    fresh[:1] = True
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return fresh.nonzero()[0]


class Batch:
    """Texts in one folded row of characters. All positions are indexes into `codes`."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Fold and join texts; only the first 5,000 characters of each are taken."""
        self.size = len(texts)
        self.offsets: dict[int, tuple[int, ...]] = {}
        self.refolded: list[int] = []
        row, self.starts = _joined(texts)
        if (row & _SLOW_ENTRY).any():
            row, self.starts = _joined(self._refolded(texts, row), limit=None)
        self.codes, self.kinds, marks = parts_of(row)
        self.text = self.codes.tobytes().decode("utf-32-le", "replace")
        self._mark(marks)
        self.han = self.kinds == HAN
        self.letters = self.kinds == LETTER  # of words: apostrophes between letters too
        self.apostrophes = (self.kinds == APOSTROPHE).nonzero()[0]
        inner = self.letters[self.apostrophes - 1] & self.letters[self.apostrophes + 1]
        self.inner_apostrophes = self.apostrophes.compress(inner)
        self.letters[self.inner_apostrophes] = True

    def _refolded(self, texts: Sequence[str], row: Ints) -> list[str]:
        """Return texts with those folded one by one in which characters become several or none."""
        texts = [text[:MAX_LENGTH] for text in texts]
        slow = np.flatnonzero(row & _SLOW_ENTRY)
        for number in np.unique(self.text_of(slow)).tolist():
            self.refolded.append(number)
            folded = fold(texts[number])
            texts[number] = folded.text
            if folded.offsets is not None:
                self.offsets[number] = folded.offsets
        return texts

    def _mark(self, marks: Ints) -> None:
        """Note where clauses and sentences end; a mark belongs to what it ends. "3.5" is not broken."""
        self._marked = marks.astype(np.bool_).nonzero()[0]
        self._marks = marks.take(self._marked)
        points = (self._marks & POINT).nonzero()[0]
        inner = points[self.kinds[self._marked[points] + 1] == DIGIT]
        self._marks[inner] = POINT
        dashes = (self._marks & DASH).nonzero()[0]
        loose = dashes[self.kinds[self._marked[dashes] - 1] < HAN]
        self._marks[loose] |= BREAK
        stops = self.marked(STOP)
        sizes = stops + 1
        sizes[1:] -= sizes[:-1].copy()
        self.sentence = np.arange(len(stops), dtype=Place).repeat(sizes)

    def marked(self, mark: np.uint8) -> Ints:
        """Return the places of the characters that have a mark."""
        return self._marked.compress((self._marks & mark).astype(np.bool_))

    def lengths(self) -> Ints:
        """Return the length of each text, a Han character counting twice."""
        wide = np.append(0, np.add.accumulate(self.han, dtype=Place)).take(self.starts)
        return (self.starts[1:] - self.starts[:-1] - 1) + (wide[1:] - wide[:-1])

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        return self.starts.searchsorted(places, "right") - 1

    def original(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text as typed, in code points, for a span of the row."""
        begin = int(self.starts[number])
        offsets = self.offsets.get(number)
        if offsets is None:
            return start - begin, end - begin
        return offsets[start - begin], offsets[end - begin - 1] + 1


class _Tables:
    """What each code point folds to and what kind of character that is."""

    def __init__(self) -> None:
        self.folded = np.arange(TABLE, dtype=np.uint32)
        for code, char in fold_table().items():
            self.folded[code] = ord(char)
        marks = self._typed_marks() | self._folded_marks()[self.folded]
        kinds = self._kinds()[self.folded]
        self.entries = self.folded | kinds << np.uint32(_CODE_BITS) | marks << np.uint32(_CODE_BITS + _KIND_BITS)

    def _typed_marks(self) -> npt.NDArray[np.uint32]:
        """Return the marks that a character has as it is typed."""
        marks = np.zeros(TABLE, np.uint32)
        for first in range(0, TABLE, _BLOCK):
            block = [chr(code) for code in self.folded[first : first + _BLOCK].tolist()]
            if not unicodedata.is_normalized("NFKC", "".join(block)):  # else no part of it is either
                marks[first : first + _BLOCK] = [_slow(char) for char in block]
        for first, last in ((0xAD, 0xAD), (0x200B, 0x200F), (0x2060, 0x2064), (0xFEFF, 0xFEFF)):
            marks[first : last + 1] = SLOW
        marks[_RARE_HAN] = SLOW
        for chars, mark in zip(one_sided(), (TRADITIONAL, SIMPLIFIED), strict=True):
            marks[[ord(char) for char in chars if ord(char) < TABLE]] |= mark
        return marks

    @staticmethod
    def _folded_marks() -> npt.NDArray[np.uint32]:
        """Return the marks that a character has once it is folded."""
        marks = np.zeros(TABLE, np.uint32)
        for chars, mark in ((_BREAKS, BREAK), (_STOPS, STOP), (".", POINT), ("-", DASH), ("$£€¥", MONEY)):
            marks[[ord(char) for char in chars]] |= mark
        return marks

    @staticmethod
    def _kinds() -> npt.NDArray[np.uint32]:
        kinds = np.zeros(TABLE, np.uint32)
        kinds[[9, 10, 13, 32]] = SPACE
        for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, _RARE_HAN - 1)):
            kinds[first : last + 1] = HAN
        kinds[ord("a") : ord("z") + 1] = LETTER
        kinds[0xDF:0x250] = LETTER
        kinds[ord("0") : ord("9") + 1] = DIGIT
        kinds[ord("'")] = APOSTROPHE
        return kinds


def _slow(char: str) -> np.uint8:
    return np.uint8(0) if unicodedata.is_normalized("NFKC", char) else SLOW


@cache
def _tables() -> _Tables:
    return _Tables()


_SLOW_ENTRY = np.uint32(int(SLOW) << (_CODE_BITS + _KIND_BITS))


def entries_of(text: str) -> npt.NDArray[np.uint32]:
    """Return the entry of each character of a text; those beyond the table are read as rare Han."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _tables().entries.take(codes, mode="clip")


def parts_of(entries: npt.NDArray[np.uint32]) -> tuple[Ints, Ints, Ints]:
    """Return code, kind and marks of each entry; the entries are used up."""
    codes = entries & np.uint32((1 << _CODE_BITS) - 1)
    entries >>= np.uint32(_CODE_BITS)
    kinds = entries.astype(np.uint8)
    kinds &= np.uint8((1 << _KIND_BITS) - 1)
    entries >>= np.uint32(_KIND_BITS)
    return codes, kinds, entries.astype(np.uint8)


def _joined(texts: Sequence[str], limit: int | None = MAX_LENGTH) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Return the entries of the characters of all texts, NUL around each, and where each text starts (and the end)."""
    cut = [text[:limit] for text in texts]
    starts = np.zeros(len(cut) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, cut), np.int64, len(cut)) + 1, out=starts[1:])
    starts += 1
    joined = (_END + _END.join(cut) + _END).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32).astype(np.intp)
    nul = codes == 0
    nul[starts - 1] = False
    codes[nul.nonzero()[0]] = _UNKNOWN  # a NUL as typed ends no text
    rare = (codes >= TABLE).nonzero()[0]
    if rare.size:
        codes[rare] = np.where(codes[rare] <= _LAST_HAN, _RARE_HAN, _UNKNOWN)
    return _tables().entries.take(codes, mode="clip"), starts
