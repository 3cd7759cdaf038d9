"""From when on a class of customers is told as fading: set by an editor, each class for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.translation import gettext as _

from customers.activity.states import refresh_states
from customers.activity.thresholds import members
from customers.models import FadingThreshold
from reports.forms import Select
from reports.labels import dimension_label, segment_label

LEAST_PERCENT, MOST_PERCENT = 5, 95
REVENUE, SEPARATOR = "mrr", "="
LONGEST_LIST = 40
# So many are judged anew while the editor waits; more at the next import, or by manage.py refresh_activity.
JUDGED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Threshold:
    """A threshold as the page shows it: its class in words, and the percentage under which a customer fades."""

    row: FadingThreshold
    label: str
    percent: int


class ThresholdForm(forms.Form):
    """A class (a least revenue, or a value of a dimension) and its percentage."""

    def __init__(self, dimensions: Mapping[str, Sequence[str]], given: Any = None) -> None:
        super().__init__(given, initial={"percent": 70}, prefix="threshold")
        classes = [(REVENUE, _("monthly revenue of at least …"))]
        for name, values in dimensions.items():
            if len(values) <= LONGEST_LIST:
                label = dimension_label(name)
                classes += [(f"{name}{SEPARATOR}{value}", f"{label}: {segment_label(value)}") for value in values]
        self.fields["of"] = forms.ChoiceField(label=_("Class of customers"), choices=classes, widget=Select())
        amount = forms.NumberInput({"min": 0, "step": "any", "inputmode": "decimal"})
        self.fields["least"] = forms.DecimalField(
            label=_("Least revenue a month"),
            required=False,
            min_value=0,
            max_digits=14,
            decimal_places=2,
            widget=amount,
        )
        self.fields["percent"] = forms.IntegerField(
            label=_("Fading under so many per cent"), min_value=LEAST_PERCENT, max_value=MOST_PERCENT
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        add = format_html('<button class="button">{}</button>', _("Set"))
        self.helper.layout = Layout(Div("of", "least", "percent", HTML(add), css_class="ask"))

    def clean(self) -> dict[str, Any]:
        """Ask for an amount where the class is one of revenue."""
        said = super().clean() or {}
        if said.get("of") == REVENUE and said.get("least") is None and "least" not in self.errors:
            self.add_error("least", _("Say from what revenue on."))
        return said

    def stored(self) -> dict[str, Any]:
        """Return the class as it is stored, and what a customer of it fades below."""
        said = self.cleaned_data
        below = Decimal(said["percent"]) / 100
        if said["of"] == REVENUE:
            return {"dimension": "", "value": "", "least_mrr": said["least"], "below": below}
        dimension, _sign, value = said["of"].partition(SEPARATOR)
        return {"dimension": dimension, "value": value, "least_mrr": None, "below": below}

    @staticmethod
    def typed(row: FadingThreshold) -> dict[str, str]:
        """Return the fields that set a threshold, as they would be typed."""
        of = f"{row.dimension}{SEPARATOR}{row.value}" if row.least_mrr is None else REVENUE
        least = "" if row.least_mrr is None else str(row.least_mrr)
        return {"threshold-of": of, "threshold-least": least, "threshold-percent": str(round(row.below * 100))}


def thresholds() -> list[Threshold]:
    """Return what is set, the highest first."""
    return [_shown(row) for row in FadingThreshold.objects.order_by("-below", "pk")]


def set_threshold(stored: dict[str, Any], by: User) -> bool:
    """Set a class's threshold, in the place of the one it had; say whether its customers were judged anew at once."""
    of = {name: stored[name] for name in ("dimension", "value", "least_mrr")}
    FadingThreshold.objects.filter(**of).delete()
    return judge(FadingThreshold.objects.create(**stored, made_by=by))


def remove_threshold(row: FadingThreshold) -> bool:
    """Remove a threshold; say whether its customers were judged anew at once."""
    FadingThreshold.objects.filter(pk=row.pk).delete()
    return judge(row)


def judge(row: FadingThreshold) -> bool:
    """Judge the customers of a class anew; False where they are too many to wait for."""
    known = members(row).filter(activity_state__isnull=False).order_by()
    keys = list(known.values_list("pk", flat=True)[: JUDGED_AT_ONCE + 1])
    if len(keys) > JUDGED_AT_ONCE:
        return False
    if keys:
        refresh_states(np.array(keys, dtype=np.int64))
    return True


def _shown(row: FadingThreshold) -> Threshold:
    if row.least_mrr is not None:
        label = _("monthly revenue of at least %(amount)s") % {"amount": f"{row.least_mrr:,.0f}"}
    else:
        label = f"{dimension_label(row.dimension)}: {segment_label(row.value)}"
    return Threshold(row, label, round(row.below * 100))
