"""Everything that the engine sees in a batch of texts: phrases with their status, and features with their places."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from causes.alone_meaning import Meaning, Reading, outermost_alone
from causes.alone_row import Row
from causes.alone_terms import Terms
from causes.batch import Batch, Bools, Ints, Place
from causes.clauses import DENIED, STATUSES, USED, Readings, Scope, read_cues, read_phrases, said_in_denial
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
        concepts = concepts._replace(tag=concepts.tag - _CONCEPT)
        names = _named(concepts)
        spoken = read_cues(batch, said.where(said.tag < _CONCEPT), list(KINDS), names)
        phrases = said.where(said.tag >= _PHRASE)
        phrases = phrases._replace(tag=phrases.tag - _PHRASE)
        phrases, own = self._with_own(batch, phrases)
        # A team names things ("dark mode") where the shipped phrases complain: lacking them is no denial.
        readings = read_phrases(batch, phrases, (phrases.tag % 2 == 1) | own, spoken)
        mute = _mute(readings, spoken.scopes)
        named = [_heard(each, mute) for each in concept_grams(batch, concepts, spoken)]
        found = grams(batch, _with_silent(mute, names, spoken.by_kind["lead"], said_in_denial(readings, spoken)))
        return _joined(batch, readings, [*found, *named, self._phrase_grams(readings)])

    def see_alone(self, row: Row) -> tuple[list[Reading], Terms]:
        """Return the phrases and the features of one text, for a codebook without phrases of the team's own."""
        concepts, said = [], []
        for start, end, tag in self._matcher.hits_alone(row.text, row.kinds):
            if _CONCEPT <= tag < _PHRASE:
                concepts.append((start, end, tag - _CONCEPT))
            else:
                said.append((start, end, tag))
        said, concepts = outermost_alone(said), outermost_alone(concepts)
        names = [(start, -end) for start, end, tag in concepts if tag in name_kinds()]
        meaning = Meaning(row, [hit for hit in said if hit[2] < _CONCEPT], names)
        readings = meaning.readings([(s, e, tag - _PHRASE) for s, e, tag in said if tag >= _PHRASE])
        return readings, Terms(row, readings, meaning.silent(readings), concepts, self._phrase_keys.tolist())

    def named(self, seen: Seen) -> Bools:
        """Return which causes a phrase names that is used: texts × causes."""
        found = np.zeros((seen.batch.size, len(self.causes)), np.bool_)
        used = (seen.phrases.status == USED).nonzero()[0]
        tag = seen.phrases.tag.take(used)
        found[seen.batch.text_of(seen.phrases.start.take(used)), tag // 2] = True
        return found

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
        said = (readings.status != DENIED).nonzero()[0]  # behind a denial the rest reads as if it stood alone
        tag, status = readings.tag.take(said), readings.status.take(said)
        keys = self._phrase_keys.take(tag // 2) * np.uint32(2 * len(STATUSES))
        keys = keys + (status * 2 + tag % 2).astype(np.uint32)
        return Grams(salted(keys, 33), readings.start.take(said), readings.end.take(said), "phrase")


def _mute(readings: Readings, scopes: list[Scope]) -> Silence:
    """Return what is denied, praised, solved or not the writer's own: no feature may touch it."""
    mute = (readings.status != USED).nonzero()[0]
    starts, ends = readings.start[mute], readings.reach[mute]
    if scopes:
        begin, end, _ = np.array(scopes, Place).T
        starts, ends = np.append(starts, begin), np.append(ends, end)
    return Silence.of(starts, ends)


def _named(concepts: Hits) -> Hits:
    """Return the names of products and companies among the concept words."""
    brand, platform = name_kinds()
    return concepts.where((concepts.tag == brand) | (concepts.tag == platform))


def _with_silent(mute: Silence, *silent: Hits) -> Silence:
    """Return the silence together with names of products and companies, lead-ins and denials: no n-gram may touch them.

    In an exit survey a name is mostly where people went, in a review it is what they leave: the name itself tells
    nothing, only what is said around it; that some name stands there is still seen, as a concept. A lead-in ("because",
    其实就是) tells nothing either: the same complaint must read the same behind it, and behind what is denied.
    """
    starts = np.concatenate([mute.starts, *(hits.start for hits in silent)])
    return Silence.of(starts, np.concatenate([mute.ends, *(hits.end for hits in silent)]))


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
