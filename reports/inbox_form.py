"""The filters of the answers: search, what was ticked, what the team did, revenue and order, beside the usual ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.asked import Asked
from reports.forms import STATUS_LABELS, FilterForm, Select
from reports.search import LONGEST_QUERY
from reports.sought import (
    APART,
    CORRECTED,
    NEWEST,
    QUOTED,
    RELEVANCE,
    REVENUE,
    STARRED,
    UNREAD,
    UNSURE,
    Sought,
    ticked_reasons,
)

DONE_LABELS = {
    UNREAD: gettext_lazy("unread"),
    STARRED: gettext_lazy("starred"),
    QUOTED: gettext_lazy("chosen as a quote"),
    CORRECTED: gettext_lazy("corrected"),
}
SORT_LABELS = {
    NEWEST: gettext_lazy("newest first"),
    REVENUE: gettext_lazy("most revenue first"),
    UNSURE: gettext_lazy("most unsure first"),
    RELEVANCE: gettext_lazy("most relevant first"),
    APART: gettext_lazy("wrote of something else first"),
}


class InboxForm(FilterForm):
    """Search and filters of the answers; sent by GET, so that the address is the question."""

    def __init__(self, asked: Asked, sought: Sought) -> None:
        super().__init__(asked, sought.behind)
        self.initial = {**self.initial, **sought.fields(), "sort": sought.sort}

    def _ask_whom(self) -> None:
        hint = _("words, “a phrase”, -without")
        box = forms.TextInput({"type": "search", "maxlength": LONGEST_QUERY, "placeholder": hint, "id": "search"})
        self.fields["q"] = forms.CharField(label=_("Search the words"), required=False, widget=box)
        super()._ask_whom()
        self.fields["status"] = _choice(_("Status"), {"": _("any")} | DONE_LABELS | STATUS_LABELS)

    def _ask_more(self) -> None:
        self.fields["reason"] = _choice(_("Ticked"), {"": _("any")} | ticked_reasons())
        amount = forms.TextInput({"inputmode": "decimal"})
        self.fields["least"] = forms.CharField(label=_("Monthly revenue at least"), required=False, widget=amount)
        self.fields["sort"] = _choice(_("Order"), SORT_LABELS)


def _choice(label: str, choices: dict[str, Any]) -> forms.ChoiceField:
    options = [(key, str(label)) for key, label in choices.items()]
    return forms.ChoiceField(label=label, choices=options, required=False, widget=Select())
