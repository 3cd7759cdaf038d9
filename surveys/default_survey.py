"""The exit survey that every installation starts with, written in three languages in ``data/exit.toml``."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

from surveys.documents import Document, publish, read_template
from surveys.models import Display, Survey

KEY = "exit"


def ensure_default_survey(using: str = "default") -> Survey:
    """Return the survey with the key ``exit``, made and published when there is none.

    One that exists is left as the team has it, so this may run at every start.
    """
    existing = Survey.objects.using(using).filter(key=KEY).first()
    return existing or _write(read_template(KEY), using)


def ensure_after_migrate(using: str, **kwargs: Any) -> None:
    """Make the survey after ``migrate``, and again after tests empty the database; part-migrated ones are left."""
    if Display._meta.db_table in connections[using].introspection.table_names():
        ensure_default_survey(using)


def _write(written: Document, using: str) -> Survey:
    """Store a survey with its questions and choices at once; of two processes that start together one writes."""
    with transaction.atomic(using=using):
        survey, made = Survey.objects.using(using).get_or_create(
            key=written["key"], defaults={"title": written["title"]}
        )
        if made:
            publish(survey, written)
            survey.refresh_from_db(using=using)
    return survey
