"""Everything that the engine sees in a batch of texts: phrases with their status, and features with their places."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from causes.alone_meaning import Meaning, Reading, outermost_alone
from causes.alone_row import Row
from causes.alone_terms import Terms
from causes.batch import Batch, Bools, Ints
from causes.clauses import STATUSES, USED, Readings, read_cues, read_phrases
from causes.codebook import ASPECT, Codebook, load_codebook
from causes.concepts import concept_grams, kinds, name_kinds
from causes.cues import KINDS, cues
from causes.match import Hits, Matcher, outermost
from causes.ngrams import Grams, Keys, grams, mix, salted
from causes.silence import Silence

GROUPS = ("han1", "han2", "han3", "word1", "word2", "word3", "letters4", "concept", "pair", "phrase")
_CUE, _CONCEPT, _PHRASE = 0, 100, 1_000  # where the tags of each sort begin
_MOST_TAGS = 1_000_000


class Seen(NamedTuple):
    """A batch with what was found in it: the phrases, and the features of every group in turn."""

    batch: Batch
    phrases: Readings  # `tag` is 2 × number of the cause, plus 1 for an aspect word
    keys: Keys
    start: Ints
    end: Ints
    group: Ints  # index into GROUPS


class Reader:
    """Finds the features of texts by the phrases of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.causes = list(codebook.causes)
        self._matcher = Matcher(_patterns(codebook))
        own = _own_phrases(codebook)
        self._own = Matcher(own) if own else None
        crcs = [zlib.crc32(key.encode()) for key in self.causes]
        self._phrase_keys = np.array(crcs, np.uint32)

    def see(self, texts: Sequence[str]) -> Seen:
        """Return the features of texts."""
        batch = Batch(texts)
        hits = self._matcher.hits(batch)
        is_concept = (hits.tag >= _CONCEPT) & (hits.tag < _PHRASE)
        concepts, said = outermost(hits.where(is_concept)), outermost(hits.where(~is_concept))
        spoken = read_cues(batch, said.where(said.tag < _CONCEPT), list(KINDS))
        phrases = said.where(said.tag >= _PHRASE)
        phrases = phrases._replace(tag=phrases.tag - _PHRASE)
        phrases, own = self._with_own(batch, phrases)
        # A team names things ("dark mode") where the shipped phrases complain: lacking them is no denial.
        readings = read_phrases(batch, phrases, (phrases.tag % 2 == 1) | own, spoken)
        concepts = concepts._replace(tag=concepts.tag - _CONCEPT)
        mute = _mute(readings)
        named = [_heard(each, mute) for each in concept_grams(batch, concepts, spoken)]
        found = grams(batch, _with_names(mute, concepts))
        return _joined(batch, readings, [*found, *named, self._phrase_grams(readings)])

    def see_alone(self, row: Row) -> tuple[list[Reading], Terms]:
        """Return the phrases and the features of one text, for a codebook without phrases of the team's own."""
        concepts, said = [], []
        for start, end, tag in self._matcher.hits_alone(row.text, row.kinds):
            if _CONCEPT <= tag < _PHRASE:
                concepts.append((start, end, tag - _CONCEPT))
            else:
                said.append((start, end, tag))
        said = outermost_alone(said)
        meaning = Meaning(row, [hit for hit in said if hit[2] < _CONCEPT])
        readings = meaning.readings([(s, e, tag - _PHRASE) for s, e, tag in said if tag >= _PHRASE])
        return readings, Terms(row, readings, outermost_alone(concepts), self._phrase_keys.tolist())

    @property
    def has_own(self) -> bool:
        """Return whether the team has phrases of its own."""
        return self._own is not None

    def own(self, seen: Seen) -> Bools:
        """Return which of the phrases found are the team's own: the model has never learned what they mean."""
        if self._own is None:
            return np.zeros(len(seen.phrases.start), np.bool_)
        return np.isin(_place_and_tag(seen.phrases), _place_and_tag(self._own.hits(seen.batch)))

    def _with_own(self, batch: Batch, phrases: Hits) -> tuple[Hits, Bools]:
        """Return the phrases with the team's own that a longer shipped one contained, and which are the team's own."""
        if self._own is None:
            return phrases, np.zeros(len(phrases.start), np.bool_)
        own = outermost(self._own.hits(batch))
        fresh = own.where(~np.isin(_place_and_tag(own), _place_and_tag(phrases)))
        joined = Hits(*(np.concatenate(columns) for columns in zip(phrases, fresh, strict=True)))
        joined = joined.at(np.lexsort((joined.tag, -joined.end, joined.start)))
        return joined, np.isin(_place_and_tag(joined), _place_and_tag(own))

    def _phrase_grams(self, readings: Readings) -> Grams:
        keys = self._phrase_keys[readings.tag // 2] * np.uint32(2 * len(STATUSES))
        keys = keys + (readings.status * 2 + readings.tag % 2).astype(np.uint32)
        return Grams(salted(keys, 33), readings.start, readings.end, "phrase")


def _mute(readings: Readings) -> Silence:
    """Return the phrases that are denied, praised, solved or not the writer's own: no feature may touch them."""
    mute = (readings.status != USED).nonzero()[0]
    return Silence.of(readings.start[mute], readings.reach[mute])


def _with_names(mute: Silence, concepts: Hits) -> Silence:
    """Return the silence together with the names of products and companies, which no n-gram may touch.

    In an exit survey a name is mostly where people went, in a review it is what they leave: the name itself tells
    nothing, only what is said around it. That some name stands there is still seen, as a concept.
    """
    brand, platform = name_kinds()
    named = concepts.where((concepts.tag == brand) | (concepts.tag == platform))
    starts = np.concatenate([mute.starts, named.start])
    return Silence.of(starts, np.concatenate([mute.ends, named.end]))


def _heard(each: Grams, mute: Silence) -> Grams:
    """Return the features that touch no silent phrase."""
    if not mute.starts.size:
        return each
    kept = mute.untouched(each.starts, each.ends)
    return Grams(each.keys[kept], each.starts[kept], each.ends[kept], each.group)


def _joined(batch: Batch, readings: Readings, found: list[Grams]) -> Seen:
    keys = mix(np.concatenate([g.keys for g in found]))
    start = np.concatenate([g.starts for g in found])
    end = np.concatenate([g.ends for g in found])
    group = np.array([GROUPS.index(g.group) for g in found], np.int8).repeat([len(g.keys) for g in found])
    return Seen(batch, readings, keys, start, end, group)


def _patterns(codebook: Codebook) -> list[tuple[str, int]]:
    """Return cues, concept words and phrases with their tags."""
    patterns = [(cue, _CUE + list(KINDS).index(kind)) for cue, kind in cues()]
    patterns += [(word, _CONCEPT + number) for word, number in kinds().words]
    for number, cause in enumerate(codebook.causes.values()):
        for phrases in cause.phrases.values():
            for phrase in phrases:
                patterns.append((phrase.removeprefix(ASPECT), _PHRASE + _phrase_tag(number, phrase)))
    return patterns


def _place_and_tag(found: Readings | Hits) -> Ints:
    return found.start.astype(np.int64) * _MOST_TAGS + found.tag


def _phrase_tag(number: int, phrase: str) -> int:
    return 2 * number + phrase.startswith(ASPECT)


def _own_phrases(codebook: Codebook) -> list[tuple[str, int]]:
    """Return the phrases that the shipped codebook does not have for the same cause, with the tags of readings."""
    shipped = load_codebook().causes
    patterns = []
    for number, (key, cause) in enumerate(codebook.causes.items()):
        for language, phrases in cause.phrases.items():
            known = set(shipped[key].phrases.get(language, ())) if key in shipped else set()
            own = (phrase for phrase in phrases if phrase not in known)
            patterns += [(phrase.removeprefix(ASPECT), _phrase_tag(number, phrase)) for phrase in own]
    return patterns


@lru_cache(maxsize=8)
def reader(codebook: Codebook) -> Reader:
    """Return the reader of a codebook, built once."""
    return Reader(codebook)
