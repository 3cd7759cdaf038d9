"""The n-grams of a batch as 32-bit keys with their places: Han characters, Latin words, letters within words.

All in whole-array operations: a batch of any size costs the same few dozen calls. Keys are stable between
versions of numpy and Python: they are part of the model artefact.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from causes.batch import DIGIT, LETTER, SPACE, Batch, Bools, Ints
from causes.silence import Silence

Keys = npt.NDArray[np.uint32]

MOST_LETTERS = 32  # of a word that are looked at
STEP = np.uint32(0x9E3779B1)
POWER = 0x01000193
EDGE = np.uint32(0x5EED)  # stands for what is no letter, at the edges of a word


class Grams(NamedTuple):
    """Found features: key before it is mixed, first and last+1 character in the batch, and the group."""

    keys: Keys
    starts: Ints
    ends: Ints
    group: str


def mix(keys: Keys) -> Keys:
    """Scatter keys over all 32 bits."""
    keys = keys ^ (keys >> np.uint32(16))
    keys *= np.uint32(0x7FEB352D)
    keys ^= keys >> np.uint32(15)
    keys *= np.uint32(0x846CA68B)
    keys ^= keys >> np.uint32(16)
    return keys


def salted(keys: Keys, salt: int) -> Keys:
    """Return keys of a kind of their own, still to be mixed."""
    keys = keys * STEP
    keys += np.uint32(salt)
    return keys


def grams(batch: Batch, silence: Silence) -> list[Grams]:
    """Return the n-grams of every text of a batch that touch no silent character."""
    chars = mix(batch.codes)
    loud = silence.loud(len(chars))
    found = han_grams(chars, batch.han & loud) if batch.han.any() else []
    if batch.letters.any() or (batch.kinds == DIGIT).any():
        found += _words(batch, chars, silence) + _letters(batch, chars, loud)
    return found


def han_grams(chars: Keys, single: Bools) -> list[Grams]:
    """Return runs of one, two and three Han characters; `single` says which characters are Han, and heard."""
    fits = single
    keys = chars
    found = []
    for size in (1, 2, 3):
        if size > 1:
            fits = fits[:-1] & single[size - 1 :]
            keys = keys[:-1] * STEP
            keys += chars[size - 1 :]
        starts = fits.nonzero()[0]
        found.append(Grams(salted(keys.take(starts), size), starts, starts + size, f"han{size}"))
    return found


class Words(NamedTuple):
    """The Latin words and numbers of a batch; `joined` says that the next one follows with only space between."""

    keys: Keys
    starts: Ints
    ends: Ints
    joined: Bools


def words(batch: Batch, chars: Keys) -> Words:
    """Return the words of Latin script: apostrophes are passed over, numbers are known by their length."""
    kinds = batch.kinds.copy()
    kinds[batch.apostrophes] = 0
    kinds[batch.inner_apostrophes] = LETTER
    turns = (kinds[1:] != kinds[:-1]).nonzero()[0]
    turns += 1
    kinds = kinds.take(turns)
    wordy = (kinds >= LETTER).nonzero()[0]
    starts, ends = turns.take(wordy), turns.take(wordy + 1)  # a batch ends in NUL: no word is its last run
    keys = _spelled(batch, chars, starts, ends)
    numbers = (kinds.take(wordy) == DIGIT).nonzero()[0]
    keys[numbers] = np.minimum(ends[numbers] - starts[numbers], 5).astype(np.uint32) + np.uint32(0xD1617)
    joined = np.zeros(len(starts), np.bool_)
    space = batch.kinds == SPACE
    joined[:-1] = (starts[1:] - ends[:-1] <= 2) & space.take(ends[:-1]) & space.take(starts[1:] - 1)
    return Words(mix(keys), starts, ends, joined)


def _spelled(batch: Batch, chars: Keys, starts: Ints, ends: Ints) -> Keys:
    """Return the sum of the letters of each word, each times a power of its place.

    Over the whole row at once the place is that in the row; dividing by the power of the first puts that right.
    """
    if not starts.size:
        return np.zeros(0, np.uint32)
    powers, parts = _powers(max(len(chars), 1 << 16).bit_length())
    sums = np.add.accumulate(chars * powers[: len(chars)], dtype=np.uint32)
    keys = sums.take(ends - 1)
    keys -= sums.take(starts - 1)
    keys *= parts.take(starts)
    odd = np.zeros(len(starts), np.bool_)
    odd[starts.searchsorted(batch.inner_apostrophes) - 1] = True
    odd |= ends - starts > MOST_LETTERS
    at = odd.nonzero()[0]
    if at.size:
        keys[at] = _spelled_out(batch, chars, starts[at], ends[at])
    return keys


def _spelled_out(batch: Batch, chars: Keys, starts: Ints, ends: Ints) -> Keys:
    """Return the same sums for words with apostrophes, which are no letters, and for very long ones."""
    sizes = ends - starts
    first = np.add.accumulate(sizes) - sizes
    places = (starts - first).repeat(sizes)
    places += np.arange(len(places))
    letters = batch.kinds.take(places) == LETTER
    nth = np.add.accumulate(letters, dtype=np.int64)
    nth -= nth.take(first).repeat(sizes)
    powers = _powers(16)[0].take(np.minimum(nth, MOST_LETTERS - 1) + 1)
    return np.add.reduceat(chars.take(places) * powers * letters, first, dtype=np.uint32)


@cache
def _powers(bits: int) -> tuple[Keys, Keys]:
    """Return the powers of an odd number, and what divides by them (one place further back)."""
    powers = np.full(1 << bits, POWER, np.uint32)
    parts = np.full(1 << bits, pow(POWER, -1, 1 << 32), np.uint32)
    powers[0], parts[0] = 1, POWER
    return np.multiply.accumulate(powers, dtype=np.uint32), np.multiply.accumulate(parts, dtype=np.uint32)


def _words(batch: Batch, chars: Keys, silence: Silence) -> list[Grams]:
    """Return single words, and two and three that stand together."""
    keys, starts, ends, joined = words(batch, chars)
    fits = loud = silence.outside(starts, ends)
    joined = joined[:-1] & loud[:-1] & loud[1:]
    longer = keys
    found = []
    for size in (1, 2, 3):
        if size > 1:
            fits = joined if size == 2 else fits[:-1] & joined[1:]
            longer = longer[:-1] * STEP
            longer += keys[size - 1 :]
        at = fits.nonzero()[0]
        place = Grams(salted(longer.take(at), 10 + size), starts.take(at), ends.take(at + size - 1), f"word{size}")
        found.append(place)
    return found


def _letters(batch: Batch, chars: Keys, loud: Bools) -> list[Grams]:
    """Return runs of four letters within words, the edges of a word counting as a letter."""
    letters = batch.letters
    chars = chars - EDGE
    chars *= letters
    chars += EDGE
    keys = chars[:-3] * STEP
    for k in (1, 2, 3):
        keys += chars[k : len(chars) - 3 + k]
        if k < 3:
            keys *= STEP
    heard = loud | ~letters
    pairs = heard[:-1] & heard[1:]
    at = (letters[1:-2] & letters[2:-1] & pairs[:-2] & pairs[2:]).nonzero()[0]
    starts = at + ~letters.take(at)
    ends = at + 3
    ends += letters.take(ends)
    return [Grams(salted(keys.take(at), 24), starts, ends, "letters4")]
