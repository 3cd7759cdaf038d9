"""The forms of the team's pages, laid out by our own template pack."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.asked import Asked
from reports.causes_by_segment import CausesBySegment
from reports.codebooks import active_codebook
from reports.filters import WHERE
from reports.labels import cause_label, dimension_label, segment_label
from reports.people import PENDING, TO_BE_READ, Behind
from reports.periods import PERIODS

# A list longer than this is no list to choose from; such a segment is still reached by its address.
LONGEST_LIST = 40
STATUS_LABELS = {
    "coded": gettext_lazy("coded"),
    TO_BE_READ: gettext_lazy("to be read"),
    PENDING: gettext_lazy("not coded yet"),
    "no_words": gettext_lazy("no words given"),
    "no_content": gettext_lazy("words without content"),
}


class FilterForm(forms.Form):
    """Period, survey, dimension and segments of a report; sent by GET, so that the address is the question."""

    def __init__(self, asked: Asked, behind: Behind | None = None, split: bool = True) -> None:
        filters = asked.filters
        super().__init__(initial=_initial(asked, behind))
        if behind:
            self._ask_whom()
        elif split:
            dimensions = [(name, dimension_label(name)) for name in asked.known.dimensions]
            self.fields["by"] = _choice(_("Split by"), dimensions)
        self.fields["period"] = _choice(_("Period"), [("", _("Dates given:")), *_period_choices()])
        self.fields["from"] = _day(_("From"))
        self.fields["before"] = _day(_("Before"))
        if len(asked.surveys) > 1:
            self.fields["survey"] = _choice(_("Survey"), [("", _("All surveys")), *asked.surveys.items()])
        checkbox = forms.CheckboxInput(attrs={"value": "1"}, check_test=lambda value: value == "1")
        self.fields["main"] = forms.BooleanField(label=_("Main cause only"), required=False, widget=checkbox)
        self._ask_more()
        self._ask_segments(asked)
        self.helper = _filter_helper(list(self.fields), bool(filters.where))

    def _ask_more(self) -> None:
        """Ask for what only one page knows."""

    def _ask_whom(self) -> None:
        """Ask for a cause and a status in place of a split, as the list of people does."""
        causes = [(key, cause_label(key)) for key in active_codebook().shown()]
        self.fields["cause"] = _choice(_("Cause"), [("", _("any")), *causes])
        statuses = [(key, str(label)) for key, label in STATUS_LABELS.items()]
        self.fields["status"] = _choice(_("Status"), [("", _("any")), *statuses])
        self.fields["by"] = forms.CharField(widget=forms.HiddenInput())

    def _ask_segments(self, asked: Asked) -> None:
        lists = {name: values for name, values in asked.known.dimensions.items() if 2 <= len(values) <= LONGEST_LIST}
        for number, (name, values) in enumerate(lists.items()):
            options = [("", _("any")), *((value, segment_label(value)) for value in values)]
            self.fields[WHERE + name] = _choice(dimension_label(name), options, f"where_{number}")
        for dimension, _value in asked.filters.where:
            if dimension not in lists:
                self.fields[WHERE + dimension] = forms.CharField(widget=forms.HiddenInput())


class MatrixForm(FilterForm):
    """The filters of the matrix, and how it is shown."""

    def __init__(self, asked: Asked, page: CausesBySegment) -> None:
        self.page = page
        super().__init__(asked)
        self.initial.update(page.view.query())

    def _ask_more(self) -> None:
        amounts = [(currency, _("MRR in %(currency)s") % {"currency": currency}) for currency in self.page.currencies]
        self.fields["weight"] = _choice(_("Share of"), [("", _("people")), *amounts])
        for name in ("sort", "turn"):
            self.fields[name] = forms.CharField(widget=forms.HiddenInput())


def _initial(asked: Asked, behind: Behind | None) -> dict[str, Any]:
    filters = asked.filters
    return {
        "cause": behind.cause if behind else "",
        "status": behind.status if behind else "",
        "by": filters.by,
        "period": filters.period or ("" if filters.begin or filters.end else "all"),
        "from": None if filters.period else filters.begin,
        "before": None if filters.period else filters.end,
        "survey": filters.survey,
        "main": "1" if filters.main_only else "",
    } | {WHERE + dimension: value for dimension, value in filters.where}


def _period_choices() -> list[tuple[str, str]]:
    return [(name, str(label)) for name, label in PERIODS.items()]


class Select(forms.Select):
    """A list drawn at once, for pages of many lists: the usual one renders a template for each of its options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the list's HTML."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected" if key in chosen else ""), label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, options)


def _choice(label: str, choices: list[tuple[str, str]], element: str = "") -> forms.ChoiceField:
    widget = Select(attrs={"id": element} if element else {})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _filter_helper(fields: list[str], narrowed: bool) -> FormHelper:
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_action = "."
    helper.form_class = "filters"
    helper.disable_csrf = True
    narrowing = [name for name in fields if name.startswith(WHERE)]
    summary = _("Narrow to segments")
    more = f"<details class='more-filters'{' open' if narrowed else ''}><summary>{summary}</summary>"
    helper.layout = Layout(
        Div(*(name for name in fields if name not in narrowing), Submit("", _("Show")), css_class="filter-row"),
        *([HTML(more), Div(*narrowing, css_class="filter-row"), HTML("</details>")] if narrowing else []),
    )
    return helper
