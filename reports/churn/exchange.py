"""Money of all customers in one currency, at rates that the team supplies for a day.

One set of rates is taken for all periods, so that a change of rates is no churn. A currency without a rate stands by
itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from reports.churn.asked import ChurnAsked
from reports.models import ExchangeRates
from reports.rollups.columns import Coded
from reports.rollups.spans import NONE, Spans
from reports.rollups.store import read_spans

IN = "in"
RATE = "rate_"
CURRENCY = forms.RegexField(
    r"^[A-Za-z]{3}$",
    label=gettext_lazy("Convert to (three letters)"),
    widget=forms.TextInput({"size": 4, "maxlength": 3}),
    error_messages={"invalid": gettext_lazy("A currency has three letters, like EUR.")},
)


def newest_rates() -> dict[str, ExchangeRates]:
    """Return the newest set of rates of each currency that the team can convert to."""
    found: dict[str, ExchangeRates] = {}
    for rates in ExchangeRates.objects.all():
        found.setdefault(rates.currency, rates)
    return found


def known_currencies() -> list[str]:
    """Return the currencies in which anybody pays."""
    return sorted(filter(None, read_spans().currency.values))


def shown_in(asked: ChurnAsked, given: Mapping[str, Any]) -> ChurnAsked:
    """Return the question with all money converted where ``in`` asks for it; as it is otherwise."""
    wanted = given.get(IN, "")
    rates = newest_rates().get(wanted) if wanted else None
    if wanted and rates is None:
        asked.problems.append(_("There are no rates to show money in “%(name)s”.") % {"name": wanted})
    return replace(asked, spans=converted(asked.spans, rates), rates=rates) if rates else asked


def converted(spans: Spans, rates: ExchangeRates) -> Spans:
    """Return the spans with the money of every currency that has a rate in ``rates.currency``, to the nearest cent."""
    names = tuple(dict.fromkeys((*spans.currency.values, rates.currency)))
    factors = {rates.currency: Decimal(1)} | {name: Decimal(text) for name, text in rates.rates.items()}
    worth = np.array([float(factors.get(name, 1)) for name in names])[spans.currency.codes]
    codes = [names.index(rates.currency if name in factors else name) for name in names]
    return replace(
        spans,
        currency=Coded(np.array(codes, np.int32)[spans.currency.codes], names),
        mrr=_at(spans.mrr, worth),
        before=_at(spans.before, worth),
        cost=_at(spans.cost, worth),
    )


def _at(cents: NDArray[np.int64], worth: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(cents == NONE, NONE, np.rint(cents * worth)).astype(np.int64)


class RatesForm(forms.Form):
    """The day, the currency to convert to, and what one unit of each other currency is worth in it."""

    currency = CURRENCY
    day = forms.DateField(
        label=gettext_lazy("Rates of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def __init__(self, data: Mapping[str, Any] | None, currencies: Sequence[str]) -> None:
        super().__init__(data)
        latest = ExchangeRates.objects.first()
        self.initial["currency"] = latest.currency if latest else ""
        for name in currencies:
            self.fields[RATE + name] = forms.DecimalField(
                label=_("1 %(currency)s =") % {"currency": name},
                min_value=Decimal("0.000001"),
                decimal_places=6,
                required=False,
                initial=latest.rates.get(name) if latest else None,
            )

    def clean_currency(self) -> str:
        """Return the currency as it is written everywhere."""
        return str(self.cleaned_data["currency"]).upper()

    def clean_day(self) -> Any:
        """Refuse days to come: nobody knows their rates."""
        if (day := self.cleaned_data["day"]) > timezone.localdate():
            raise forms.ValidationError(_("That day is to come: its rates are not known."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for one rate at least."""
        cleaned = super().clean() or {}
        if not self.errors and not self.rates():
            raise forms.ValidationError(_("Give the rate of one other currency at least."))
        return cleaned

    def rates(self) -> dict[str, str]:
        """Return the rates that were given, as text."""
        given = {name.removeprefix(RATE): value for name, value in self.cleaned_data.items() if name.startswith(RATE)}
        own = self.cleaned_data.get("currency")
        return {name: str(value) for name, value in given.items() if value is not None and name != own}

    def save(self, user: User) -> ExchangeRates:
        """Keep the rates as the newest of their currency."""
        day, currency = self.cleaned_data["day"], self.cleaned_data["currency"]
        return ExchangeRates.objects.create(currency=currency, day=day, rates=self.rates(), set_by=user)
