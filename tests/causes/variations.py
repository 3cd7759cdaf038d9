"""Sentences to vary: plain complaints of the codebook, frames and words to put them in, and a judge.

The complaints are drawn from the phrases of the codebook, always the same ones: those that come first by a digest of
theirs, among the phrases that, read alone, give their cause and no other. A change of the codebook moves only a few.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import opencc

from causes import find_causes_many, load_codebook

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
FRAMES = tomllib.loads(Path(__file__).with_name("variations.toml").read_text(encoding="utf-8"))

# The share of pairs that may be read wrongly, by relation: English, Simplified, Traditional. Measured, rounded up.
# A relation that is not here allows none.
ALLOWED: dict[str, tuple[float, float, float]] = {
    "Traditional (s2t)": (0.0, 0.03, 0.0),
    "Traditional (s2tw)": (0.0, 0.03, 0.0),
    "Traditional (s2hk)": (0.0, 0.03, 0.0),
    "a letter swapped": (0.26, 0.0, 0.0),
    "a letter dropped": (0.27, 0.0, 0.0),
    "a letter doubled": (0.19, 0.0, 0.0),
    "a character that sounds alike": (0.0, 0.27, 0.34),
    "a character dropped": (0.0, 0.33, 0.25),
    "lead-in": (0.01, 0.01, 0.01),
    "greetings, thanks, marks": (0.03, 0.02, 0.02),
    "said twice": (0.02, 0.02, 0.03),
    "two complaints": (0.33, 0.41, 0.33),
    "order": (0.06, 0.07, 0.05),
    "X was fine, but Y": (0.1, 0.11, 0.08),
    "Y, X was fine though": (0.1, 0.09, 0.07),
    "X was fine": (0.21, 0.03, 0.03),
    "not X": (0.09, 0.04, 0.04),
    "not X, Y": (0.06, 0.05, 0.04),
    "not because X, because Y": (0.01, 0.02, 0.01),
    "less X than Y": (0.17, 0.11, 0.13),
    "X? No, Y": (0.33, 0.01, 0.0),
    "is it because X? No, Y": (0.46, 0.33, 0.37),
    "said of another": (0.17, 0.18, 0.1),
    "solved": (0.02, 0.01, 0.01),
}

_EACH = 8  # complaints a cause and language
_CERTAIN = 0.6
_FEWEST = 100  # pairs a relation and language
_SHORTEST = {"en": 3, "zh-Hans": 4, "zh-Hant": 4}  # words, characters
# A phrase that ends so is a piece of a sentence, not something that one would say.
_OPEN_ENDS = frozenset(
    """
    a about all an and another any are as at be been being bought but by came can did didn't different do does doing
    figured for from gave get go got had has have he her his i if in into is it its just keep keeps kept made me more
    my need needs never no not of off on one or our out over paid price said says she so some start started take takes
    than that the their them they this to told too took trying up us used very wants was we were what when which who
    will with without would yet you your
    """.split()
)
_OPEN_ENDS_IN_CHINESE = tuple("的地得着过把被给让叫和与跟对向从在是很太更就也都还不没说要会能想去来到比因")


class Complaint(NamedTuple):
    """A phrase of the codebook and the cause that it gives."""

    cause: str
    text: str


class Case(NamedTuple):
    """A text, the causes that it must give, and those that it must not."""

    text: str
    has: frozenset[str]
    lacks: frozenset[str] = frozenset()


def real_causes() -> list[str]:
    """Return the causes but for "another reason" and "no reason"."""
    return [key for key in load_codebook().causes if key not in ("other", "unclear")]


@cache
def complaints(language: str) -> tuple[Complaint, ...]:
    """Return the sentences to vary, eight a cause."""
    drawn = []
    for cause in real_causes():
        phrases = {p for p in load_codebook().causes[cause].phrases[language] if _is_said(p, language)}
        drawn += islice(_plain(cause, sorted(phrases, key=lambda phrase: number(cause, phrase))), _EACH)
    return tuple(drawn)


def _is_said(phrase: str, language: str) -> bool:
    if phrase.startswith("~"):
        return False
    if language == "en":
        words = phrase.split()
        return len(words) >= _SHORTEST[language] and words[-1] not in _OPEN_ENDS
    return len(phrase) >= _SHORTEST[language] and not phrase.isascii() and not phrase.endswith(_OPEN_ENDS_IN_CHINESE)


def _plain(cause: str, phrases: list[str]) -> Iterator[Complaint]:
    """Yield the phrases that give their cause and no other."""
    for phrase, found in zip(phrases, find_causes_many(phrases), strict=True):
        if [one.cause for one in found.causes] == [cause] and found.causes[0].score >= _CERTAIN:
            yield Complaint(cause, phrase)


def number(*words: object) -> int:
    """Return a number that looks drawn and is always the same for the same words."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, words)).encode()).digest()[:6], "big")


