"""The people behind a figure: which answers a cell, a segment or a count is made of, and whether they may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from customers.models import Ending
from reports.codebooks import active_codebook
from reports.exits import CODED, PENDING, Exits
from reports.filters import Filters
from reports.models import Coding
from reports.rollups.answers import ENDING
from reports.tallies import People, coded_people, hidden_of
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


def people_behind(exits: Exits, behind: Behind) -> Found:
    """Return the answers that are asked for, none when they are too few to be shown."""
    filters = behind.filters
    people = coded_people(exits, filters, active_codebook().shown())
    if _too_few(people, behind):
        return Found([], reason=_too_few_sentence())
    words = True
    if filters.where:
        words = people.narrowed(filters.where).base >= WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP
    return Found(answers_behind(behind).values_list("pk", flat=True), words=words)


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
        answers = answers.filter(Exists(named), coded_now(), coded__status__in=CODED)
    return answers.filter(_having(behind.status)) if behind.status else answers


def coded_now() -> Q:
    """Return the condition that an answer was coded with today's codebook."""
    return Q(coded__codebook=active_codebook().digest)


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
        return ~coded_now()
    if status == TO_BE_READ:
        return coded_now() & Q(coded__unsure=True)
    return coded_now() & (Q(coded__status__in=CODED) if status == "coded" else Q(coded__status=status))


def _too_few_sentence() -> str:
    return _(
        "These are fewer than %(floor)d people, or few enough that others could be worked out from them, "
        "so nothing is shown. Choose a longer period or a wider segment."
    ) % {"floor": settings.SMALLEST_GROUP}
