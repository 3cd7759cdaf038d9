"""Words of the survey pages: a wording in one language, the names of kinds, the texts of a published question."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from surveys.models import Question

register = template.Library()


@register.simple_tag
def written(wording: dict[str, str], tag: str) -> str:
    """Return a wording in one language and no other; a dash where it is missing."""
    return wording.get(tag) or "–"


@register.filter
def kind_name(kind: str) -> str:
    """Return what a kind of question is called."""
    return str(Question.Kind(kind).label) if kind in Question.Kind.values else kind


@register.filter
def version_rows(question: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """Return the texts of a published question, each with its name: a choice by its key."""
    rows = [(_("Wording"), question["wording"]), (_("Help"), question.get("help", {}))]
    rows += [(str(question.get(end)), question.get(f"{end}_wording", {})) for end in ("least", "most")]
    rows += [(choice["key"], choice["wording"]) for choice in question.get("choices", [])]
    return [(name, texts) for name, texts in rows if texts]
