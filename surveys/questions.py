"""A survey's questions with their choices, read once for each published version and kept in the process.

Questions and choices change only by publishing, which stamps the survey; so what was read under a stamp stays right,
and a form page costs no query for them. What is kept is shared by all requests: nobody writes to it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from surveys.models import Choice, Question, Survey
from surveys.statements import Statement

# Which survey of which database, as it was published when.
Stamp = tuple[str | None, int, int, datetime]
MOST_KEPT = 200
TICKED_SEVERAL = (Question.Kind.SEVERAL, Question.Kind.CONSENT)


class Asked:
    """A survey's questions as they were read, and what storing an answer needs to know of them each time."""

    def __init__(self, found: QuerySet[Question]) -> None:
        self.found = found
        self.all = list(found)
        self.by_key = {question.key: question for question in self.all}
        self.several = {question.key for question in self.all if question.kind in TICKED_SEVERAL}

    @cached_property
    def offered(self) -> dict[str, frozenset[str]]:
        """What can be chosen, by question; retired choices too: they may have been on the page that was open."""
        return {question.key: self._offered(question) for question in self.all}

    @cached_property
    def now(self) -> list[Question]:
        """The questions that are asked now."""
        return [question for question in self.all if not question.retired]

    @cached_property
    def on_offer(self) -> list[Choice]:
        """The choices of the questions that are asked now, without those that were retired."""
        return [choice for question in self.now for choice in question.choices.all() if not choice.retired]

    def _offered(self, question: Question) -> frozenset[str]:
        kind = Question.Kind
        if question.kind == kind.CONSENT:
            return frozenset({"yes"})
        if question.kind == kind.SCALE:
            return frozenset(str(number) for number in range(question.least or 0, (question.most or 0) + 1))
        source = question
        if question.kind == kind.MAIN:
            source = next((other for other in self.all if other.kind == kind.SEVERAL), question)
        return frozenset(choice.key for choice in source.choices.all())


_kept: dict[Stamp, Asked] = {}
# What is looked at to see whether a survey is still as it was read, and the surveys as they were read, by key.
LOOKED_AT = ("pk", "status", "revision", "version", "published_at", "title", "frame_hosts", "alternative")
LOOK = Statement(
    Survey._meta.get_field("key"),
    lambda key: Survey.objects.order_by().filter(key=key).values_list(*LOOKED_AT).query,
    ("a", "b"),
)
_surveys: dict[str, tuple[tuple[object, ...], Survey]] = {}


def find_survey(key: str) -> Survey | None:
    """Return the survey with a key as it is now, or None; it is read whole only when something of it has changed."""
    with connection.cursor() as cursor:
        row = LOOK.row(cursor, key)
    if row is None:
        return None
    seen, survey = _surveys.get(key, ((), None))
    if survey is None or seen != row:
        survey = Survey.objects.defer("draft").filter(key=key).first()
        if survey is None:
            return None
        if len(_surveys) >= MOST_KEPT:
            _surveys.clear()
        _surveys[key] = row, survey
    # Each visit its own, as if it had been read for it; Python's copy() takes ten times as long.
    own = Survey.__new__(Survey)
    own.__dict__ |= survey.__dict__
    return own


def stamp_of(survey: Survey) -> Stamp | None:
    """Return what names this survey's published wordings for good, or None for one that was never published so."""
    if survey.published_at is None:
        return None
    return survey._state.db, survey.pk, survey.version, survey.published_at


def asked_of(survey: Survey) -> Asked:
    """Return a survey's questions in their order with their choices, retired ones too; ``survey`` then holds them."""
    held = survey.__dict__.setdefault("_prefetched_objects_cache", {})
    found = held.get("questions")
    asked: Asked | None = survey.__dict__.get("_asked")
    if asked is None or asked.found is not found:
        asked = survey.__dict__["_asked"] = _read(survey) if found is None else Asked(found)
        held["questions"] = asked.found
    return asked


def read_questions(survey: Survey) -> list[Question]:
    """Return all questions in their order, retired ones too."""
    return list(asked_of(survey).all)


def asked_questions(survey: Survey) -> list[Question]:
    """Return the questions that a survey asks now."""
    return list(asked_of(survey).now)


def forget_questions() -> None:
    """Forget what was read, as when rows were changed by other ways than publishing."""
    _kept.clear()
    _surveys.clear()


def _read(survey: Survey) -> Asked:
    stamp = stamp_of(survey)
    if stamp is not None and stamp in _kept:
        return _kept[stamp]
    asked = Asked(survey.questions.select_related("follows__question").prefetch_related("choices"))
    if stamp is not None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[stamp] = asked
    return asked
