"""The filters of the page of silence: those of every report, and a second dimension to weight by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.exits import ANSWER_ONLY
from reports.forms import FilterForm, Select
from reports.labels import dimension_label


class SilenceForm(FilterForm):
    """As every report's; ``and`` is the second dimension, of those that customers who gave no answer have too."""

    def __init__(self, asked: Asked, and_by: str) -> None:
        self.and_choices = [
            (name, dimension_label(name))
            for name in asked.known.dimensions
            if name not in ANSWER_ONLY and name != asked.filters.by
        ]
        super().__init__(asked)
        self.initial["and"] = and_by

    def _ask_more(self) -> None:
        choices = [("", _("nothing else")), *self.and_choices]
        self.fields["and"] = forms.ChoiceField(
            label=_("Weight also by"), choices=choices, required=False, widget=Select()
        )
