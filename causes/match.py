"""One pass that finds every phrase, cue and concept word of a batch (Aho–Corasick), as arrays."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from causes.batch import APOSTROPHE, DIGIT, LETTER, Batch, Bools, Ints, Place
from causes.normalise import fold
from causes.trie import Trie

_CHAR_BITS, _ENDING_SIZE = 10, 3
_SUFFIXES = frozenset(("s", "es", "d", "ed", "ing", "ly", "er", "'s"))
_KNOWN_ENDINGS = sorted(
    (sum(ord(char) << (_CHAR_BITS * k) for k, char in enumerate(ending)), len(ending)) for ending in _SUFFIXES
)
_ENDINGS = np.array([packed for packed, _ in _KNOWN_ENDINGS])
_ENDING_SIZES = np.array([size for _, size in _KNOWN_ENDINGS])
_LONG, _TAGS = 1 << 16, 1 << 12  # more than any length and any tag
_MANY = 20_000  # characters from which a walk from all places at once is faster
_ENDED_FROM = 4  # letters of the last word: "crash" also finds "crashes", "ad" finds only "ad"

Finder = Callable[[str], Iterable[tuple[int, int, int]]]


class Hits(NamedTuple):
    """Patterns that stand in a batch, by place; `tag` is the number given with the pattern."""

    start: Ints
    end: Ints
    tag: Ints

    def where(self, kept: Bools) -> "Hits":
        """Return some of the hits."""
        return self.at(kept.nonzero()[0])

    def at(self, places: Ints) -> "Hits":
        """Return the hits at some places, in that order."""
        return Hits(self.start.take(places), self.end.take(places), self.tag.take(places))


class Matcher:
    """Finds many patterns at once. Latin patterns match whole words, with the common endings."""

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        """Take (pattern, tag) pairs; one pattern may have several tags."""
        tags: dict[str, list[int]] = {}
        pairs = list(patterns)
        for form, (_, tag) in zip(_folded([pattern for pattern, _ in pairs]), pairs, strict=True):
            for spelling in _spelled(form):
                known = tags.setdefault(spelling, [])
                if tag not in known:
                    known.append(tag)
        self.patterns = list(tags)
        counts = [len(known) for known in tags.values()]
        self._count = np.array(counts, np.int64)
        self._first = np.cumsum(self._count) - self._count
        self._tags = np.fromiter(chain.from_iterable(tags.values()), Place, sum(counts))
        self._left = np.array([_is_latin(p[0]) for p in self.patterns], np.bool_)
        self._right = np.array([_is_latin(p[-1]) for p in self.patterns], np.bool_)
        self._last_word = np.array([len(p) - p.rfind(" ") - 1 for p in self.patterns], np.int64)
        self._find = _finder(self.patterns)

    def hits(self, batch: Batch) -> Hits:
        """Return every pattern that stands in a batch, overlapping ones too, by start, the longest first."""
        wordy = (batch.kinds == LETTER) | (batch.kinds == DIGIT)
        pattern, start, end = self._standing(batch, wordy)
        fits = (~(self._left.take(pattern) & wordy.take(start - 1))).nonzero()[0]  # a batch begins with NUL
        pattern, start, end = pattern.take(fits), start.take(fits), end.take(fits)
        inside = (self._right.take(pattern) & (wordy | (batch.kinds == APOSTROPHE)).take(end)).nonzero()[0]
        if inside.size:
            end[inside] = self._word_ends(batch, wordy, end[inside], self._last_word[pattern[inside]])
            whole = (end > 0).nonzero()[0]
            pattern, start, end = pattern.take(whole), start.take(whole), end.take(whole)
        return self._tagged(pattern, start, end)

    def _tagged(self, pattern: Ints, start: Ints, end: Ints) -> Hits:
        """Return a hit for each tag of each pattern, in order."""
        count = self._count.take(pattern)
        ends = np.add.accumulate(count)
        tag = self._tags.take((self._first.take(pattern) - ends + count).repeat(count) + np.arange(count.sum()))
        start, end = start.repeat(count), end.repeat(count)
        place = (start.astype(np.int64) * _LONG + (_LONG - end + start)) * _TAGS + tag
        return Hits(start, end, tag).at(place.argsort(kind="stable"))

    def _standing(self, batch: Batch, wordy: Bools) -> tuple[Ints, Ints, Ints]:
        """Return pattern, start and end of all patterns, those within words too."""
        if len(batch.codes) > _MANY and self._trie is not None:
            places = wordy.copy()
            places[1:] &= wordy[:-1]
            return self._trie.find(batch, (~places).nonzero()[0])
        flat = np.fromiter(chain.from_iterable(self._find(batch.text)), Place)
        pattern, start, end = np.ascontiguousarray(flat.reshape(-1, 3).T)
        return pattern, start, end

    @cached_property
    def _trie(self) -> Trie | None:
        try:
            return Trie(self.patterns)
        except ValueError:
            return None

    def hits_alone(self, text: str, kinds: bytes) -> list[tuple[int, int, int]]:
        """Return (start, −end, tag) of every pattern in the row of one text, in the order of `hits`."""
        left, right, last_word, first, count, tags = self._views
        found = []
        for pattern, start, end in self._find(text):
            if left[pattern] and LETTER <= kinds[start - 1] <= DIGIT:
                continue
            if right[pattern] and kinds[end] >= LETTER:
                end = _word_end(text, kinds, end, last_word[pattern] >= _ENDED_FROM)
                if not end:
                    continue
            at = first[pattern]
            for tag in tags[at : at + count[pattern]]:
                found.append((start, -end, tag))
        found.sort()
        return found

    @cached_property
    def _views(self) -> list[memoryview]:
        """Return the arrays of the patterns so that single values are quickly had."""
        return [
            column.data for column in (self._left, self._right, self._last_word, self._first, self._count, self._tags)
        ]

    @staticmethod
    def _word_ends(batch: Batch, wordy: Bools, at: Ints, last_word: Ints) -> Ints:
        """Return where the word ends that goes on at each place, or 0 when what goes on is no ending."""
        rest = batch.codes.take(at).astype(np.int64)
        inside: Bools = np.ones(len(at), np.bool_)
        for k in range(1, _ENDING_SIZE + 1):  # a letter more than any ending has
            inside = inside & wordy.take(at + k, mode="clip")
            rest |= batch.codes.take(at + k, mode="clip").astype(np.int64) * inside << (_CHAR_BITS * k)
        place = _ENDINGS.searchsorted(rest)
        fits = _ENDINGS.take(place, mode="clip") == rest
        apostrophe = batch.kinds.take(at) == APOSTROPHE
        fits &= apostrophe | (last_word >= _ENDED_FROM)
        size = _ENDING_SIZES.take(place, mode="clip")
        return np.where(fits, at + size, at * apostrophe)  # "price'" ends there, whatever follows


def _word_end(text: str, kinds: bytes, at: int, ended: bool) -> int:
    """Return where the word ends that goes on at a place, or 0 when what goes on is no ending."""
    end = at + 1
    while end <= at + _ENDING_SIZE and LETTER <= kinds[end] <= DIGIT:
        end += 1
    apostrophe = kinds[at] == APOSTROPHE
    if (apostrophe or ended) and text[at:end] in _SUFFIXES:
        return end
    return at if apostrophe else 0


def outermost(hits: Hits) -> Hits:
    """Return the hits that no longer hit contains: "price" within "price rise" says nothing of its own."""
    if len(hits.start) < 2:
        return hits
    kept = np.empty(len(hits.start), np.bool_)
    kept[0] = True
    np.greater(hits.end[1:], np.maximum.accumulate(hits.end)[:-1], out=kept[1:])
    twin = (hits.start[1:] == hits.start[:-1]) & (hits.end[1:] == hits.end[:-1])
    if twin.any():
        first = np.arange(len(kept))
        first[1:] *= ~twin
        kept[1:] |= twin & kept[np.maximum.accumulate(first)][1:]
    return hits.where(kept)


def spellings(phrase: str) -> list[str]:
    """Return the folded forms in which a phrase is looked for: with and without its apostrophes.

    >>> spellings("Doesn’t work")
    ["doesn't work", 'doesnt work']
    """
    return _spelled(fold(phrase).text)


def _spelled(folded: str) -> list[str]:
    form = " ".join(folded.split())
    bare = form.replace("'", "")
    return [f for f in dict.fromkeys((form, bare)) if f]


def _folded(phrases: Sequence[str]) -> list[str]:
    """Return the folded phrases: all at once where none holds a line break."""
    forms = fold("\n".join(phrases)).text.split("\n")
    return forms if len(forms) == len(phrases) else [fold(phrase).text for phrase in phrases]


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9" or "\u00df" <= char <= "\u024f"


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
        return list(dict.fromkeys(found))

    return find
