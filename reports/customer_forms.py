"""The forms of the customer page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from customers.models import CustomerCare
from reports.cause_care import team
from reports.customer_care import OWNERS
from reports.forms import Select


def owner_labels() -> dict[str, str]:
    """Return what those who look after a customer are called, by role."""
    return {"success": _("Success"), "operations": _("Operations"), "marketing": _("Marketing")}


class CustomerCareForm(forms.Form):
    """Who looks after a customer in each role, and how it stands."""

    def __init__(self, care: CustomerCare, given: Any = None) -> None:
        initial = {role: getattr(care, f"{role}_id") for role in OWNERS} | {"status": care.status}
        super().__init__(given, initial=initial, prefix="care")
        for role, label in owner_labels().items():
            self.fields[role] = forms.ModelChoiceField(team(), label=label, required=False, empty_label=_("nobody"))
        statuses = [(value, str(label)) for value, label in CustomerCare.Status.choices]
        self.fields["status"] = forms.ChoiceField(label=_("Status"), choices=statuses, required=False, widget=Select())
        self.helper = FormHelper()
        self.helper.form_tag = False
        save = format_html('<button class="button">{}</button>', _("Save"))
        self.helper.layout = Layout(Div(*OWNERS, "status", HTML(save), css_class="ask"))
