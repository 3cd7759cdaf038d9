"""Every text of a survey's document with its place in it, and how texts are folded before they are searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from surveys.typesetting import HAN, etiquette_data

# More of one wording is not read: it is far too long anyway, and the linter runs at every key pressed.
LONGEST_READ = 2000
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\u202a-\u202e\ufe00-\ufe0f\ufeff]")
_HAN_GAP = re.compile(f"(?<={HAN})\\s+(?={HAN})")


# A question's wordings, and what they are.
PARTS = {"wording": "question", "help": "help", "least_wording": "end", "most_wording": "end"}


@dataclass(frozen=True)
class Wording:
    """One text in one language. ``part`` says what it is: "title", "question", "help", "choice", "button" …"""

    text: str
    tag: str
    where: str
    part: str

    @property
    def folded(self) -> str:
        """The text as the patterns of surveys/data/etiquette.toml expect it."""
        return fold(self.text)


def wordings(document: dict[str, Any]) -> Iterator[Wording]:
    """Yield every text that a respondent may read, in the document's order; odd shapes are passed over."""
    yield from texts(document.get("title"), "title", "title")
    for name in ("intro", "state_line", "notice", "thanks"):
        yield from texts(document.get(name), name, "line")
    for path, question in each(document.get("questions"), "questions"):
        for name, part in PARTS.items():
            yield from texts(question.get(name), f"{path}.{name}", part)
        for place, choice in each(question.get("choices"), f"{path}.choices"):
            yield from texts(choice.get("wording"), f"{place}.wording", "choice")
    for path, button in buttons(document).items():
        yield from texts(button, path, "button")
    yield from texts(document.get("alternative"), "alternative", "alternative")


def buttons(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document's own labels of its two buttons by their place; none where it leaves them to the product."""
    group = document.get("buttons")
    found = {f"buttons.{name}": label for name, label in group.items()} if isinstance(group, dict) else {}
    return found | {name: document[name] for name in ("send", "skip") if name in document}


def each(items: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the tables of a list with their places: ``("questions[0]", {…})``."""
    for number, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield f"{path}[{number}]", item


def texts(value: Any, where: str, part: str) -> Iterator[Wording]:
    """Yield a wording's texts by language; a bare text counts as one of no language, and tables are entered."""
    if isinstance(value, str):
        yield Wording(value[:LONGEST_READ], "", where, part)
    elif isinstance(value, dict):
        for tag, text in value.items():
            if isinstance(text, dict):
                yield from texts(text, f"{where}.{tag}", part)
            elif isinstance(text, str):
                yield Wording(text[:LONGEST_READ], str(tag), f"{where}.{tag}", part)


def width(text: str) -> int:
    """Return how wide a text is, in Latin letters: a Han character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def fold(text: str) -> str:
    """Return a text with what does not matter to its sense taken away.

    NFKC, small letters, straight apostrophes, one space at most and none between Han characters, nothing invisible,
    and Simplified characters for the Traditional ones that the patterns speak of.

    >>> fold("您將失去：Ｖ Ｉ Ｐ  權益！")
    '您将失去:v i p 权益!'
    """
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_table())
    return _HAN_GAP.sub("", re.sub(r"\s+", " ", folded)).strip()


@cache
def _table() -> dict[int, str]:
    folding = etiquette_data()["folding"]
    pairs = dict(zip(folding["traditional"], folding["simplified"], strict=True))
    return str.maketrans(pairs | {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
