"""The phrases that a theme brings to a cause: what its answers say and hardly any other answer does.

First its name, then its terms in every form in which somebody wrote them, then words beside them. None stands in
another: the engine would find the shorter one anyway.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from causes.batch import Batch
from causes.match import Matcher
from causes.normalise import fold
from causes.scripts import HAN_RUN
from causes.tokens import tokens
from reports.phrase_width import FUNCTION_WORDS

MOST_PHRASES = 5
# Words beside the terms: in so great a part of the theme's answers and no fewer than so many; and of the answers that
# say them, so great a part are the theme's. The others may well be of it in other words.
LEAST_SHARE, LEAST_SAID, LEAST_WITHIN = 0.15, 3, 2 / 3
LONGEST_RUN = 3
MOSTLY = 0.8
MOST_TEXTS, MOST_BESIDE = 200, 40
# What no phrase goes across: "gallery, no" are two things.
_BROKEN = re.compile(r"[^\w\s'’&+./-]|[.](\s|$)")
Stems = tuple[str, ...]


class ThemeWords(NamedTuple):
    """A theme by its words: its name, its terms as stems, and its answers."""

    name: str
    terms: Sequence[Stems]
    texts: Sequence[str]


def phrases_of(themes: Sequence[ThemeWords], texts: Sequence[str]) -> list[list[str]]:
    """Return the phrases of each theme, in small letters, best first; ``texts`` are all answers, the themes' too."""
    runs = [_runs(theme.texts[:MOST_TEXTS]) for theme in themes]
    beside = [list(_beside(theme, found)) for theme, found in zip(themes, runs, strict=True)]
    within = _within(themes, beside, texts)
    return [
        _apart([theme.name, *_forms(theme.terms, found), *(one for one in words if one in within[number])])
        for number, (theme, found, words) in enumerate(zip(themes, runs, beside, strict=True))
    ]


def _runs(texts: Iterable[str]) -> dict[Stems, Counter[str]]:
    """Return the runs of up to three words, as stems, with each form that was written and in how many texts."""
    runs: dict[Stems, Counter[str]] = defaultdict(Counter)
    for text in texts:
        folded = fold(text)
        words = tokens(folded.text)
        said: dict[Stems, str] = {}
        for size in range(1, LONGEST_RUN + 1):
            for run in zip(*(words[skip:] for skip in range(size)), strict=False):
                start, end = folded.original(run[0].start, run[-1].end)
                said.setdefault(tuple(word.stem for word in run), " ".join(text[start:end].lower().split()))
        for stems, written in said.items():
            runs[stems][written] += 1
    return runs


def _forms(terms: Iterable[Stems], runs: dict[Stems, Counter[str]]) -> Iterator[str]:
    """Yield the terms as they were written, the usual form first."""
    for term in _longest(list(terms), runs):
        yield from (written for written, _count in runs[term].most_common())


def _beside(theme: ThemeWords, runs: dict[Stems, Counter[str]]) -> Iterator[str]:
    """Yield what many of a theme's answers say besides its terms, the most said first."""
    least = max(LEAST_SAID, LEAST_SHARE * min(len(theme.texts), MOST_TEXTS))
    terms = set(theme.terms)
    often = [(forms.total(), stems) for stems, forms in runs.items() if stems not in terms and forms.total() >= least]
    matter = [(count, stems) for count, stems in often if _says_something(stems)]
    ranked = [stems for _count, stems in sorted(matter, key=lambda one: (-one[0], -len(one[1]), one[1]))]
    for stems in _longest(ranked, runs)[:MOST_BESIDE]:
        yield runs[stems].most_common(1)[0][0]


def _longest(ranked: Sequence[Stems], runs: dict[Stems, Counter[str]]) -> list[Stems]:
    """Return runs without those that are mostly said within a longer one of them: "tile" within "tile viewer"."""
    longer: dict[Stems, int] = {}
    for run in ranked:
        if len(run) > 1 and _is_whole(run, runs[run]):
            for part in {run[begin:end] for begin in range(len(run)) for end in range(begin + 1, len(run) + 1)} - {run}:
                longer[part] = max(longer.get(part, 0), runs[run].total())
    return [run for run in ranked if longer.get(run, 0) < MOSTLY * runs[run].total()]


def _is_whole(run: Stems, forms: Counter[str]) -> bool:
    """Say whether a run is written without a break and in one script, so that it may stand for its parts."""
    han = {bool(HAN_RUN.search(word)) for word in run}
    return bool(forms) and len(han) == 1 and not _BROKEN.search(forms.most_common(1)[0][0])


def _says_something(stems: Stems) -> bool:
    idle = FUNCTION_WORDS.intersection((stems[0], stems[-1])) or any(stem.isdigit() for stem in stems)
    return not idle and len("".join(stems)) > 1


def _within(themes: Sequence[ThemeWords], beside: Sequence[Sequence[str]], texts: Sequence[str]) -> list[set[str]]:
    """Return which of the words beside each theme stand in hardly any answer that is not the theme's."""
    asked = sorted({phrase for phrases in beside for phrase in phrases})
    if not asked:
        return [set() for _theme in themes]
    batch = Batch(list(texts))
    hits = Matcher((phrase, number) for number, phrase in enumerate(asked)).hits(batch)
    pairs = np.unique(np.stack([hits.tag.astype(np.int64), batch.text_of(hits.start)], axis=1), axis=0)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, text in pairs.tolist():
        holders[asked[number]].append(text)
    own = [set(theme.texts) for theme in themes]
    return [
        {one for one in phrases if _share(holders[one], [texts[at] in mine for at in holders[one]]) >= LEAST_WITHIN}
        for mine, phrases in zip(own, beside, strict=True)
    ]


def _share(holders: Sequence[int], mine: Sequence[bool]) -> float:
    return sum(mine) / len(holders) if holders else 0.0


def _apart(phrases: Iterable[str]) -> list[str]:
    """Return phrases of which none stands in another or runs on from it, small letters, the first ones first."""
    chosen: list[str] = []
    for phrase in phrases:
        plain = phrase.lower()
        alike = any(plain in other or other in plain or _runs_on(plain, other) for other in chosen)
        if not alike and not _BROKEN.search(plain):
            chosen.append(plain)
    return chosen[:MOST_PHRASES]


def _runs_on(one: str, other: str) -> bool:
    """Say whether two phrases are pieces of one run: "widget gallery", "gallery gone"."""
    first, second = ([token.stem for token in tokens(fold(text).text)] for text in (one, other))
    sizes = range(1, min(len(first), len(second)) + 1)
    return any(first[-size:] == second[:size] or second[-size:] == first[:size] for size in sizes)
