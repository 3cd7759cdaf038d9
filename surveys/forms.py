"""The form a respondent fills in, made from a survey's questions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import prefetch_related_objects
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from surveys.body import Body
from surveys.intake import Given, Submission
from surveys.languages import wording_in
from surveys.models import Choice, Invitation, Question, Survey
from surveys.text import LONGEST_VERBATIM
from surveys.tokens import FormPage

CONTACT_ADDRESS = "contact_address"
LONGEST_ADDRESS = 254
# The counter of characters shows itself only when this few are left.
COUNT_FROM = 500


class AnyOf(forms.MultipleChoiceField):
    """Choices to tick. Whether they belong to the question is checked at the gate, once for every entrance."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        return


class OneOf(forms.ChoiceField):
    """One choice of a list, checked at the gate like the others."""

    widget = forms.Select

    def validate(self, value: str) -> None:
        return


class ResponseForm(forms.Form):
    """A survey's questions as fields named by their keys; none is required, nothing is chosen beforehand."""

    def __init__(self, survey: Survey, page: FormPage, body: Body | None = None) -> None:
        self.survey, self.page, self.body = survey, page, body or Body()
        prefetch_related_objects([survey], "questions__choices")
        self.questions = list(survey.questions.all())
        super().__init__(data=None if body is None else _kept(self.body, self._several_keys()))
        for question in self.questions:
            self.fields |= self._fields_of(question)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.summary_elsewhere = True
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> None:
        """Say what could not be taken as it was sent, each beside its field."""
        for name in self.fields:
            if name in self.body.mended:
                self.add_error(
                    name, _("Some characters did not arrive as you typed them. Please check and send again.")
                )
            elif len(self.body.typed.get(name, [])) > 1 and name not in self._several_keys():
                self.add_error(name, _("This arrived more than once. Please check it and send again."))
        if self.body.too_many:
            self.add_error(None, _("More was sent than this page asks for. Please check it and send again."))
        self._clean_contact()

    def submission(self, invitation: Invitation | None) -> Submission:
        """Return what was filled in, as the gate takes it; without what the form already found wrong."""
        return Submission(
            survey=self.survey,
            answers={question.key: self._given(question) for question in self.questions},
            submission_id=uuid.UUID(self.page.submission_id),
            invitation=invitation,
            language=self.page.language,
            choice_order=tuple(self.page.choice_order),
            contact_address=self.cleaned_data.get(CONTACT_ADDRESS, "").strip(),
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put what the gate refused beside the fields it speaks of."""
        for key, message in errors.items():
            self.add_error(key if key in self.fields else None, message)

    def _given(self, question: Question) -> Given:
        value = self.cleaned_data.get(question.key, "")
        if question.kind == Question.Kind.TEXT:
            return Given(verbatim=value)
        return Given(choices=tuple([value] if isinstance(value, str) and value else value))

    def _several_keys(self) -> set[str]:
        kinds = (Question.Kind.SEVERAL, Question.Kind.CONSENT)
        return {question.key for question in self.questions if question.kind in kinds}

    def _clean_contact(self) -> None:
        consents = [question.key for question in self.questions if question.kind == Question.Kind.CONSENT]
        address = self.cleaned_data.get(CONTACT_ADDRESS, "").strip()
        for key in consents:
            ticked = bool(self.cleaned_data.get(key))
            if ticked and not address:
                self.add_error(CONTACT_ADDRESS, _("Please give an address that we may write to, or untick the box."))
            elif address and not ticked:
                self.add_error(key, _("Please tick the box if we may write to this address, or empty the address."))

    def _fields_of(self, question: Question) -> dict[str, forms.Field]:
        language = self.page.language
        named: dict[str, Any] = {
            "label": wording_in(question.wording, language),
            "help_text": wording_in(question.help, language),
            "required": False,
        }
        if question.kind == Question.Kind.TEXT:
            widget = forms.Textarea(attrs={"rows": 5, "data-longest": LONGEST_VERBATIM, "data-count-from": COUNT_FROM})
            return {question.key: forms.CharField(strip=False, widget=widget, **named)}
        if question.kind == Question.Kind.CONSENT:
            yes = [("yes", _("Yes, you may write to me once"))]
            return {question.key: AnyOf(choices=yes, **named), CONTACT_ADDRESS: _address_field()}
        choices = [(choice.key, wording_in(choice.wording, language)) for choice in self._choices_of(question)]
        if question.kind == Question.Kind.MAIN:
            return {question.key: self._main_field([("", _("No answer")), *choices], named)}
        return {question.key: AnyOf(choices=choices, **named)}

    def _main_field(self, choices: list[tuple[str, str]], named: dict[str, Any]) -> OneOf:
        field = OneOf(choices=choices, **named)
        source = self._source_of_main()
        if source:
            field.widget.attrs["data-main-of"] = source.key
        return field

    def _source_of_main(self) -> Question | None:
        return next((question for question in self.questions if question.kind == Question.Kind.SEVERAL), None)

    def _choices_of(self, question: Question) -> list[Choice]:
        """Return the choices in the order that this page shows; one retired since then stays where it was shown."""
        source = (self._source_of_main() if question.kind == Question.Kind.MAIN else None) or question
        places = {key: place for place, key in enumerate(self.page.choice_order)}
        shown = [choice for choice in source.choices.all() if choice.key in places]
        return sorted(shown, key=lambda choice: places[choice.key])


def _address_field() -> forms.CharField:
    attrs = {"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
    return forms.CharField(label=_("E-mail address"), required=False, widget=forms.TextInput(attrs=attrs))


def _kept(body: Body, several: set[str]) -> MultiValueDict:
    """Return what was typed as a form takes it; of a single field that arrived twice, both texts are kept."""
    return MultiValueDict(
        {name: values if name in several else ["\n".join(values)] for name, values in body.typed.items()}
    )
