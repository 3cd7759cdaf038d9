"""What each column of a table of exit answers means, as a mapping document states it for one survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers.importing.documents import FILE, FORMATS, Shape, require_columns, require_fields
from customers.importing.refusals import MappingRefused
from customers.importing.values import trimmed
from surveys.languages import LANGUAGES
from surveys.models import Channel, Question, Survey

UNKNOWN_CUSTOMERS = ("refuse", "create", "keep")
COLUMNS: Shape = dict.fromkeys(("customer", "id", "left_on", "reasons", "main", "language", "channel"), str)

SHAPE: Shape = {
    "unknown_customers": str,
    "separator": str,
    "file": FILE,
    "formats": FORMATS,
    "columns": {**COLUMNS, "words": (str, list)},
    "constants": {"language": str, "channel": str, "left_on": date},
    "reasons": {"*": str},
}


@dataclass(frozen=True)
class ResponseMapping:
    """Which column holds what. ``reasons`` maps a ticked reason, compared without case, to the key of a choice."""

    survey: Survey
    columns: dict[str, str]
    words: tuple[str, ...]
    questions: dict[str, str]
    reasons: dict[str, str]
    language: str = ""
    channel: str = Channel.IMPORT
    left_on: date | None = None
    unknown_customers: str = "refuse"
    separator: str = ""
    dates: tuple[str, ...] = ()
    guarded: bool = False


def response_mapping(document: dict[str, Any], header: list[str], survey: Survey) -> ResponseMapping:
    """Return the mapping that ``document`` states for ``survey`` and a file with ``header``; raises MappingRefused."""
    stated = dict(document.get("columns", {}))
    words = stated.pop("words", [])
    words = (words,) if isinstance(words, str) else tuple(words)
    if "id" not in stated:
        require_fields(stated, ["customer"])
    require_columns([*stated.values(), *words], header)
    constants = document.get("constants", {})
    formats = document.get("formats", {})
    mapping = ResponseMapping(
        survey=survey,
        columns=stated,
        words=words,
        questions=_questions(survey, stated, words),
        reasons=_reasons(survey, document.get("reasons", {})),
        language=constants.get("language", ""),
        channel=constants.get("channel", Channel.IMPORT),
        left_on=constants.get("left_on"),
        unknown_customers=document.get("unknown_customers", "refuse"),
        separator=document.get("separator", ""),
        dates=tuple(formats.get("dates", [])),
        guarded=formats.get("guarded", False),
    )
    for key, value, allowed in (
        ("constants.language", mapping.language, ["", *LANGUAGES]),
        ("constants.channel", mapping.channel, Channel.values),
        ("unknown_customers", mapping.unknown_customers, UNKNOWN_CUSTOMERS),
    ):
        if value not in allowed:
            raise MappingRefused(
                _("“%(key)s” must be one of: %(all)s.") % {"key": key, "all": ", ".join(filter(None, allowed))}
            )
    return mapping


def _questions(survey: Survey, columns: dict[str, str], words: tuple[str, ...]) -> dict[str, str]:
    """Return kind -> key of the survey's first question of it, for the kinds that the columns answer."""
    wanted = {
        Question.Kind.SEVERAL: "reasons" in columns,
        Question.Kind.MAIN: "main" in columns,
        Question.Kind.TEXT: bool(words),
    }
    if not any(wanted.values()):
        raise MappingRefused(_("The mapping names no column with answers: reasons, main or words."))
    found: dict[str, str] = {}
    for question in survey.questions.all():
        found.setdefault(question.kind, question.key)
    for kind, needed in wanted.items():
        if needed and kind not in found:
            raise MappingRefused(_("The survey asks no question of the kind “%(kind)s”.") % {"kind": kind.label})
    return found


def _reasons(survey: Survey, stated: dict[str, str]) -> dict[str, str]:
    """Return reason -> key of a choice: keys and wordings in every language, and what the mapping adds."""
    reasons: dict[str, str] = {}
    keys = set()
    for question in survey.questions.filter(kind=Question.Kind.SEVERAL).prefetch_related("choices"):
        for choice in question.choices.all():
            keys.add(choice.key)
            reasons |= {comparable(text): choice.key for text in [*choice.wording.values(), choice.key]}
    unknown = sorted(set(stated.values()) - keys)
    if unknown:
        raise MappingRefused(
            _("[reasons] names choices that the survey does not have: %(unknown)s. It has: %(all)s.")
            % {"unknown": ", ".join(unknown), "all": ", ".join(sorted(keys))}
        )
    return reasons | {comparable(text): key for text, key in stated.items()}


def comparable(reason: str) -> str:
    """Return a ticked reason without case and outer space, for comparing."""
    return trimmed(reason).casefold()
