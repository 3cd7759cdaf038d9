"""A survey's questions with their choices, read once for each published version and kept in the process.

Questions and choices change only by publishing, which stamps the survey; so what was read under a stamp stays right,
and a form page costs no query for them. What is kept is shared by all requests: nobody writes to it.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime

from django.db.models import QuerySet

from surveys.models import Question, Survey
from surveys.statements import Statement

# Which survey of which database, as it was published when.
Stamp = tuple[str | None, int, int, datetime]
MOST_KEPT = 200

_kept: dict[Stamp, QuerySet[Question]] = {}
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
    row = LOOK.row(key)
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
    return copy(survey)


def stamp_of(survey: Survey) -> Stamp | None:
    """Return what names this survey's published wordings for good, or None for one that was never published so."""
    if survey.published_at is None:
        return None
    return survey._state.db, survey.pk, survey.version, survey.published_at


def read_questions(survey: Survey) -> list[Question]:
    """Return all questions in their order with their choices, retired ones too; ``survey`` then holds them."""
    held = survey.__dict__.setdefault("_prefetched_objects_cache", {})
    if "questions" not in held:
        held["questions"] = _questions(survey)
    return list(held["questions"])


def asked_questions(survey: Survey) -> list[Question]:
    """Return the questions that a survey asks now."""
    return [question for question in read_questions(survey) if not question.retired]


def forget_questions() -> None:
    """Forget what was read, as when rows were changed by other ways than publishing."""
    _kept.clear()
    _surveys.clear()


def _questions(survey: Survey) -> QuerySet[Question]:
    stamp = stamp_of(survey)
    if stamp is not None and stamp in _kept:
        return _kept[stamp]
    found = survey.questions.select_related("follows__question").prefetch_related("choices")
    len(found)
    if stamp is not None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[stamp] = found
    return found
