"""Script runs and the language of a text."""

import re
from collections.abc import Sequence

import numpy as np

from causes.batch import APOSTROPHE, LETTER, SIMPLIFIED, TRADITIONAL, Batch, Ints
from causes.normalise import one_sided
from causes.status import MAX_LENGTH

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
HAN_RUN = re.compile(f"[{HAN}]+")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)*")

# A Chinese text with a few Latin words ("这个App", "API") is Chinese; from these shares on it is mixed.
_MIXED_LATIN = 0.15
_MIXED_HAN = 0.12


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
    han = sum(map(len, HAN_RUN.findall(text)))
    return named(han, len(LATIN_WORD.findall(text))) or _chinese(text)


def named(han: int, words: int) -> str:
    """Return the language by the numbers of Han characters and Latin words; nothing where it is Chinese."""
    latin = 1.7 * words
    if not han and not latin:
        return "und"
    if han < _MIXED_HAN * (han + latin):
        return "en"
    return "mixed" if latin > 2 and latin > _MIXED_LATIN * (han + latin) else ""


def _chinese(text: str) -> str:
    traditional, simplified = one_sided()
    hant = sum(map(traditional.__contains__, text))
    hans = sum(map(simplified.__contains__, text))
    return "zh-Hant" if hant > hans else "zh-Hans"


def languages(batch: Batch, texts: Sequence[str]) -> list[str]:
    """Return the language of each text of a batch, as `language` does one by one."""
    places = batch.han.nonzero()[0], batch.marked(TRADITIONAL), batch.marked(SIMPLIFIED)
    han, hant, hans = (_by_text(batch, some) for some in places)
    letter = batch.kinds == LETTER
    begins = (letter[1:] & ~letter[:-1]).nonzero()[0] + 1
    tail = (batch.kinds[begins - 1] == APOSTROPHE) & letter[begins - 2]
    latin = 1.7 * _by_text(batch, begins.compress(~tail))
    whole = np.maximum(han + latin, 1)
    found = np.where((latin > 2) & (latin > _MIXED_LATIN * whole), _MIXED, np.where(hant > hans, _HANT, _HANS))
    found = np.where(han < _MIXED_HAN * whole, _EN, found)
    names = [_NAMES[i] for i in np.where(han + latin == 0, _UND, found).tolist()]
    for number in batch.refolded:
        names[number] = language(texts[number][:MAX_LENGTH])
    return names


def _by_text(batch: Batch, places: Ints) -> Ints:
    """Return how many of the places, which are in order, lie in each text."""
    before = places.searchsorted(batch.starts)
    return before[1:] - before[:-1]


_NAMES = ("en", "zh-Hans", "zh-Hant", "mixed", "und")
_EN, _HANS, _HANT, _MIXED, _UND = range(5)
