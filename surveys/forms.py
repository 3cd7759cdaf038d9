"""The form a respondent fills in, made from a survey's questions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from surveys.body import Body
from surveys.fields import address_field, field_of
from surveys.intake import Given, Submission
from surveys.models import Choice, Invitation, Question, Survey
from surveys.questions import read_questions
from surveys.tokens import FormPage

CONTACT_ADDRESS = "contact_address"
TICKED_SEVERAL = (Question.Kind.SEVERAL, Question.Kind.CONSENT)
SHUFFLED = (Question.Kind.SEVERAL, Question.Kind.SINGLE, Question.Kind.MAIN)


class ResponseForm(forms.Form):
    """A survey's questions as fields named by their keys; none is required, nothing is chosen beforehand.

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
        given = set(self.body.typed) | set(self.chosen)
        self.questions = [one for one in read_questions(survey) if not one.retired or one.key in given]
        several = self._several_keys()
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
            channel=self.page.channel,
            survey_version=self.page.survey_version or self.survey.version,
            choice_order=tuple(self.page.choice_order),
            contact_address=self.cleaned_data.get(CONTACT_ADDRESS, "").strip(),
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put what the gate refused beside the fields it speaks of."""
        for key, message in errors.items():
            self.add_error(key if key in self.fields else None, message)

    def shuffled(self) -> set[str]:
        """Return the names of the fields whose choices stand in the order of this page."""
        return {question.key for question in self.questions if question.kind in SHUFFLED}

    def _laid_out(self) -> list[Field | str]:
        follow_ups = {question.key for question in self.questions if question.follows}
        return [Field(name, wrapper_class="follow-up") if name in follow_ups else name for name in self.fields]

    def _given(self, question: Question) -> Given:
        value = self.cleaned_data.get(question.key, "")
        if question.kind == Question.Kind.TEXT:
            return Given(verbatim=value)
        return Given(choices=tuple([value] if isinstance(value, str) and value else value))

    def _several_keys(self) -> set[str]:
        return {question.key for question in self.questions if question.kind in TICKED_SEVERAL}

    def _clean_contact(self) -> None:
        consents = [question.key for question in self.questions if question.kind == Question.Kind.CONSENT]
        address = self.cleaned_data.get(CONTACT_ADDRESS, "").strip()
        for key in consents:
            ticked = bool(self.cleaned_data.get(key))
            if ticked and not address:
                self.add_error(CONTACT_ADDRESS, _("Please give an address that we may write to, or untick the box."))
            elif address and not ticked:
                self.add_error(key, _("Please tick the box if we may write to this address, or empty the address."))

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
