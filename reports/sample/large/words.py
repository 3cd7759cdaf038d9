"""Answers put together anew from the sample's hand-written ones, so that each cause has thousands of wordings."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from causes import find_causes_many
from causes.codebook import NO_REASON
from reports.sample.exits import WrittenAnswer, read_answers

SENTENCE = re.compile(r"[^。！？!?\n]+?(?:[。！？!?]+|\.(?=\s|$)|\n|$)")
CLAUSE = re.compile(r"(?<=[，,;；])")
SHORTEST = 4
# How many neighbouring sentences of one answer stay together.
TOGETHER = 3
# Of answers: how many have something said before and after the reason.
BEFORE, AFTER = 0.55, 0.5
# Of people who write Chinese: who mixes English in.
MIXES = 0.08
CONTENTLESS = {
    "en": ("n/a", "-", "no comment", "asdf", "none"),
    "zh-Hans": ("无", "没什么", "。。。", "-"),
    "zh-Hant": ("沒有", "無", "。。。", "-"),
}


@dataclass(frozen=True)
class Known:
    """What an answer may tell of the person who gives it."""

    language: str
    months: int
    seats: int
    week: int


def words_for(causes: Sequence[str], known: Known, rng: Random) -> str:
    """Return an answer that gives these causes, main cause first, in the person's language.

    A cause that nobody of the sample wrote about in Chinese is written about in English.
    """
    pieces = [rng.choice(_pieces_for(cause, known.language, rng)) for cause in causes]
    remarks = _remarks()[known.language]
    about = {"months": known.months, "seats": known.seats, "week": known.week}
    if rng.random() < BEFORE:
        pieces.insert(0, rng.choice(remarks["before"]).format(**about))
    if rng.random() < AFTER:
        pieces.append(rng.choice(remarks["after"]).format(**about))
    return _joined(pieces)


def no_words(language: str, rng: Random) -> str:
    """Return words that say nothing."""
    return rng.choice(CONTENTLESS[language])


def _pieces_for(cause: str, language: str, rng: Random) -> list[str]:
    found = written_pieces()
    mixes = language != "en" and rng.random() < MIXES
    return (found.get(("mixed", cause)) if mixes else None) or found.get((language, cause)) or found[("en", cause)]


@cache
def written_pieces() -> Mapping[tuple[str, str], list[str]]:
    """Return what of the hand-written answers says one cause and no other, by language and cause.

    A piece is a whole answer, some sentences of it, or a clause. Its writer meant the cause, and the engine finds it.
    """
    pieces = sorted({(answer.lang, answer.causes, piece) for answer in read_answers() for piece in _cut(answer)})
    by_cause: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (language, causes, piece), found in zip(pieces, find_causes_many(one[2] for one in pieces), strict=True):
        keys = [cause.cause for cause in found.causes]
        if len(keys) == 1 and keys[0] in causes and keys[0] != NO_REASON:
            by_cause[language, keys[0]].append(piece)
    return dict(by_cause)


def _cut(answer: WrittenAnswer) -> list[str]:
    sentences = [part.strip() for part in SENTENCE.findall(answer.words) if part.strip()]
    pieces = [answer.words.strip()]
    for first in range(len(sentences)):
        pieces += [_joined(sentences[first:end]) for end in range(first + 1, min(len(sentences), first + TOGETHER) + 1)]
    clauses = [clause.strip(" ，,;；") for sentence in sentences for clause in CLAUSE.split(sentence)]
    return [piece for piece in pieces + clauses if len(piece) >= SHORTEST]


def _joined(pieces: Sequence[str]) -> str:
    """Join pieces as one would write them: sentences end, and no space stands beside Han characters."""
    text = ""
    for piece in pieces:
        if not text:
            text = piece
            continue
        han = text[-1] > "\u2e7f" or piece[0] > "\u2e7f"
        stop = "" if text[-1] in "。！？!?.…：:，,～~" else ("。" if han else ".")
        text += stop + ("" if han else " ") + piece
    return text


@cache
def _remarks() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "remarks.toml").read_text(encoding="utf-8"))
