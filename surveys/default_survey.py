"""The exit survey that every installation starts with, written in three languages in ``data/exit.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from surveys.models import Choice, Question, Survey

DATA = Path(__file__).parent / "data"
KEY = "exit"


def ensure_default_survey(using: str = "default") -> Survey:
    """Return the survey with the key ``exit``, made and published when there is none.

    One that exists is left as the team has it, so this may run at every start.
    """
    existing = Survey.objects.using(using).filter(key=KEY).first()
    return existing or _write(tomllib.loads((DATA / "exit.toml").read_text(encoding="utf-8")), using)


def ensure_after_migrate(using: str, **kwargs: Any) -> None:
    """Make the survey after ``migrate``, and again after tests empty the database; part-migrated ones are left."""
    if Choice._meta.db_table in connections[using].introspection.table_names():
        ensure_default_survey(using)


def _write(written: dict[str, Any], using: str) -> Survey:
    """Store a survey with its questions and choices at once; of two processes that start together one writes."""
    with transaction.atomic(using=using):
        survey, made = Survey.objects.using(using).get_or_create(
            key=written["key"], defaults={"title": written["title"], "status": Survey.Status.PUBLISHED}
        )
        if made:
            for position, question in enumerate(written["questions"]):
                _write_question(survey, position, question)
    return survey


def _write_question(survey: Survey, position: int, written: dict[str, Any]) -> None:
    question = Question.objects.using(survey._state.db).create(
        survey=survey,
        key=written["key"],
        kind=written["kind"],
        position=position,
        wording=written["wording"],
        help=written.get("help", {}),
    )
    Choice.objects.using(survey._state.db).bulk_create(
        Choice(
            question=question,
            key=choice["key"],
            position=place,
            wording=choice["wording"],
            cause=choice.get("cause", choice["key"]),
            stays_last=choice.get("stays_last", False),
        )
        for place, choice in enumerate(written.get("choices", []))
    )
