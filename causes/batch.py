"""Many texts as one array of folded code points, so that reading them costs a few array operations a batch."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from causes.normalise import fold, fold_table
from causes.status import MAX_LENGTH

Ints = npt.NDArray[Any]  # whole numbers; places are kept in 32 bits, for half of the work is moving them
Bools = npt.NDArray[np.bool_]

OTHER, SPACE, HAN, LETTER, DIGIT, APOSTROPHE = range(6)
Place = np.int32
TABLE = 0x30000  # code points beyond are rare Han that no phrase holds
_END = "\x00"  # stands around each text: neither word nor space, and a break
_BREAKS = ",;:!?。、()\n~.\x00"
_STOPS = "!?。\n;.\x00"


class Batch:
    """Texts in one folded row of characters. All positions are indexes into `codes`."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Fold and join texts; only the first 5,000 characters of each are taken."""
        self.size = len(texts)
        self.offsets: dict[int, tuple[int, ...]] = {}
        self.refolded: list[int] = []
        codes, starts = _joined(texts)
        slow = np.flatnonzero(_tables().slow[codes])
        if slow.size:
            texts = list(texts)
            for number in np.unique(np.searchsorted(starts, slow, "right") - 1).tolist():
                self.refolded.append(number)
                folded = fold(texts[number][:MAX_LENGTH])
                texts[number] = folded.text
                if folded.offsets is not None:
                    self.offsets[number] = folded.offsets
            codes, starts = _joined(texts, limit=None)
        self.starts = starts
        self.typed = codes
        self.codes = _tables().folded[codes]
        self.kinds = _tables().kinds[self.codes]
        self.text = self.codes.tobytes().decode("utf-32-le", "replace")
        self._mark_clauses()

    def _mark_clauses(self) -> None:
        """Number the clauses and sentences; a mark belongs to what it ends. "3.5" is not broken."""
        self.breaks = _tables().breaks[self.codes]
        points = np.flatnonzero(self.codes == ord("."))
        points = points[self.kinds[points + 1] == DIGIT]
        dashes = np.flatnonzero(self.codes == ord("-"))
        self.breaks[points] = False
        self.breaks[dashes[self.kinds[dashes - 1] < HAN]] = True
        stops = _tables().stops[self.codes]
        stops[points] = False
        self.sentence = np.cumsum(stops, dtype=np.int32) - stops

    def clauses(self, also_before: Ints) -> Ints:
        """Return the clause number of each character; a new one begins after each mark and at each given place."""
        step = np.zeros(len(self.codes) + 1, np.int32)
        step[1:] = self.breaks
        step[also_before] = 1
        return np.cumsum(step[:-1], dtype=np.int32)

    def text_of(self, places: Ints) -> Ints:
        """Return which text each place lies in."""
        return np.searchsorted(self.starts, places, "right") - 1

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
        self.slow = np.fromiter(
            (not unicodedata.is_normalized("NFKC", chr(code)) for code in self.folded.tolist()), np.bool_, TABLE
        )
        for first, last in ((0xAD, 0xAD), (0x200B, 0x200F), (0x2060, 0x2064), (0xFEFF, 0xFEFF)):
            self.slow[first : last + 1] = True
        self.kinds = self._kinds()
        self.breaks = self._marked(_BREAKS)
        self.stops = self._marked(_STOPS)

    @staticmethod
    def _marked(chars: str) -> Bools:
        marked = np.zeros(TABLE, np.bool_)
        marked[[ord(char) for char in chars]] = True
        return marked

    @staticmethod
    def _kinds() -> npt.NDArray[np.uint8]:
        kinds = np.zeros(TABLE, np.uint8)
        kinds[[9, 10, 13, 32]] = SPACE
        for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFF)):
            kinds[first : last + 1] = HAN
        kinds[ord("a") : ord("z") + 1] = LETTER
        kinds[0xDF:0x250] = LETTER
        kinds[ord("0") : ord("9") + 1] = DIGIT
        kinds[ord("'")] = APOSTROPHE
        return kinds


@cache
def _tables() -> _Tables:
    return _Tables()


def _joined(texts: Sequence[str], limit: int | None = MAX_LENGTH) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Return the code points of all texts, NUL around each, and where each starts (one more at the end)."""
    cut = [text[:limit] for text in texts]
    sizes = np.fromiter(map(len, cut), np.int64, len(cut))
    starts = np.zeros(len(cut) + 1, np.int64)
    np.cumsum(sizes + 1, out=starts[1:])
    starts += 1
    joined = (_END + _END.join(cut) + _END).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32)
    codes = np.where((codes < TABLE) & (codes > 0), codes, np.uint32(0xFFFD))  # a NUL as typed ends no text
    codes[starts - 1] = 0
    return codes, starts
