"""Words of one kind, in both languages: "boss" and 老板, "left the company" and 离职.

A text is also seen as the kinds that it names, alone and in pairs within a clause, so that what the corpus says in
one wording, and in one language, is known in others.
"""

import re
import tomllib
import zlib
from functools import cache
from typing import NamedTuple

import numpy as np

from causes.batch import DIGIT, MONEY, Batch, Ints, Place, beginnings
from causes.clauses import Cues
from causes.match import Hits
from causes.ngrams import Grams, Keys, salted
from causes.normalise import DATA

MOST_PAIRS = 7  # following kinds of the same clause that a kind is paired with
AMOUNT = re.compile(
    r"[$£€¥]\s?\d[\d.,]*k?"
    r"|\d[\d.,]{0,30}+\s?(?:usd|eur|gbp|quid|bucks|dollars?|pounds?|euros?|grand|cents?|pence|rupees?|元|块|刀|万|毛|rmb|人民币|蚊|港币|台币|美金|/mo)"
)
_STEP = np.uint32(0x9E3779B1)


class Kinds(NamedTuple):
    """The concept words with the number of their kind, and a stable key for each kind; the last is an amount."""

    words: list[tuple[str, int]]
    keys: Keys


@cache
def kinds() -> Kinds:
    """Return the shipped concepts."""
    blocks = tomllib.loads((DATA / "concepts.toml").read_text(encoding="utf-8"))
    words = [(word.strip(), number) for number, block in enumerate(blocks.values()) for word in block.split(",")]
    names = [*blocks, "amount"]
    return Kinds(words, np.array([zlib.crc32(name.encode()) for name in names], np.uint32))


@cache
def name_kinds() -> list[int]:
    """Return the numbers of the kinds that are names of products and companies."""
    blocks = list(tomllib.loads((DATA / "concepts.toml").read_text(encoding="utf-8")))
    return [blocks.index(name) for name in ("brand", "platform")]


def concept_grams(batch: Batch, hits: Hits, cues: Cues) -> list[Grams]:
    """Return the kinds that each clause names and their pairs; `tag` of a hit is the number of its kind."""
    keys = kinds().keys
    amounts = _amounts(batch)
    start = np.concatenate([hits.start, amounts[:, 0]])
    end = np.concatenate([hits.end, amounts[:, 1]])
    tag = np.concatenate([hits.tag, np.full(len(amounts), len(keys) - 1, Place)])
    clause = cues.clause(start)
    kind = clause * 1_000 + tag
    order = kind.argsort(kind="stable")
    first = order.take(beginnings(kind.take(order)))
    clause, start, end, key = clause.take(first), start.take(first), end.take(first), keys.take(tag.take(first))
    return [Grams(salted(key, 31), start, end, "concept"), _pairs(clause, key, start, end)]


def _amounts(batch: Batch) -> Ints:
    """Return the spans of sums of money: a currency sign or unit beside a number."""
    digits = (batch.kinds == DIGIT).nonzero()[0]
    begins = np.concatenate([batch.marked(MONEY), digits[batch.kinds[digits - 1] != DIGIT]])
    begins.sort()
    found = [match.span() for at in begins.tolist() if (match := AMOUNT.match(batch.text, at))]
    return np.array(found, Place).reshape(-1, 2)


def _pairs(clause: Ints, keys: Keys, start: Ints, end: Ints) -> Grams:
    """Return each pair of kinds within a clause; its place runs from the first word to the last."""
    same = [np.zeros(0, np.intp)]
    other = [same[0]]
    for step in range(1, min(MOST_PAIRS + 1, len(clause))):
        one = (clause[step:] == clause[:-step]).nonzero()[0]
        if not one.size:
            break
        same.append(one)
        other.append(one + step)
    a, b = np.concatenate(same), np.concatenate(other)
    pair = salted(keys.take(a) * _STEP + keys.take(b), 32)
    return Grams(pair, np.minimum(start.take(a), start.take(b)), np.maximum(end.take(a), end.take(b)), "pair")
