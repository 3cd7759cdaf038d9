"""The filters of the pages of churn and of cohorts; sent by GET, so that the address is the question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.churn.asked import ChurnAsked
from reports.churn.periods import MOST
from reports.filters import WHERE
from reports.forms import LONGEST_LIST, Select
from reports.labels import dimension_label, segment_label

EACH_LABELS = {
    "month": gettext_lazy("month"),
    "quarter": gettext_lazy("quarter"),
    "year": gettext_lazy("year"),
}


class ChurnForm(forms.Form):
    """What to split by, how long a period is, how many of them, and the segments that are narrowed to."""

    def __init__(self, asked: ChurnAsked, rates: Collection[str] = ()) -> None:
        super().__init__(initial=_initial(asked))
        dimensions = [(name, dimension_label(name)) for name in asked.known.dimensions]
        self.fields["by"] = choice(_("Split by"), dimensions)
        self.ask_periods()
        if rates:
            self._ask_currency(rates)
        self._ask_segments(asked)
        self.helper = _helper(list(self.fields), bool(asked.filters.where))

    def ask_periods(self) -> None:
        """Ask for how long a period is, and for how many of them."""
        self.fields["each"] = choice(_("Each"), [(name, str(label)) for name, label in EACH_LABELS.items()])
        numbers = forms.NumberInput(attrs={"min": 1, "max": MOST})
        self.fields["last"] = forms.IntegerField(label=_("The last … of them"), required=False, widget=numbers)

    def _ask_currency(self, rates: Collection[str]) -> None:
        self.fields["in"] = choice(_("Money"), [("", _("each currency by itself")), *((name, name) for name in rates)])

    def _ask_segments(self, asked: ChurnAsked) -> None:
        lists = {name: values for name, values in asked.known.dimensions.items() if 2 <= len(values) <= LONGEST_LIST}
        for number, (name, values) in enumerate(lists.items()):
            options = [("", _("any")), *((value, segment_label(value)) for value in values)]
            self.fields[WHERE + name] = choice(dimension_label(name), options, f"where_{number}")
        for dimension, _value in asked.filters.where:
            if dimension not in lists:
                self.fields[WHERE + dimension] = forms.CharField(widget=forms.HiddenInput())


class CohortForm(ChurnForm):
    """As the page of churn's; ``of`` is what is followed: customers, or what they pay in one currency."""

    def __init__(self, asked: ChurnAsked, of: str) -> None:
        self.currencies = [currency for currency in asked.spans.currency.values if currency]
        super().__init__(asked)
        self.initial["of"] = of

    def ask_periods(self) -> None:
        super().ask_periods()
        self.fields["each"].label = _("Who started in the same")
        amounts = [(currency, _("MRR in %(currency)s") % {"currency": currency}) for currency in self.currencies]
        self.fields["of"] = choice(_("Retention of"), [("", _("customers")), *amounts])


def _initial(asked: ChurnAsked) -> dict[str, Any]:
    filters = asked.filters
    last = asked.last if asked.last != asked.usual[asked.each] else None
    currency = asked.rates.currency if asked.rates else ""
    shown = {"by": filters.by, "each": asked.each, "last": last, "in": currency}
    return shown | {WHERE + dimension: value for dimension, value in filters.where}


def choice(label: str, choices: list[tuple[str, str]], element: str = "") -> forms.ChoiceField:
    """Return a list to choose from; ``element`` is its id where its name makes none."""
    widget = Select(attrs={"id": element} if element else {})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _helper(fields: list[str], narrowed: bool) -> FormHelper:
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_action = "."
    helper.form_class = "filters"
    helper.disable_csrf = True
    narrowing = [name for name in fields if name.startswith(WHERE)]
    opened = " open" if narrowed else ""
    more = f"<details class='more-filters'{opened}><summary>{_('Narrow to segments')}</summary>"
    helper.layout = Layout(
        Div(*(name for name in fields if name not in narrowing), Submit("", _("Show")), css_class="filter-row"),
        *([HTML(more), Div(*narrowing, css_class="filter-row"), HTML("</details>")] if narrowing else []),
    )
    return helper
