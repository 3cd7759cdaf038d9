"""A look at a draft: the page that a respondent would see, made without storing anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation

from surveys.documents import Document
from surveys.drafts import KINDS, with_keys
from surveys.forms import ResponseForm
from surveys.languages import django_code
from surveys.links import Link, new_form_page
from surveys.models import Choice, Question, Survey
from surveys.pages import ask_page

# No row has it; it only lets Django look into what was set beside it.
NOWHERE = -1


def preview_page(document: Document, language: str) -> str:
    """Return the respondent's page for a document, as HTML, in the language with the tag ``language``."""
    with translation.override(django_code(language)):
        document = with_keys(document, wordless=True)
        link = Link(survey_in_memory(document))
        page = replace(new_form_page(link, language), choice_order=_in_order(document))
        form = ResponseForm(link.survey, page)
        return render_to_string("surveys/ask.html", {"page": ask_page(link, form, language)})


def survey_in_memory(document: Document) -> Survey:
    """Return a survey with its questions and choices as if they were stored; asking it makes no query.

    Every question and choice of the document has a key.
    """
    survey = Survey(pk=NOWHERE, key=document["key"], title=document["title"], status=Survey.Status.PUBLISHED)
    survey.alternative = document.get("alternative", {})
    written = [question for question in document["questions"] if question["kind"] in KINDS]
    questions = [_question(survey, at, question) for at, question in enumerate(written)]
    choices = {f"{one.question.key}.{one.key}": one for question in questions for one in question.choices.all()}
    for question, told in zip(questions, written, strict=True):
        question.follows = choices.get(told.get("follows", ""))
    _set(survey, "questions", Question, questions)
    return survey


def _in_order(document: Document) -> list[str]:
    """Return the choices' keys as they are written: respondents get them shuffled, an editor wants them to stay put."""
    choices = [choice for question in document["questions"] for choice in question.get("choices", [])]
    return list(dict.fromkeys(one["key"] for one in sorted(choices, key=lambda one: bool(one.get("stays_last")))))


def _question(survey: Survey, at: int, written: Document) -> Question:
    texts = {name: written.get(name, {}) for name in ("help", "least_wording", "most_wording")}
    numbers = {name: written.get(name) for name in ("least", "most")}
    question = Question(
        pk=NOWHERE - at,
        survey=survey,
        key=written["key"],
        kind=written["kind"],
        position=at,
        wording=written["wording"],
        **texts,
        **numbers,
    )
    choices = [
        Choice(
            pk=NOWHERE - at * 1_000 - place,
            question=question,
            key=choice["key"],
            position=place,
            wording=choice["wording"],
            stays_last=choice["stays_last"],
        )
        for place, choice in enumerate(written.get("choices", []))
    ]
    _set(question, "choices", Choice, choices)
    return question


def _set(one: Any, name: str, kind: type[Model], items: list[Any]) -> None:
    """Put items where Django looks for what was fetched before."""
    fetched = kind._default_manager.none()
    fetched._result_cache, fetched._prefetch_done = items, True  # type: ignore[attr-defined]
    one._prefetched_objects_cache = {**getattr(one, "_prefetched_objects_cache", {}), name: fetched}
