"""The people behind a figure: which answers a cell, a segment or a count is made of, and whether they may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from reports.codebooks import active_codebook
from reports.exits import CODED, PENDING, Exits
from reports.filters import Filters
from reports.tallies import People, chosen_answers, coded_people, hidden_of

TO_BE_READ = "to_be_read"
STATUSES = (PENDING, TO_BE_READ, "no_words", "no_content", "coded")
# Words say more than counts: they are shown of segments twice as large (docs/definitions.md).
WORDS_FLOOR_FACTOR = 2


@dataclass(frozen=True)
class Behind:
    """Which answers are asked for: by filters, one cause and one status, both optional."""

    filters: Filters
    cause: str = ""
    status: str = ""

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same, and for ``more``."""
        return self.filters.query(cause=self.cause, status=self.status, **more)


@dataclass(frozen=True)
class Found:
    """Answers by key, latest leaving first; ``reason`` says why none may be shown, ``words`` whether words may."""

    responses: list[int]
    reason: str = ""
    words: bool = True


def read_behind(given: Mapping[str, Any], filters: Filters) -> tuple[Behind, list[str]]:
    """Return whom ``given`` asks for, and a sentence for what does not exist."""
    cause, status = given.get("cause", ""), given.get("status", "")
    problems = []
    if cause and cause not in active_codebook().shown():
        problems.append(_("The codebook has no cause “%(name)s”.") % {"name": cause})
        cause = ""
    if status and status not in STATUSES:
        problems.append(_("There is no status “%(name)s”.") % {"name": status})
        status = ""
    return Behind(filters, cause, status), problems


def people_behind(exits: Exits, behind: Behind) -> Found:
    """Return the answers that are asked for, none when they are too few to be shown."""
    filters = behind.filters
    people = coded_people(exits, filters, active_codebook().shown())
    if _too_few(people, behind):
        return Found([], reason=_too_few_sentence())
    words = True
    if filters.where:
        words = len(people.narrowed(filters.where).answers) >= WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP
    if behind.cause:
        named = _with_cause(people.narrowed(filters.where), behind.cause)
    else:
        named = [int(key) for key in exits.responses["response"][chosen_answers(exits, filters)]]
    if behind.status:
        having = _with_status(exits, behind.status)
        named = [response for response in named if response in having]
    return Found(named, words=words)


def _too_few(people: People, behind: Behind) -> bool:
    """Say whether the segment, or the cause in it, is hidden on the page that this is behind."""
    filters = behind.filters
    if not (filters.where or behind.cause):
        return False
    dimension = filters.where[0][0] if filters.where else filters.by
    rest = Filters(filters.begin, filters.end, filters.survey, dimension, filters.where[1:], filters.main_only)
    segments = people.narrowed(rest.where).values(dimension)
    hidden = hidden_of(people, rest, segments, settings.SMALLEST_GROUP)
    row = people.causes.index(behind.cause) if behind.cause else None
    if not filters.where:
        return bool(hidden.base or (row is not None and hidden.totals[row]))
    value = filters.where[0][1]
    if value not in segments:
        return False
    column = segments.index(value)
    return bool(hidden.base or hidden.bases[column] or (row is not None and hidden.cells[row, column]))


def _with_cause(people: People, cause: str) -> list[int]:
    named = np.sort(people.pairs[people.pairs[:, 1] == people.causes.index(cause), 0])
    return [int(key) for key in people.answers["response"].to_numpy()[named]]


def _with_status(exits: Exits, status: str) -> set[int]:
    responses = exits.responses
    if status == TO_BE_READ:
        chosen = responses["unsure"].to_numpy(bool)
    elif status == "coded":
        chosen = responses["status"].isin(CODED).to_numpy(bool)
    else:
        chosen = (responses["status"] == status).to_numpy(bool)
    return {int(key) for key in responses["response"][chosen]}


def _too_few_sentence() -> str:
    return _(
        "These are fewer than %(floor)d people, or few enough that others could be worked out from them, "
        "so nothing is shown. Choose a longer period or a wider segment."
    ) % {"floor": settings.SMALLEST_GROUP}
