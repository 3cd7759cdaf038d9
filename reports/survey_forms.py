"""The forms of the survey builder: what to start from, and a draft with a field for every place of its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _

from reports.codebooks import active_codebook
from reports.labels import cause_label, reader_language
from surveys.documents import DATA, Document, read_template
from surveys.drafts import RANGES, WITH_CHOICES, fields_of, free_key
from surveys.languages import LANGUAGES, wording_in
from surveys.models import Survey

EMPTY = "empty"
LONGEST_SURVEY_KEY = 50


def templates() -> dict[str, Document]:
    """Return the shipped surveys by the names of their files."""
    read = {path.stem: read_template(path.stem) for path in sorted(DATA.glob("*.toml"))}
    return {name: document for name, document in read.items() if "questions" in document}


class StartForm(forms.Form):
    """What a new survey starts from, and its address."""

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.templates = templates() | {EMPTY: {"key": "survey", "title": {}, "questions": []}}
        named = [(name, self._title(document)) for name, document in self.templates.items()]
        self.fields["template"] = forms.ChoiceField(label=_("Start from"), choices=named)
        self.fields["key"] = forms.SlugField(
            label=_("Last part of the address"),
            help_text=_("Letters, digits, - and _. It never changes. Left empty, it is made for you."),
            max_length=LONGEST_SURVEY_KEY,
            required=False,
        )
        self.helper = FormHelper()
        self.helper.form_action = "start_survey"
        self.helper.form_class = "change"
        self.helper.layout = Layout("template", "key", Submit("start", _("Start")))

    def clean_key(self) -> str:
        """Refuse an address that is taken."""
        key = str(self.cleaned_data["key"]).lower()
        if Survey.objects.filter(key=key).exists():
            raise forms.ValidationError(_("Another survey has this address. Please choose another."))
        return key

    def document(self) -> Document:
        """Return the document to start from, with the key of the new survey."""
        template = self.templates[self.cleaned_data["template"]]
        taken = set(Survey.objects.values_list("key", flat=True))
        return template | {"key": self.cleaned_data["key"] or free_key(template["key"], taken)}

    @staticmethod
    def _title(document: Document) -> str:
        return wording_in(document["title"], reader_language()) or _("An empty page")


class DraftForm(forms.Form):
    """A draft as fields named by their places; it shows them, and surveys.drafts reads what is sent."""

    # A draft may be left half-written.
    use_required_attribute = False

    def __init__(self, document: Document) -> None:
        values = fields_of(document)
        super().__init__(initial=values, auto_id="%s")
        self.sources, self.causes = list(_sources(document)), _causes()
        for name in values:
            self.fields[name] = self._field(name, str(values[name]))
            self.fields[name].widget.attrs |= {"aria-describedby": f"at:{name}", "autocomplete": "off"}
        for at, question in enumerate(document["questions"]):
            for place, _choice in enumerate(question.get("choices", [])):
                name = f"questions[{at}].choices[{place}].stays_last"
                self.fields[name] = forms.BooleanField(label=_("Stays last"))

    def _field(self, name: str, now: str) -> forms.Field:
        last = name.rpartition(".")[2]
        if last in LANGUAGES:
            return _text_field(name, last)
        if last in ("key", "kind"):
            return forms.CharField(widget=forms.HiddenInput)
        if last == "cause":
            return forms.ChoiceField(label=_("Cause"), choices=_with(self.causes, now, now))
        if last == "range":
            return forms.ChoiceField(label=_("Range"), choices=[(key, key.replace("-", "–")) for key in RANGES])
        if last == "follows":
            gone = _("%(key)s (not asked before this)") % {"key": now}
            return forms.ChoiceField(label=_("Asked"), choices=_with(self._sources_before(name), now, gone))
        return forms.CharField(label=_("Sites that may frame it, one a line"), widget=forms.Textarea({"rows": 2}))

    def _sources_before(self, name: str) -> list[tuple[str, str]]:
        at = int(name[len("questions[") : name.index("]")])
        after = _("only after “%(choice)s”")
        before = [(key, after % {"choice": said}) for number, key, said in self.sources if number < at]
        return [("", _("of everybody")), *before]


def _text_field(name: str, tag: str) -> forms.CharField:
    """Return a field for a wording: an area for questions and their help, else a line."""
    area = name.endswith((f"].wording.{tag}", f"].help.{tag}")) and ".choices[" not in name
    widget = forms.Textarea({"rows": 2}) if area else forms.TextInput()
    widget.attrs["lang"] = tag
    return forms.CharField(label=LANGUAGES[tag], widget=widget)


def _with(options: list[tuple[str, str]], now: str, label: str) -> list[tuple[str, str]]:
    """Return the options with what is chosen now, though it is offered no more: nothing changes unseen."""
    return options if now in dict(options) else [*options, (now, label)]


def _causes() -> list[tuple[str, str]]:
    return [("", _("no cause")), *((cause, cause_label(cause)) for cause in active_codebook().given())]


def _sources(document: Document) -> Iterator[tuple[int, str, str]]:
    """Yield the choices that a later question may follow: number of the question, key, and what it says."""
    for at, question in enumerate(document["questions"]):
        for choice in question.get("choices", []) if question["kind"] in WITH_CHOICES else []:
            if question["key"] and choice["key"]:
                said = wording_in(choice["wording"], reader_language()) or choice["key"]
                yield at, f"{question['key']}.{choice['key']}", said
