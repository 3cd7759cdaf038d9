"""A survey as one document: the same shape in the shipped templates, the builder's draft, and every version.

    {"key": "exit", "title": {"en": "…"}, "questions": [
        {"key": "reasons", "kind": "several", "wording": {"en": "…"}, "help": {"en": "…"}, "choices": [
            {"key": "price", "wording": {"en": "…"}, "cause": "price", "stays_last": False}]},
        {"key": "again", "kind": "scale", "least": 0, "most": 10, "least_wording": {…}, "most_wording": {…},
         "follows": "reasons.price", "wording": {…}}]}

Keys never change. What a new version leaves out is retired, never removed: history keeps its meaning.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from surveys.models import Choice, Question, Survey, SurveyVersion

Document = dict[str, Any]

DATA = Path(__file__).parent / "data"


def read_template(name: str) -> Document:
    """Return a shipped document by its file's name without the ending. Raises FileNotFoundError."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def document_of(survey: Survey) -> Document:
    """Return what is published of a survey, without what is retired."""
    questions = survey.questions.filter(retired=False).select_related("follows__question").prefetch_related("choices")
    return {
        "key": survey.key,
        "title": survey.title,
        "frame_hosts": survey.frame_hosts,
        "alternative": survey.alternative,
        "questions": [_question_document(question) for question in questions],
    }


@transaction.atomic
def publish(survey: Survey, document: Document, by: User | None = None) -> SurveyVersion:
    """Make a document what the survey asks from now on, and keep it as the next version.

    Whether it may be published is the caller's to ask first (surveys.etiquette). Choices and questions are known by
    their keys; those that the document no longer has are retired.
    """
    using = survey._state.db or "default"
    survey = Survey.objects.using(using).select_for_update().get(pk=survey.pk)
    survey.title = document["title"]
    survey.frame_hosts = document.get("frame_hosts", [])
    survey.alternative = document.get("alternative", {})
    survey.version += 1
    survey.status, survey.closed_at, survey.draft = Survey.Status.PUBLISHED, None, None
    survey.published_at = timezone.now()
    survey.save(using=using)
    for position, written in enumerate(document["questions"]):
        _write_question(survey, position, written)
    _link_follow_ups(survey, document["questions"])
    kept = [written["key"] for written in document["questions"]]
    survey.questions.using(using).exclude(key__in=kept).update(retired=True)
    return SurveyVersion.objects.using(using).create(
        survey=survey, number=survey.version, document=document, published_by=by
    )


def _write_question(survey: Survey, position: int, written: Document) -> None:
    question, _made = Question.objects.using(survey._state.db).update_or_create(
        survey=survey,
        key=written["key"],
        defaults={
            "kind": written["kind"],
            "position": position,
            "wording": written["wording"],
            "help": written.get("help", {}),
            "least": written.get("least"),
            "most": written.get("most"),
            "least_wording": written.get("least_wording", {}),
            "most_wording": written.get("most_wording", {}),
            "retired": False,
        },
    )
    choices = written.get("choices", [])
    question.choices.exclude(key__in=[choice["key"] for choice in choices]).update(retired=True)
    for place, choice in enumerate(choices):
        Choice.objects.using(survey._state.db).update_or_create(
            question=question,
            key=choice["key"],
            defaults={
                "position": place,
                "wording": choice["wording"],
                "cause": choice.get("cause", choice["key"]),
                "stays_last": choice.get("stays_last", False),
                "retired": False,
            },
        )


def _link_follow_ups(survey: Survey, questions: list[Document]) -> None:
    for written in questions:
        source, _, choice = written.get("follows", "").partition(".")
        follows = Choice.objects.using(survey._state.db).filter(
            question__survey=survey, question__key=source, key=choice
        )
        survey.questions.using(survey._state.db).filter(key=written["key"]).update(follows=follows.first())


def _question_document(question: Question) -> Document:
    written: Document = {"key": question.key, "kind": question.kind, "wording": question.wording}
    if question.help:
        written["help"] = question.help
    if question.kind == Question.Kind.SCALE:
        written |= {"least": question.least, "most": question.most}
        written |= {"least_wording": question.least_wording, "most_wording": question.most_wording}
    if question.follows:
        written["follows"] = f"{question.follows.question.key}.{question.follows.key}"
    choices = [choice for choice in question.choices.all() if not choice.retired]
    if choices:
        written["choices"] = [
            {
                "key": choice.key,
                "wording": choice.wording,
                "cause": choice.cause,
                "stays_last": choice.stays_last,
            }
            for choice in choices
        ]
    return written
