"""The form a respondent fills in, made from a survey's questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.datastructures import MultiValueDict

from surveys.body import Body
from surveys.fields import address_field, field_of
from surveys.models import Choice, Question, Survey
from surveys.questions import asked_of
from surveys.replies import CONTACT_ADDRESS, questions_on_page
from surveys.tokens import FormPage

SHUFFLED = (Question.Kind.SEVERAL, Question.Kind.SINGLE, Question.Kind.MAIN)


class ResponseForm(forms.Form):
    """A survey's questions as fields named by their keys; none is required, nothing is chosen beforehand.

    It shows a page, empty or with what was typed; what is sent is read by ``surveys.replies``.

    ``chosen`` maps field names to what the person chose or wrote before: by a link in a mail, or in an answer that is
    being changed. A retired question is asked only of those who have answered it, so that no word of theirs is lost.
    """

    def __init__(
        self,
        survey: Survey,
        page: FormPage,
        body: Body | None = None,
        chosen: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.survey, self.page, self.body, self.chosen = survey, page, body or Body(), chosen or {}
        self.questions = questions_on_page(survey, {**self.body.typed, **self.chosen})
        several = asked_of(survey).several
        super().__init__(
            data=None if body is None else _kept(self.body, several),
            initial={name: values if name in several else "".join(values) for name, values in self.chosen.items()},
        )
        for question in self.questions:
            self.fields[question.key] = self._field_of(question)
            if question.kind == Question.Kind.CONSENT:
                self.fields[CONTACT_ADDRESS] = address_field()

    @cached_property
    def helper(self) -> FormHelper:
        """Say how crispy forms lays the form out, once it is rendered."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.summary_elsewhere = True
        helper.layout = Layout(*self._laid_out())
        return helper

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put what could not be taken beside the fields it speaks of."""
        for key, message in errors.items():
            self.add_error(key if key in self.fields else None, message)

    def shuffled(self) -> set[str]:
        """Return the names of the fields whose choices stand in the order of this page."""
        return {question.key for question in self.questions if question.kind in SHUFFLED}

    def _laid_out(self) -> list[Field | str]:
        follow_ups = {question.key for question in self.questions if question.follows}
        return [Field(name, wrapper_class="follow-up") if name in follow_ups else name for name in self.fields]

    def _field_of(self, question: Question) -> forms.Field:
        field = field_of(question, self.page.language, self._choices_of(question))
        if question.follows:
            field.widget.attrs["data-follows"] = f"{question.follows.question.key}.{question.follows.key}"
        source = self._source_of_main()
        if question.kind == Question.Kind.MAIN and source:
            field.widget.attrs["data-main-of"] = source.key
        return field

    def _source_of_main(self) -> Question | None:
        return next((question for question in self.questions if question.kind == Question.Kind.SEVERAL), None)

    def _choices_of(self, question: Question) -> list[Choice]:
        """Return the choices in the order that this page shows; one retired since then stays where it was shown."""
        if question.kind not in SHUFFLED:
            return []
        source = (self._source_of_main() if question.kind == Question.Kind.MAIN else None) or question
        places = {key: place for place, key in enumerate(self.page.choice_order)}
        shown = [choice for choice in source.choices.all() if choice.key in places]
        return sorted(shown, key=lambda choice: places[choice.key])


def _kept(body: Body, several: set[str]) -> MultiValueDict:
    """Return what was typed as a form takes it; of a single field that arrived twice, both texts are kept."""
    return MultiValueDict(
        {name: values if name in several else ["\n".join(values)] for name, values in body.typed.items()}
    )
