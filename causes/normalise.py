"""One written form for matching: NFKC, lower case, Traditional folded to Simplified; offsets kept.

Nearly every text folds one code point to one code point. Only where a character becomes several or none
(an ellipsis, a ligature, a zero-width space) an offset map is built, so that evidence always points into the
text as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

# Forms that people mix and that change no meaning here: each left character is read as the right one.
_VARIANTS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "—": "-",
    "–": "-",
    "‐": "-",
    "‑": "-",
    "著": "着",
    "妳": "你",
    "祂": "他",
    "臺": "台",
    "癒": "愈",
    "覆": "复",
    "…": ".",
    "⋯": ".",
    "\t": " ",
    "\u00a0": " ",
    "\u2028": "\n",
    "\u2029": "\n",
}
_BEYOND = "\U00030000"  # from here on characters are so rare that no phrase and no table holds them
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its matching form. `offsets` is None when position i stayed at position i."""

    text: str
    offsets: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text (code points) for a span of the folded one."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


@cache
def fold_table() -> dict[int, str]:
    """Return the code points that fold to exactly one other: about 4,800 of them."""
    table: dict[int, str] = {}
    for code in range(0x2500):
        low = chr(code).lower()
        if len(low) == 1 and low != chr(code):
            table[code] = low
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    table[0x3000] = " "
    traditional, simplified = (DATA / "t2s.txt").read_text(encoding="utf-8").split("\n")[:2]
    table.update((ord(t), s) for t, s in zip(traditional, simplified, strict=True) if s < _BEYOND)
    table.update((ord(k), v) for k, v in _VARIANTS.items())
    table.update((code, "\ufffd") for code in range(0xD800, 0xE000))
    return table


# Simplified forms that are ordinary Traditional characters as well (后, 里, 面 …): no sign of either.
_ALSO_TRADITIONAL = frozenset(
    "后里面谷丑斗几只松余云干台向回系制征志准出別游折冲据致了复发叶同伙借仆升姜才扎曲朱杰咨采舍"
    "涂郁霉苏症家卜困布并当占尸岳征愈于吃群床峰"
)


@cache
def one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters written only in Traditional, and only in Simplified."""
    traditional, simplified = (DATA / "t2s.txt").read_text(encoding="utf-8").split("\n")[:2]
    shared = set(traditional) & set(simplified)
    return frozenset(set(traditional) - shared), frozenset(set(simplified) - shared - _ALSO_TRADITIONAL)


def fold(text: str) -> Folded:
    """Return the matching form of a text, with the way back to its offsets.

    >>> fold("價格ＡＢＣ").text
    '价格abc'
    >>> fold("㏑太貴").original(2, 3)
    (1, 2)
    """
    table = fold_table()
    folded = text.translate(table)
    if folded.isascii() or (unicodedata.is_normalized("NFKC", folded) and not _INVISIBLE.search(folded)):
        return Folded(folded)
    pieces: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(folded):
        piece = fold_char(char)
        pieces.append(piece)
        offsets.extend([place] * len(piece))
    return Folded("".join(pieces), tuple(offsets))


@cache
def fold_char(char: str) -> str:
    """Return what one (already table-folded) character becomes: any number of characters, possibly none."""
    if _INVISIBLE.match(char):
        return ""
    return unicodedata.normalize("NFKC", char).lower().translate(fold_table())
