"""Script runs and the language of a text."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from causes.batch import APOSTROPHE, LETTER, TABLE, Batch, Ints
from causes.normalise import DATA
from causes.status import MAX_LENGTH

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
HAN_RUN = re.compile(f"[{HAN}]+")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)*")

# A Chinese text with a few Latin words ("这个App", "API") is Chinese; from these shares on it is mixed.
_MIXED_LATIN = 0.15
_MIXED_HAN = 0.12


@cache
def _one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters written only in Traditional, and only in Simplified."""
    traditional, simplified = (DATA / "t2s.txt").read_text(encoding="utf-8").split("\n")[:2]
    shared = set(traditional) & set(simplified)
    return frozenset(set(traditional) - shared), frozenset(set(simplified) - shared - _ALSO_TRADITIONAL)


# Simplified forms that are ordinary Traditional characters as well (后, 里, 面 …): no sign of either.
_ALSO_TRADITIONAL = frozenset(
    "后里面谷丑斗几只松余云干台向回系制征志准出別游折冲据致了复发叶同伙借仆升姜才扎曲朱杰咨采舍"
    "涂郁霉苏症家卜困布并当占尸岳征愈于吃群床峰"
)


def runs(text: str) -> list[tuple[int, int, str]]:
    """Return the Han and Latin runs of a text as (start, end, "han" | "latin"), in order."""
    found = [(*m.span(), "han") for m in HAN_RUN.finditer(text)]
    found += [(*m.span(), "latin") for m in LATIN_WORD.finditer(text)]
    return sorted(found)


def language(text: str) -> str:
    """Return "en", "zh-Hans", "zh-Hant", "mixed" or "und" for a text as typed.

    A Latin word weighs as much as 1.7 Han characters. Any Latin script counts as "en".

    >>> language("太贵了"), language("太貴了"), language("too expensive"), language("price 太高，switch 到别家")
    ('zh-Hans', 'zh-Hant', 'en', 'mixed')
    """
    han = sum(len(run) for run in HAN_RUN.findall(text))
    latin = 1.7 * len(LATIN_WORD.findall(text))
    if not han and not latin:
        return "und"
    if han < _MIXED_HAN * (han + latin):
        return "en"
    if latin > 2 and latin > _MIXED_LATIN * (han + latin):
        return "mixed"
    return _chinese(text)


def _chinese(text: str) -> str:
    traditional, simplified = _one_sided()
    hant = sum(char in traditional for char in text)
    hans = sum(char in simplified for char in text)
    return "zh-Hant" if hant > hans else "zh-Hans"


def languages(batch: Batch, texts: Sequence[str]) -> list[str]:
    """Return the language of each text of a batch, as `language` does one by one."""
    total = np.zeros(len(batch.typed) + 1, np.int64)
    np.cumsum(_lanes()[batch.typed], out=total[1:])
    counts = total[batch.starts[1:]] - total[batch.starts[:-1]]  # exact, whatever the sum over all texts wraps to
    han, hant, hans = (counts >> (_LANE * lane) & ((1 << _LANE) - 1) for lane in range(3))
    letter = batch.kinds == LETTER
    begins = np.flatnonzero(letter[1:] & ~letter[:-1]) + 1
    tail = (batch.kinds[begins - 1] == APOSTROPHE) & letter[begins - 2]
    latin = 1.7 * np.bincount(batch.text_of(begins[~tail]), minlength=batch.size)
    whole = np.maximum(han + latin, 1)
    found = np.where((latin > 2) & (latin > _MIXED_LATIN * whole), _MIXED, np.where(hant > hans, _HANT, _HANS))
    found = np.where(han < _MIXED_HAN * whole, _EN, found)
    names = [_NAMES[i] for i in np.where(han + latin == 0, _UND, found).tolist()]
    for number in batch.refolded:
        names[number] = language(texts[number][:MAX_LENGTH])
    return names


_NAMES = ("en", "zh-Hans", "zh-Hant", "mixed", "und")
_EN, _HANS, _HANT, _MIXED, _UND = range(5)
_LANE = 16  # bits in which the characters of one text are counted


@cache
def _lanes() -> Ints:
    """Return for each code point what it adds: one Han character, one Traditional, one Simplified, in three lanes."""
    table = np.zeros(TABLE, np.int64)
    han = np.array([bool(HAN_RUN.match(chr(code))) for code in range(0x3400, 0xFB00)])
    table[0x3400:0xFB00] = han
    table[0x20000:TABLE] = 1
    for lane, chars in enumerate(_one_sided(), start=1):
        table[[ord(char) for char in chars if ord(char) < TABLE]] += 1 << (_LANE * lane)
    return table
