"""How Chinese is set: no space between Han characters, full-width punctuation after them, the reader's own words.

The same checks hold for what a team writes (surveys.etiquette) and for what ships with the product (the locale files,
the surveys in surveys/data).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ETIQUETTE = Path(__file__).parent / "data" / "etiquette.toml"

HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_GAP = re.compile(f"(?<={HAN})[ \u00a0\u3000]+(?={HAN})")
# A full stop within a file's name or a version ("檔.csv") and a colon before "//" are no punctuation of the sentence.
_HALF_WIDTH = re.compile(HAN + r"(?:[,;!?()]|:(?!//)|\.(?!\w))")


@cache
def etiquette_data() -> dict[str, Any]:
    """Return the patterns, words and characters of surveys/data/etiquette.toml."""
    return tomllib.loads(ETIQUETTE.read_text(encoding="utf-8"))


def spaces_between_han(text: str) -> list[str]:
    """Return each pair of Han characters with a space between them, as written: ``["原 因"]``."""
    return [text[match.start() - 1 : match.end() + 1] for match in _GAP.finditer(text)]


def half_width_after_han(text: str) -> list[str]:
    """Return each Han character followed by half-width punctuation: ``["吗?"]``."""
    return _HALF_WIDTH.findall(text)


def mainland_words(text: str, ours: bool = False) -> list[tuple[str, str]]:
    """Return the words of the mainland in a zh-Hant text, each with what is said in Taiwan.

    ``ours`` reads a text that ships with the product, where words of two senses are refused as well.
    """
    return [(match[0], said) for pattern, said in _mainland(ours) if (match := pattern.search(text))]


def wrong_script(text: str, tag: str) -> str:
    """Return the characters of a zh-Hant text that are Simplified only, or of a zh-Hans text Traditional only.

    Told by the character sets of both places: Big5 with Hong Kong's additions, and GB 2312. What neither or both of
    them hold says nothing.
    """
    wanted, other = {"zh-Hant": (_BIG5, _GB), "zh-Hans": (_GB, _BIG5)}.get(tag, ("", ""))
    if not wanted:
        return ""
    found = [char for char in dict.fromkeys(re.findall(HAN, text)) if not _in(char, wanted) and _in(char, other)]
    return "".join(found)


_BIG5, _GB = "cp950", "gb2312"


def _in(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _mainland(ours: bool) -> list[tuple[re.Pattern[str], str]]:
    data = etiquette_data()
    words = data["mainland"] | (data["mainland_in_ours"] if ours else {})
    return [(re.compile(pattern), said) for pattern, said in words.items()]
