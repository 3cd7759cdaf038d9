"""The forms of the cause page: who looks after it, notes, releases; and how before and after are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.cause_care import team
from reports.codebooks import active_codebook
from reports.fixes import GAPS, WINDOWS, FixQuestion
from reports.forms import LONGEST_LIST, FilterForm, Select
from reports.labels import cause_label, dimension_label, segment_label
from reports.models import CauseCare, Release
from surveys.text import TextRefused, clean_text

LONGEST_NOTE, LONGEST_RELEASE = 4_000, 80
SEGMENT = "in."


class CauseFilterForm(FilterForm):
    """The filters of the cause page, which keep how before and after are looked at."""

    def __init__(self, asked: Asked, given: Mapping[str, Any]) -> None:
        super().__init__(asked)
        for name in ("release", "days", "gap", "mix", "also"):
            if given.get(name):
                self.fields[name] = forms.CharField(widget=forms.HiddenInput())
                self.initial[name] = given[name]
        self.helper.render_hidden_fields = True


class CareForm(forms.Form):
    """Owner, status and, of what is fixed, the day."""

    def __init__(self, current: CauseCare, given: Any = None) -> None:
        initial = {"owner": current.owner_id, "status": current.status, "fixed_on": current.fixed_on}
        super().__init__(given, initial=initial, prefix="care")
        self.fields["owner"] = forms.ModelChoiceField(team(), label=_("Owner"), required=False, empty_label=_("nobody"))
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"), choices=[(key, str(label)) for key, label in CauseCare.Status.choices], widget=Select()
        )
        day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["fixed_on"] = forms.DateField(label=_("Fixed on"), required=False, widget=day)
        self.helper = _helper("owner", "status", "fixed_on", send=_("Save"))

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a fix, and for none of anything else."""
        said = super().clean() or {}
        if said.get("status") != CauseCare.Status.FIXED:
            said["fixed_on"] = None
        elif not said.get("fixed_on"):
            if "fixed_on" not in self.errors:
                self.add_error("fixed_on", _("Say on which day it was fixed."))
        elif said["fixed_on"] > timezone.localdate():
            self.add_error("fixed_on", _("This day is still to come: choose “planned” until then."))
        return said


class NoteForm(forms.Form):
    """A note, new or changed."""

    def __init__(self, given: Any = None, text: str = "", number: int = 0) -> None:
        super().__init__(given, initial={"text": text}, prefix=f"note-{number}" if number else "note")
        label = _("Change the note") if number else _("Write a note")
        area = forms.Textarea({"rows": 3})
        self.fields["text"] = forms.CharField(label=label, max_length=LONGEST_NOTE, widget=area)
        self.helper = _helper("text", send=_("Save"))

    def clean_text(self) -> str:
        """Refuse what a database could not give back as it was typed."""
        return _clean(self.cleaned_data["text"], LONGEST_NOTE)


class ReleaseForm(forms.Form):
    """A release: name, day, the causes that it is about, and the segments that it is for."""

    def __init__(self, asked: Asked, cause: str, release: Release | None = None, given: Any = None) -> None:
        initial = _release_initial(release, cause)
        super().__init__(given, initial=initial, prefix=f"release-{release.pk}" if release else "release")
        self.fields["name"] = forms.CharField(label=_("What was released"), max_length=LONGEST_RELEASE)
        day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields["released_on"] = forms.DateField(label=_("Released on"), widget=day)
        causes = [(key, cause_label(key)) for key in active_codebook().given() if key != "unclear"]
        if cause not in dict(causes):
            causes.append((cause, cause_label(cause)))
        self.fields["causes"] = forms.MultipleChoiceField(
            label=_("Causes that it is about"), choices=causes, widget=forms.CheckboxSelectMultiple
        )
        names = self._ask_segments(asked.known.dimensions)
        more = f"<details class='more-filters'><summary>{_('Only for some segments')}</summary>"
        within = [HTML(more), Div(*names, css_class="filter-row"), HTML("</details>")] if names else []
        self.helper = _helper(Div("name", "released_on", css_class="filter-row"), "causes", *within, send=_("Save"))

    def _ask_segments(self, dimensions: Mapping[str, list[str]]) -> list[str]:
        lists = {name: values for name, values in dimensions.items() if 2 <= len(values) <= LONGEST_LIST}
        for name, values in lists.items():
            options = [("", _("all")), *((value, segment_label(value)) for value in values)]
            self.fields[SEGMENT + name] = forms.ChoiceField(
                label=dimension_label(name), choices=options, required=False, widget=Select()
            )
        return [SEGMENT + name for name in lists]

    def clean_name(self) -> str:
        """Refuse what a database could not give back as it was typed."""
        return _clean(self.cleaned_data["name"], LONGEST_RELEASE)

    def stored(self) -> dict[str, Any]:
        """Return the fields of the release as they are stored."""
        said = self.cleaned_data
        segments = [
            [name.removeprefix(SEGMENT), value] for name, value in said.items() if name.startswith(SEGMENT) and value
        ]
        return {key: said[key] for key in ("name", "released_on", "causes")} | {"segments": segments}


class FixForm(forms.Form):
    """Which release is looked at and how; sent by GET with the filters of the page."""

    def __init__(self, asked: Asked, question: FixQuestion, releases: Iterable[Release], chosen: Release) -> None:
        initial = {
            "release": chosen.pk,
            "days": question.days,
            "gap": question.gap,
            "mix": question.mix or "-",
            "also": question.also,
        }
        super().__init__(initial=initial, auto_id="fix-%s")
        fixed = {dimension for dimension, _value in asked.filters.where}
        free = [(name, dimension_label(name)) for name in asked.known.dimensions if name not in fixed]
        offered = [(one.pk, f"{one.released_on.isoformat()} {one.name}") for one in releases]
        days = [(n, _("%(n)d days") % {"n": n}) for n in WINDOWS]
        gaps = [(n, _("%(n)d days") % {"n": n} if n else _("none")) for n in GAPS]
        self._ask("release", _("Release"), offered)
        self._ask("days", _("Days before and after"), days)
        self._ask("gap", _("Days left out on each side"), gaps)
        self._ask("mix", _("As if the mix were the same of"), [("-", _("nothing")), *free])
        self._ask("also", _("Crossed with"), [("", _("nothing")), *free])
        self.helper = _helper(*self.fields, send=_("Show"))
        self.helper.disable_csrf = True
        kept = dict(parse_qsl(asked.filters.query()))
        for name, value in kept.items():
            self.fields[name] = forms.CharField(widget=forms.HiddenInput({"id": f"fix-kept-{name}"}), initial=value)
        self.helper.render_hidden_fields = True

    def _ask(self, name: str, label: str, choices: Iterable[tuple[Any, str]]) -> None:
        options = [(str(key), text) for key, text in choices]
        self.fields[name] = forms.ChoiceField(label=label, choices=options, required=False, widget=Select())


def _release_initial(release: Release | None, cause: str) -> dict[str, Any]:
    if release is None:
        return {"causes": [cause]}
    named = {"name": release.name, "released_on": release.released_on, "causes": release.causes}
    return named | {SEGMENT + dimension: value for dimension, value in release.segments}


def _clean(text: str, longest: int) -> str:
    try:
        return clean_text(text, longest)
    except TextRefused as refused:
        raise forms.ValidationError(str(refused)) from refused


def _helper(*fields: Any, send: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(Div(*fields, HTML(format_html('<button class="button">{}</button>', send)), css_class="ask"))
    return helper