def pick(things: list, *words: object):
    """Return one of several things: always the same one for the same words."""
    return things[number(*words) % len(things)]


@cache
def converter(config: str) -> opencc.OpenCC:
    """Return a converter from Simplified to a kind of Traditional."""
    return opencc.OpenCC(config)


@cache
def written(text: str, language: str) -> str:
    """Return English or Simplified as a language is written."""
    return converter("s2tw").convert(text) if language == "zh-Hant" else text


def tongue(language: str) -> str:
    """Return under which name the frames and words of a language stand."""
    return "en" if language == "en" else "zh"


def frames(name: str, language: str, speech: str = "") -> list[str]:
    """Return the frames of a relation; `speech` is what is spoken, when it is not what is usual for the language."""
    return [written(frame, language) for frame in FRAMES[name][speech or tongue(language)]]


def words(name: str, language: str) -> dict[str, list[str]]:
    """Return the words for each cause."""
    table = FRAMES[name][tongue(language)]
    return {cause: [written(word, language) for word in line.split(", ")] for cause, line in table.items()}


def was(word: str) -> str:
    """Return the verb that an English word takes."""
    return "were" if word.endswith("s") else "was"


def about_others(language: str, known: dict[str, list[str]], each: int) -> Iterator[tuple[Complaint, str, str]]:
    """Yield every complaint with a few other causes and words for each of them."""
    for y in complaints(language):
        rest = sorted((cause for cause in known if cause != y.cause), key=lambda cause: number(y.text, cause))
        for cause in rest[:each]:
            yield y, cause, pick(known[cause], y.text, cause)


def by_cause(language: str) -> dict[str, list[str]]:
    """Return the complaints of each cause."""
    return {cause: [c.text for c in complaints(language) if c.cause == cause] for cause in real_causes()}


def two_complaints(language: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield two causes with a text that complains of both, and the same in the other order."""
    for y, cause, x in about_others(language, by_cause(language), 3):
        frame = pick(frames("both", language), y.text, x)
        yield y.cause, cause, frame.format(x=y.text, y=x), frame.format(x=x, y=y.text)


def given(texts: list[str]) -> list[set[str]]:
    """Return the causes of each text."""
    return [{one.cause for one in found.causes} for found in find_causes_many(texts)]


def hold(relation: str, language: str, cases: list[Case]) -> None:
    """Every text must give what it must and nothing that it must not, but for the share allowed."""
    read = given([case.text for case in cases])
    wrong = [
        (*case, causes)
        for case, causes in zip(cases, read, strict=True)
        if not case.has <= causes or case.lacks & causes
    ]
    judge(relation, language, wrong, cases)


def hold_same(relation: str, language: str, pairs: list[tuple[str, str]]) -> None:
    """Both texts of a pair must give the same causes with the same scores and the same evidence."""
    read = zip(*(find_causes_many(texts) for texts in zip(*pairs, strict=True)), strict=True)
    wrong = [
        (*pair, one.causes, two.causes)
        for pair, (one, two) in zip(pairs, read, strict=True)
        if (one.causes, one.main, one.unsure) != (two.causes, two.main, two.unsure)
    ]
    judge(relation, language, wrong, pairs)


def judge(relation: str, language: str, wrong: list, cases: list) -> None:
    """Fail with all that is wrong when it is more than may be."""
    most = ALLOWED.get(relation, (0.0, 0.0, 0.0))[LANGUAGES.index(language)]
    shown = "\n".join(map(str, wrong))
    assert len(cases) >= _FEWEST, f"{relation}, {language}: only {len(cases)} pairs"
    assert len(wrong) <= most * len(cases), f"{relation}, {language}: {len(wrong)} of {len(cases)} wrong\n{shown}"
