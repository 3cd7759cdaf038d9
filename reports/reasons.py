"""The reasons that can be ticked, in words, and the cause of the codebook that each of them names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.codebooks import UNCLEAR, active_codebook
from reports.labels import reader_language
from surveys.languages import wording_in
from surveys.models import Choice, Question

# “Another reason” says that it is none of the others, not which one.
CATCH_ALL = ("other", UNCLEAR)


@dataclass(frozen=True)
class Reasons:
    """Choices of the questions that ask for reasons. ``causes`` maps (survey, choice) to a cause, if it names one."""

    labels: Mapping[str, str]
    causes: Mapping[tuple[str, str], str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The choices' keys, in the order in which they are asked."""
        return tuple(self.labels)

    def cause(self, key: str) -> str:
        """Return the cause that a reason names in every survey that has it; empty where none, or not the same."""
        named = {cause for (_survey, reason), cause in self.causes.items() if reason == key}
        return named.pop() if len(named) == 1 else ""

    def label(self, key: str) -> str:
        """Return a reason's wording; its key when no survey has it any more."""
        return self.labels.get(key, key)


def read_reasons(survey: str = "") -> Reasons:
    """Return the reasons of a survey, or of all; questions none of whose choices names a cause ask for something else.

    Where no choice of any survey names a cause, all are reasons. Merged causes are named as what they were merged into.
    """
    kinds = (Question.Kind.SEVERAL, Question.Kind.SINGLE)
    choices = Choice.objects.filter(question__kind__in=kinds)
    if survey:
        choices = choices.filter(question__survey__key=survey)
    fields = ("question_id", "question__survey__key", "key", "wording", "cause")
    rows = list(choices.order_by("question__survey", "question__position", "position").values_list(*fields))
    asking = {question for question, _survey, _key, _wording, cause in rows if cause}
    codebook, language = active_codebook(), reader_language()
    labels: dict[str, str] = {}
    causes: dict[tuple[str, str], str] = {}
    for question, its_survey, key, wording, cause in rows:
        if question in asking or not asking:
            labels.setdefault(key, wording_in(wording, language) or key)
            given = codebook.given_as(cause)
            causes[its_survey, key] = given if given in codebook.causes and given not in CATCH_ALL else ""
    return Reasons(labels, causes)
