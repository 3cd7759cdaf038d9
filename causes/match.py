"""One pass that finds every phrase and every cue of a folded text (Aho–Corasick)."""

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from causes.normalise import fold

_SUFFIX = re.compile(r"(?:e?s|e?d|ing|ly|er|'s)?(?![a-z\u00df-\u024f0-9])")
_STRONG_SUFFIX_FROM = 4  # letters: "crash" also finds "crashes", "ad" finds only "ad"
_MOST_HITS = 2_000  # in one text; only nonsense has more

Finder = Callable[[str], Iterable[tuple[int, int, int]]]


class Hit(NamedTuple):
    """A phrase or cue that stands in the text: `tag` is what the caller gave with the pattern."""

    start: int
    end: int
    tag: object


class Matcher:
    """Finds many phrases at once. Latin phrases match whole words, with the common endings."""

    def __init__(self, phrases: Iterable[tuple[str, object]]) -> None:
        """Take (phrase, tag) pairs; one phrase may have several tags."""
        self._tags: dict[str, list[object]] = {}
        for phrase, tag in phrases:
            for form in spellings(phrase):
                tags = self._tags.setdefault(form, [])
                if tag not in tags:
                    tags.append(tag)
        self._patterns = list(self._tags)
        self._edges = [(_is_latin(p[0]), _is_latin(p[-1])) for p in self._patterns]
        self._find = _finder(self._patterns)

    def hits(self, folded: str) -> list[Hit]:
        """Return every phrase that stands in a folded text, overlapping ones too, by place."""
        found: list[Hit] = []
        for pattern, start, end in islice(self._find(folded), _MOST_HITS):
            left, right = self._edges[pattern]
            if left and start and _is_latin(folded[start - 1]):
                continue
            if right:
                end = _word_end(folded, end, self._patterns[pattern])
                if not end:
                    continue
            found.extend(Hit(start, end, tag) for tag in self._tags[self._patterns[pattern]])
        return found


def spellings(phrase: str) -> list[str]:
    """Return the folded forms in which a phrase is looked for: with and without its apostrophes.

    >>> spellings("Doesn’t work")
    ["doesn't work", 'doesnt work']
    """
    form = " ".join(fold(phrase).text.split())
    bare = form.replace("'", "")
    return [f for f in dict.fromkeys((form, bare)) if f]


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9" or "\u00df" <= char <= "\u024f"


def _word_end(folded: str, end: int, pattern: str) -> int:
    """Return where the word ends in which a match ends, or 0 when the match is only a part of it."""
    if end == len(folded) or not (_is_latin(folded[end]) or folded[end] == "'"):
        return end
    last_word = len(pattern) - pattern.rfind(" ") - 1
    if last_word < _STRONG_SUFFIX_FROM and folded[end] != "'":
        return 0
    suffix = _SUFFIX.match(folded, end)
    return suffix.end() if suffix else 0


def _finder(patterns: list[str]) -> Finder:
    if not patterns:
        return lambda _text: ()
    try:
        from ahocorasick_rs import AhoCorasick
    except ImportError:
        return plain_finder(patterns)
    automaton = AhoCorasick(patterns, store_patterns=False)
    return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)


def plain_finder(patterns: list[str]) -> Finder:
    """Return the same finder in plain Python: by the first two characters, then by length."""
    heads: dict[str, dict[int, dict[str, int]]] = {}
    for number, pattern in enumerate(patterns):
        heads.setdefault(pattern[:2], {}).setdefault(len(pattern), {})[pattern] = number

    def find(text: str) -> list[tuple[int, int, int]]:
        found = []
        for start in range(len(text)):
            for head in (text[start], text[start : start + 2]):
                for length, group in heads.get(head, {}).items():
                    number = group.get(text[start : start + length])
                    if number is not None:
                        found.append((number, start, start + length))
        return sorted(set(found), key=lambda hit: (hit[2], hit[1]))

    return find
