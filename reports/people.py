"""The people behind a figure: which answers a cell, a segment or a count is made of, and whether they may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from customers.models import Ending
from reports.codebooks import active_codebook
from reports.exits import CODED, PENDING, Exits
from reports.filters import Filters
from reports.models import CodedResponse, Coding
from reports.rollups.answers import ENDING
from reports.rollups.columns import SEPARATOR
from reports.tallies import People, chosen_answers, coded_people, hidden_of
from surveys.models import Response

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

    responses: Sequence[int] | QuerySet[Response, int]
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


@dataclass(frozen=True)
class Leave:
    """Whether answers may be listed: ``reason`` says why not, ``words`` whether their words may be shown."""

    reason: str = ""
    words: bool = True


def may_list(exits: Exits, behind: Behind) -> Leave:
    """Say whether the answers behind a figure may be listed, one by one: not where the figure itself is hidden."""
    if not (behind.filters.where or behind.cause):
        return Leave()
    return exits.kept(("may list", behind, active_codebook().digest), lambda: _leave(exits, behind))


def _leave(exits: Exits, behind: Behind) -> Leave:
    filters = behind.filters
    people = coded_people(exits, filters, active_codebook().shown())
    if _too_few(people, behind):
        return Leave(reason=_too_few_sentence(), words=False)
    enough = WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP
    return Leave(words=not filters.where or people.narrowed(filters.where).base >= enough)


def people_behind(exits: Exits, behind: Behind) -> Found:
    """Return the answers that are asked for, none when they are too few to be shown."""
    leave = may_list(exits, behind)
    if leave.reason:
        return Found([], leave.reason, leave.words)
    return Found(answers_behind(behind).values_list("pk", flat=True), words=leave.words)


def count_behind(exits: Exits, behind: Behind, reason: str = "") -> int:
    """Return how many answers are asked for, and of them those with a ticked (main) reason; from the rollups."""
    return exits.kept(("count", behind, reason), lambda: _count(exits, behind, reason))


def _count(exits: Exits, behind: Behind, reason: str) -> int:
    chosen = chosen_answers(exits, behind.filters)
    answers = exits.answers
    if reason and behind.filters.main_only:
        chosen &= answers.main_reason.equals(reason)
    elif reason:
        ticking = np.array([reason in keys.split(SEPARATOR) for keys in answers.reasons.values] or [False], bool)
        chosen &= ticking[answers.reasons.codes]
    if behind.cause:
        chosen &= exits.coded
        if behind.filters.main_only:
            chosen &= answers.main.equals(behind.cause)
        else:
            having = np.zeros(len(answers), bool)
            keys = np.array([key == behind.cause for key in answers.cause_keys] or [False], bool)
            having[answers.pairs[keys[answers.pairs[:, 1]], 0]] = True
            chosen &= having
    if behind.status == TO_BE_READ:
        chosen &= exits.unsure
    elif behind.status:
        chosen &= exits.coded if behind.status == "coded" else exits.status.equals(behind.status)
    return int(answers.people[chosen].sum())


def answers_behind(behind: Behind) -> QuerySet[Response]:
    """Return the answers that are asked for, latest leaving first, whether they may be shown or not."""
    filters = behind.filters
    answers = Response.objects.left_within(filters.begin, filters.end).order_by("-left_on", "-pk")
    if filters.survey:
        answers = answers.filter(survey__key=filters.survey)
    for number, (dimension, value) in enumerate(filters.where):
        if dimension == ENDING:
            involuntary = Q(customer__ending=Ending.INVOLUNTARY)
            answers = answers.filter(involuntary) if value == Ending.INVOLUNTARY else answers.exclude(involuntary)
            continue
        text = Coalesce(Cast(KeyTextTransform(dimension, "segment"), TextField()), Value("", TextField()))
        answers = answers.alias(**{f"segment_{number}": text}).filter(**{f"segment_{number}": value})
    if behind.cause:
        named = Coding.objects.filter(response=OuterRef("pk"), cause=behind.cause)
        named = named.filter(main=True) if filters.main_only else named
        answers = answers.filter(Exists(named), coded_now(status__in=CODED))
    return answers.filter(_having(behind.status)) if behind.status else answers


def coded_now(**more: Any) -> Exists:
    """Return the condition that an answer was coded with today's codebook, with ``more`` of what was found.

    Asked answer by answer, so that the newest twenty of many are found without looking at them all.
    """
    coded = CodedResponse.objects.filter(response=OuterRef("pk"), codebook=active_codebook().digest)
    return Exists(coded.filter(**more))


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


def _having(status: str) -> Q:
    if status == PENDING:
        return ~Q(coded_now())
    if status == TO_BE_READ:
        return Q(coded_now(unsure=True))
    return Q(coded_now(status__in=CODED) if status == "coded" else coded_now(status=status))


def _too_few_sentence() -> str:
    return _(
        "These are fewer than %(floor)d people, or few enough that others could be worked out from them, "
        "so nothing is shown. Choose a longer period or a wider segment."
    ) % {"floor": settings.SMALLEST_GROUP}
