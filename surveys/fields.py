"""The fields of a respondent's form: one for each question, none required, nothing chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from surveys.languages import wording_in
from surveys.models import Choice, Question
from surveys.text import LONGEST_VERBATIM

LONGEST_ADDRESS = 254
# The counter of characters shows itself only when this few are left.
COUNT_FROM = 500


class AnyOf(forms.MultipleChoiceField):
    """Choices to tick. Whether they belong to the question is checked at the gate, once for every entrance."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        return


class NothingChosen(forms.RadioSelect):
    """Radio buttons of which none is chosen beforehand, not even the one that means no answer."""

    def format_value(self, value: Any) -> list[str]:
        return [str(value)] if value else []


class OneOf(forms.ChoiceField):
    """One choice of a list, checked at the gate like the others."""

    widget: type[forms.Widget] = NothingChosen

    def validate(self, value: str) -> None:
        return


class OneOfList(OneOf):
    """One choice of a list that opens."""

    widget = forms.Select


class Scale(OneOf):
    """One number of a row, with words at both ends."""

    choices_template = "forms/layout/scale.html"

    def __init__(self, question: Question, language: str, **named: Any) -> None:
        self.least, self.most = question.least or 0, question.most or 0
        self.least_words = wording_in(question.least_wording, language)
        self.most_words = wording_in(question.most_wording, language)
        super().__init__(choices=self._choices, **named)

    @property
    def numbers(self) -> int:
        """How many numbers there are to choose from."""
        return self.most - self.least + 1

    def _choices(self) -> list[tuple[str, str]]:
        numbers = [(str(number), self._label(number)) for number in range(self.least, self.most + 1)]
        return [*numbers, no_answer()]

    def _label(self, number: int) -> str:
        """Return the number, at both ends with what it means for those who hear the page."""
        words = {self.least: self.least_words, self.most: self.most_words}.get(number, "")
        return format_html('{}<span class="unseen"> {}</span>', number, words) if words else str(number)


def no_answer() -> tuple[str, str]:
    """Return the choice that takes an answer back, for a radio button cannot be unticked."""
    return "", _("No answer")


def field_of(question: Question, language: str, choices: list[Choice]) -> forms.Field:
    """Return the field of a question, its choices in the order given."""
    named: dict[str, Any] = {
        "label": _label(question, language),
        "help_text": wording_in(question.help, language),
        "required": False,
    }
    kind = Question.Kind
    if question.kind == kind.TEXT:
        area = forms.Textarea(attrs={"rows": 5, "data-longest": LONGEST_VERBATIM, "data-count-from": COUNT_FROM})
        return forms.CharField(strip=False, widget=area, **named)
    if question.kind == kind.CONSENT:
        return AnyOf(choices=[("yes", _("Yes, you may write to me once"))], **named)
    if question.kind == kind.SCALE:
        return Scale(question, language, **named)

    # Read only when the page is rendered, which most answers that are sent never need.
    def worded() -> list[tuple[str, str]]:
        return [(choice.key, wording_in(choice.wording, language)) for choice in choices]

    if question.kind == kind.MAIN:
        return OneOfList(choices=lambda: [no_answer(), *worded()], **named)
    if question.kind == kind.SINGLE:
        return OneOf(choices=lambda: [*worded(), no_answer()], **named)
    return AnyOf(choices=worded, **named)


def address_field() -> forms.Field:
    """Return the field for the address that one message may go to."""
    attrs = {"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
    return forms.CharField(label=_("E-mail address"), required=False, widget=forms.TextInput(attrs=attrs))


def _label(question: Question, language: str) -> str:
    """Return the wording; a follow-up says whom it asks, for without script it stands on everybody's page."""
    wording = wording_in(question.wording, language)
    if question.follows is None:
        return wording
    condition = _("If “%(choice)s” played a part:") % {"choice": wording_in(question.follows.wording, language)}
    return format_html('<span class="condition">{}</span> {}', condition, wording)
