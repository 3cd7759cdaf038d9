"""The n-grams of a batch as 32-bit keys with their places: Han characters, Latin words, letters within words.

All in whole-array operations: a batch of any size costs the same few dozen calls. Keys are stable between
versions of numpy and Python: they are part of the model artefact.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from causes.batch import APOSTROPHE, DIGIT, HAN, LETTER, SPACE, Batch, Bools, Ints

Keys = npt.NDArray[np.uint32]

HAN_SIZES = (1, 2, 3)
WORD_SIZES = (1, 2, 3)
LETTER_SIZES = (4,)
_MOST_LETTERS = 32  # of a word that are looked at
_STEP = np.uint32(0x9E3779B1)


class Grams(NamedTuple):
    """Found features: key, first and last+1 character in the batch, and the group that they belong to."""

    keys: Keys
    starts: Ints
    ends: Ints
    group: str


def mix(keys: Keys) -> Keys:
    """Scatter keys over all 32 bits."""
    keys = (keys ^ (keys >> np.uint32(16))) * np.uint32(0x7FEB352D)
    keys = (keys ^ (keys >> np.uint32(15))) * np.uint32(0x846CA68B)
    return keys ^ (keys >> np.uint32(16))


def salted(keys: Keys, salt: int) -> Keys:
    """Return keys of a kind of their own."""
    return mix(keys * _STEP + np.uint32(salt))


def grams(batch: Batch) -> list[Grams]:
    """Return every n-gram of every text of a batch."""
    return [*_han(batch), *_words(batch), *_letters(batch)]


def _han(batch: Batch) -> list[Grams]:
    places = np.flatnonzero(batch.kinds == HAN)
    chars = mix(batch.codes[places])
    found = []
    keys, starts, at = chars, places, np.arange(len(places))
    for size in HAN_SIZES:
        if size > 1:
            nxt = at + size - 1
            fits = nxt < len(places)
            at, nxt, keys = at[fits], nxt[fits], keys[fits]
            unbroken = places[nxt] - places[at] == size - 1
            at, keys = at[unbroken], keys[unbroken]
            keys = keys * _STEP + chars[nxt[unbroken]]
            starts = places[at]
        found.append(Grams(salted(keys, size), starts, starts + size, f"han{size}"))
    return found


class Words(NamedTuple):
    """The Latin words and numbers of a batch; `joined` says that the next one follows with only space between."""

    keys: Keys
    starts: Ints
    ends: Ints
    joined: Bools


def words(batch: Batch) -> Words:
    """Return the words of Latin script: apostrophes are passed over, numbers are known by their length."""
    kinds = batch.kinds
    inner = (kinds == APOSTROPHE) & _next_to(kinds == LETTER)
    wordy = (kinds == LETTER) | (kinds == DIGIT) | inner
    same = np.where(inner, LETTER, kinds)
    edge = wordy & ((np.append(OTHER_KIND, same[:-1]) != same) | ~np.append(False, wordy[:-1]))
    starts = np.flatnonzero(edge)
    last = wordy & ((np.append(same[1:], OTHER_KIND) != same) | ~np.append(wordy[1:], False))
    ends = np.flatnonzero(last) + 1
    if not len(starts):
        return Words(np.zeros(0, np.uint32), starts, ends, np.zeros(0, np.bool_))
    places = np.flatnonzero(wordy)
    word = np.repeat(np.arange(len(starts)), ends - starts)
    letters = batch.kinds[places] == LETTER
    nth = np.cumsum(letters) - letters
    nth -= nth[np.searchsorted(places, starts)][word]
    values = np.where(letters, mix(batch.codes[places]) * _POWERS[np.minimum(nth, _MOST_LETTERS - 1)], np.uint32(0))
    first = np.searchsorted(places, starts)
    keys = mix(np.add.reduceat(values.astype(np.uint32), first, dtype=np.uint32))
    numbers = kinds[starts] == DIGIT
    keys[numbers] = mix(np.minimum(ends - starts, 5)[numbers].astype(np.uint32) + np.uint32(0xD1617))
    blank = np.cumsum(kinds != SPACE)
    joined = np.zeros(len(starts), np.bool_)
    joined[:-1] = blank[starts[1:]] - blank[ends[:-1] - 1] == 1
    return Words(keys, starts, ends, joined)


OTHER_KIND = np.uint8(0)
_POWERS = np.cumprod(np.full(_MOST_LETTERS, 0x01000193, np.uint32), dtype=np.uint32)


def _next_to(letters: Bools) -> Bools:
    """Return where a character has a letter on both sides."""
    return np.append(False, letters[:-1]) & np.append(letters[1:], False)


def _words(batch: Batch) -> list[Grams]:
    found_words = words(batch)
    found = [Grams(salted(found_words.keys, 11), found_words.starts, found_words.ends, "word1")]
    at = np.flatnonzero(found_words.joined)
    keys = found_words.keys[at]
    for size in WORD_SIZES[1:]:
        nxt = at + size - 1
        keys = keys * _STEP + found_words.keys[nxt]
        found.append(Grams(salted(keys, 10 + size), found_words.starts[at], found_words.ends[nxt], f"word{size}"))
        on = found_words.joined[nxt]
        at, keys = at[on], keys[on]
    return found


def _letters(batch: Batch) -> list[Grams]:
    """Return runs of four letters within words, the edges of a word counting as a letter."""
    letter = (batch.kinds == LETTER) | ((batch.kinds == APOSTROPHE) & _next_to(batch.kinds == LETTER))
    near = letter.copy()
    near[1:] |= letter[:-1]
    near[:-1] |= letter[1:]
    places = np.flatnonzero(near)
    inside = letter[places]
    chars = np.where(inside, mix(batch.codes[places]), np.uint32(0x5EED))
    found = []
    for size in LETTER_SIZES:
        count = len(places) - size + 1
        if count <= 0:
            break
        fits = places[size - 1 :] - places[:count] == size - 1
        for k in range(1, size - 1):
            fits &= inside[k : count + k]
        at = np.flatnonzero(fits)
        keys = chars[at]
        for k in range(1, size):
            keys = keys * _STEP + chars[at + k]
        starts = places[at]
        ends = starts + size - ~inside[at + size - 1]
        found.append(Grams(salted(keys, 20 + size), starts + ~inside[at], ends, f"letters{size}"))
    return found
