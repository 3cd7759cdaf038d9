"""What an editor types after a call, as one form: whose call, when, the notes, and what else was said."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from customers.models import Customer
from reports.labels import reader_language, survey_label
from surveys.fields import field_of
from surveys.intake import Given, Submission, refusals
from surveys.languages import LANGUAGES
from surveys.models import Channel, Choice, Question, Response, Survey
from surveys.questions import asked_questions
from surveys.text import TextRefused, clean_text

# A question's field is named by its key behind this, so that none is taken for a field of ours.
ANSWER = "answer-"
MOST_FOUND = 20
LONGEST_SEARCH = 300


def interview_surveys() -> list[Survey]:
    """Return the surveys that an interview can be of; the one made for interviews first, else the exit survey."""
    published = Survey.objects.filter(status=Survey.Status.PUBLISHED)
    return sorted(published, key=lambda survey: (survey.key != "interview", survey.key != "exit", survey.key))


class InterviewForm(forms.Form):
    """Notes of a call of one survey. Whatever is wrong is said beside its field, and nothing typed is lost.

    ``noted`` is the interview that is being changed; whose it was is settled then.
    """

    submission_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(
        self, survey: Survey, given: Any = None, noted: Response | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.survey, self.noted, self.customer = survey, noted, noted.customer if noted else None
        self.questions = [one for one in asked_questions(survey) if one.kind != Question.Kind.CONSENT]
        first = {"submission_id": uuid.uuid4(), "spoken_on": timezone.localdate(), "language": reader_language()}
        super().__init__(given, initial=first | self._noted() | dict(initial or {}), label_suffix="")
        self._ask_circumstances()
        for question in self.questions:
            self.fields[ANSWER + question.key] = self._field_of(question)
        self.helper = FormHelper()
        self.helper.form_class = "change interview"
        self.helper.layout = self._layout()

    def clean(self) -> dict[str, Any]:
        """Say all that the gate would refuse, and find the customer."""
        said = super().clean() or {}
        for name, value in self.data.items():
            if name in self.fields and "\ufffd" in value:
                self.add_error(
                    name, _("Some characters did not arrive as you typed them. Please check and send again.")
                )
        if not self.noted:
            self._find_customer(said)
        answers = self.answers(said)
        for key, sentence in refusals(Submission(self.survey, answers)).items():
            self.add_error(ANSWER + key, sentence)
        if not self.errors and all(given.empty() for given in answers.values()):
            self.add_error(None, _("Nothing is noted yet. Write what was said, or choose at least one reason."))
        return said

    def answers(self, said: Mapping[str, Any]) -> dict[str, Given]:
        """Return what was noted, by question key."""
        given = {}
        for question in self.questions:
            value = said.get(ANSWER + question.key) or ""
            chosen = tuple([value] if isinstance(value, str) and value else value)
            text = question.kind == Question.Kind.TEXT
            given[question.key] = Given(verbatim=value) if text else Given(choices=chosen)
        return given

    def submission(self, writer: User) -> Submission:
        """Return the interview as the gate takes it."""
        said = self.cleaned_data
        return Submission(
            survey=self.survey,
            answers=self.answers(said),
            submission_id=said["submission_id"],
            customer=self.customer,
            language=said["language"],
            channel=Channel.INTERVIEW,
            left_on=(self.customer.ended_on if self.customer else None) or said["spoken_on"],
            contact_address=self.noted.contact_address if self.noted else "",
            spoken_on=said["spoken_on"],
            written_by=writer,
        )

    def _ask_circumstances(self) -> None:
        surveys = [] if self.noted else interview_surveys()
        if len(surveys) > 1:
            named = [(survey.key, survey_label(survey)) for survey in surveys]
            self.fields["survey"] = forms.ChoiceField(label=_("Survey"), choices=named, initial=self.survey.key)
        if not self.noted:
            self.fields["customer"] = forms.CharField(
                label=_("Customer"),
                help_text=_("Reference or name; leave it empty if you do not know."),
                required=False,
                max_length=LONGEST_SEARCH,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": timezone.localdate().isoformat()})
        self.fields["spoken_on"] = forms.DateField(label=_("Day of the call"), widget=day, input_formats=["%Y-%m-%d"])
        self.fields["language"] = forms.ChoiceField(label=_("Language of the notes"), choices=list(LANGUAGES.items()))

    def clean_spoken_on(self) -> date:
        """Refuse a call that is yet to come."""
        day: date = self.cleaned_data["spoken_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come."))
        return day

    def _field_of(self, question: Question) -> forms.Field:
        kind = Question.Kind
        source = question
        if question.kind == kind.MAIN:
            source = next((one for one in self.questions if one.kind == kind.SEVERAL), question)
        choices: list[Choice] = [choice for choice in source.choices.all() if not choice.retired]
        return field_of(question, reader_language(), choices)

    def _layout(self) -> Layout:
        texts = [ANSWER + one.key for one in self.questions if one.kind == Question.Kind.TEXT]
        others = [ANSWER + one.key for one in self.questions if one.kind != Question.Kind.TEXT]
        asked = [name for name in ("customer", "which", "spoken_on", "language") if name in self.fields]
        parts: list[Any] = [Fieldset(_("The call"), *asked), Fieldset(_("Notes of the call"), *texts)]
        if others:
            parts.append(Fieldset(_("What else was said, if you asked"), *others))
        parts.append(Submit("save", _("Save the notes")))
        if "survey" in self.fields:
            # Last, so that the Enter key saves.
            parts.append(Fieldset(_("These are the questions of:"), "survey", Submit("show", _("Show its questions"))))
        return Layout("submission_id", *parts)

    def _find_customer(self, said: dict[str, Any]) -> None:
        """Find the customer that was named: by reference, else by a name or a part of it that only one has."""
        words = (said.get("customer") or "").strip()
        if not words or "customer" in self.errors:
            return
        try:
            clean_text(words, LONGEST_SEARCH)
        except TextRefused as refused:
            self.add_error("customer", str(refused))
            return
        found = list(Customer.objects.filter(ref=words)) or list(Customer.objects.matching(words)[: MOST_FOUND + 1])
        chosen = found if len(found) == 1 else [one for one in found if str(one.pk) == self.data.get("which")]
        self.customer = chosen[0] if chosen else None
        if len(found) > 1:
            self._ask_which(found)
        if not found:
            self.add_error("customer", _("No customer has this reference or name."))
        elif not chosen and len(found) <= MOST_FOUND:
            self.add_error("customer", _("Several customers fit. Please choose one below."))
        elif not chosen:
            self.add_error("customer", _("Very many customers fit; write more of the name or the reference."))

    def _ask_which(self, found: list[Customer]) -> None:
        named = [(str(one.pk), f"{one} · {one.ref}") for one in found[:MOST_FOUND]]
        self.fields["which"] = forms.ChoiceField(
            label=_("Which of them?"), choices=named, required=False, widget=forms.RadioSelect()
        )
        self.helper.layout = self._layout()

    def _noted(self) -> dict[str, Any]:
        if self.noted is None:
            return {}
        given: dict[str, Any] = {
            "submission_id": self.noted.submission_id,
            "spoken_on": self.noted.spoken_on,
            "language": self.noted.language,
        }
        several = {one.key for one in self.questions if one.kind == Question.Kind.SEVERAL}
        for answer in self.noted.answers.select_related("question"):
            key = answer.question.key
            chosen = answer.choices if key in several else next(iter(answer.choices), "")
            given[ANSWER + key] = answer.verbatim or chosen
        return given


def kept_for(survey: Survey, given: MultiValueDict[str, str]) -> dict[str, Any]:
    """Return what was typed, as the first values of the form of another survey; same questions keep their answers."""
    several = {ANSWER + one.key for one in asked_questions(survey) if one.kind == Question.Kind.SEVERAL}
    return {
        name: given.getlist(name) if name in several else given.get(name, "")
        for name in given
        if name not in ("survey", "show", "csrfmiddlewaretoken")
    }
