"""What people wrote of a cause: the phrases that led to it, the most typical answers and the newest ones.

Texts are read of the newest answers only, as many as ``SAMPLE``: which days these are of is known from the rollup, so
that a page costs the same whatever is stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models import Exists, OuterRef

from reports.codebooks import active_codebook
from reports.evidence import Piece, marked_pieces, used_spans
from reports.exits import CODED
from reports.filters import Filters
from reports.labels import reader_language
from reports.models import Coding
from reports.people import Behind, answers_behind
from reports.readings import Reading, readings_of, with_reading
from reports.tallies import People
from surveys.languages import LANGUAGES
from surveys.models import Answer, Response

SAMPLE = 500
MOST_PHRASES = 20
LONGEST_PHRASE = 60
MOST_ANSWERS = 10
EDGES = " \t\r\n.,;:!?…\"'“”‘’()（）[]「」『』【】，。；：！？、~～-–—"


@dataclass(frozen=True)
class Phrase:
    """Words that led to the cause, as most people spelt them, and how many people of the sample used them."""

    words: str
    language: str
    people: int


@dataclass(frozen=True)
class MarkedAnswer:
    """An answer with what speaks for the cause marked."""

    reading: Reading
    pieces: Sequence[Piece]
    score: float
    main: bool


@dataclass(frozen=True)
class Words:
    """What the newest ``people`` wrote, who left from ``since`` on; ``whole`` says whether that is everybody."""

    people: int
    since: date | None
    whole: bool
    phrases: Sequence[Phrase]
    typical: Sequence[MarkedAnswer]
    newest: Sequence[MarkedAnswer]


class _Found(NamedTuple):
    response: int
    score: float
    main: bool
    evidence: list[list[object]]
    language: str
    fingerprint: str
    text: str


def words_of(filters: Filters, cause: str, people: int, since: date | None) -> Words:
    """Return the words of the newest of the ``people`` who named the cause; ``since`` is what ``newest_since`` says."""
    found = _sample(filters if since is None else replace(filters, begin=since, period=""), cause)
    typical, newest = _typical(found, cause), [one for one in found if one.text][:MOST_ANSWERS]
    readings = _readings({one.response for one in [*typical, *newest]})
    return Words(
        people=len(found),
        since=since,
        whole=len(found) >= people,
        phrases=phrases_of(found, cause),
        typical=_marked(typical, readings, cause),
        newest=_marked(newest, readings, cause),
    )


def newest_since(people: People) -> date | None:
    """Return the latest day from which on at least ``SAMPLE`` people left; None where there are not so many."""
    order = np.argsort(people.answers.day[people.rows], kind="stable")[::-1]
    reached = np.searchsorted(np.cumsum(people.people[order]), SAMPLE)
    return date.fromordinal(int(people.answers.day[people.rows[order[reached]]])) if reached < len(order) else None


def _sample(filters: Filters, cause: str) -> list[_Found]:
    """Return the newest answers that have the cause, latest leaving first.

    Whether an answer was coded with today's codebook is looked at afterwards: asked for in the same query, it makes
    SQLite go through all answers.
    """
    named = Coding.objects.filter(response=OuterRef("pk"), cause=cause)
    named = named.filter(main=True) if filters.main_only else named
    answers = answers_behind(Behind(filters)).filter(Exists(named))
    if filters.where:
        # Segments are read out of JSON: of those with the cause only, not of everybody who left on these days.
        of_all = answers_behind(Behind(replace(filters, where=()))).filter(Exists(named))
        answers = answers_behind(Behind(filters)).filter(pk__in=list(of_all.values_list("pk", flat=True)))
    keys = list(answers.values_list("pk", flat=True)[:SAMPLE])
    texts: dict[int, list[str]] = defaultdict(list)
    written = Answer.objects.filter(response__in=keys).exclude(verbatim="").order_by("response", "question__position")
    for response, verbatim in written.values_list("response_id", "verbatim"):
        texts[response].append(verbatim)
    digest, codings = active_codebook().digest, Coding.objects.filter(response__in=keys, cause=cause).order_by()
    coded = "response__coded__"
    fields = ("response_id", "score", "main", "evidence", f"{coded}language", f"{coded}fingerprint")
    rows = codings.values_list(*fields, f"{coded}codebook", f"{coded}status")
    found = {
        key: _Found(key, score, main, evidence, language, fingerprint, "\n\n".join(texts[key]))
        for key, score, main, evidence, language, fingerprint, codebook, status in rows
        if codebook == digest and status in CODED
    }
    return [found[key] for key in keys if key in found]


def phrases_of(found: Iterable[_Found], cause: str) -> list[Phrase]:
    """Return the wordings that at least two people used, most people first; a person counts once for each."""
    people: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    languages: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        spans = {one.text[start:end].strip(EDGES) for start, end, _cause in used_spans(cause, one.evidence)}
        folded = {" ".join(words.casefold().split()): words for words in spans}
        for name, words in folded.items():
            if 1 < len(name) <= LONGEST_PHRASE:
                people[name] += 1
                spellings[name][" ".join(words.split())] += 1
                languages[name][one.language if one.language in LANGUAGES else ""] += 1
    common = sorted(((count, name) for name, count in people.items() if count > 1), key=lambda one: (-one[0], one[1]))
    return [
        Phrase(spellings[name].most_common(1)[0][0], languages[name].most_common(1)[0][0], count)
        for count, name in common[:MOST_PHRASES]
    ]


def _typical(found: Sequence[_Found], cause: str) -> list[_Found]:
    """Return the answers with the highest scores, none that says the same as one before it.

    The same is also said where the same words speak for the cause, whatever stands around them.
    """
    chosen: list[_Found] = []
    seen: set[str] = set()
    for one in sorted((one for one in found if one.text), key=lambda one: (-one.score, not one.main)):
        marked = sorted({one.text[start:end].casefold() for start, end, _cause in used_spans(cause, one.evidence)})
        wording = {one.fingerprint, "".join(one.text.casefold().split()), " … ".join(marked)} - {""}
        if len(chosen) < MOST_ANSWERS and not seen & wording:
            chosen.append(one)
            seen |= wording
    return chosen


def _readings(keys: set[int]) -> dict[int, Reading]:
    responses = with_reading(Response.objects.filter(pk__in=keys))
    return {reading.response.pk: reading for reading in readings_of(responses, reader_language())}


def _marked(found: Iterable[_Found], readings: dict[int, Reading], cause: str) -> list[MarkedAnswer]:
    return [
        MarkedAnswer(
            readings[one.response],
            marked_pieces(readings[one.response].response.verbatim(), used_spans(cause, one.evidence)),
            one.score,
            one.main,
        )
        for one in found
        if one.response in readings
    ]
