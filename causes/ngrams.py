"""The n-grams of a batch as 32-bit keys with their places: Han characters, Latin words, letters within words.

All in whole-array operations: a batch of any size costs the same few dozen calls. Keys are stable between
versions of numpy and Python: they are part of the model artefact.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from causes.batch import APOSTROPHE, DIGIT, HAN, LETTER, OTHER, SPACE, Batch, Bools, Ints, Place

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
    places = np.flatnonzero(batch.kinds == HAN).astype(Place)
    chars = mix(batch.codes[places])
    found = []
    keys, starts, at = chars, places, np.arange(len(places), dtype=Place)
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
    kinds = np.where(batch.kinds == APOSTROPHE, np.uint8(OTHER), batch.kinds)
    kinds[_inner_apostrophes(batch)] = LETTER
    turns = np.flatnonzero(kinds[1:] != kinds[:-1]).astype(Place) + Place(1)
    wordy = np.flatnonzero(kinds[turns] >= LETTER)
    starts, ends = turns[wordy], turns[wordy + 1]  # a batch ends in NUL: no word is its last run
    if not len(starts):
        return Words(np.zeros(0, np.uint32), starts, ends, np.zeros(0, np.bool_))
    sizes = ends - starts
    first = np.cumsum(sizes, dtype=Place) - sizes
    places = np.repeat(starts - first, sizes) + np.arange(first[-1] + sizes[-1], dtype=Place)
    letters = batch.kinds[places] == LETTER
    nth = np.cumsum(letters, dtype=np.int32)
    nth -= np.repeat(nth[first], sizes)
    powers = _POWERS[np.minimum(nth, _MOST_LETTERS - 1)]
    keys = mix(np.add.reduceat(mix(batch.codes[places]) * powers * letters, first, dtype=np.uint32))
    numbers = np.flatnonzero(kinds[starts] == DIGIT)
    keys[numbers] = mix(np.minimum(sizes[numbers], 5).astype(np.uint32) + np.uint32(0xD1617))
    joined = np.zeros(len(starts), np.bool_)
    gap = starts[1:] - ends[:-1]
    joined[:-1] = (gap <= 2) & (batch.kinds[ends[:-1]] == SPACE) & (batch.kinds[starts[1:] - 1] == SPACE)
    return Words(keys, starts, ends, joined)


_POWERS = np.cumprod(np.full(_MOST_LETTERS, 0x01000193, np.uint32), dtype=np.uint32)


def _inner_apostrophes(batch: Batch) -> Ints:
    """Return the places of apostrophes between letters."""
    places = np.flatnonzero(batch.kinds == APOSTROPHE)
    return places[(batch.kinds[places - 1] == LETTER) & (batch.kinds[places + 1] == LETTER)]


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
    letter = batch.kinds == LETTER
    letter[_inner_apostrophes(batch)] = True
    near = letter.copy()
    near[1:] |= letter[:-1]
    near[:-1] |= letter[1:]
    places = np.flatnonzero(near).astype(Place)
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
