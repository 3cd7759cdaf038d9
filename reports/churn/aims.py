"""What churn is read against: the line that the team sets, and its margin."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from reports.models import ChurnAim


def current_aim() -> ChurnAim:
    """Return the aim that was set last; three per cent a month and no margin where none was."""
    return ChurnAim.objects.first() or ChurnAim(monthly=Decimal("0.03"))


class AimForm(forms.Form):
    """The aim and the margin, in per cent as people say them."""

    monthly = forms.DecimalField(
        label=_("Stay under, in per cent of customers a month"),
        min_value=Decimal("0.1"),
        max_value=50,
        decimal_places=2,
    )
    margin = forms.DecimalField(
        label=_("Margin, in per cent of the revenue (for payback; empty: not known)"),
        min_value=1,
        max_value=100,
        decimal_places=2,
        required=False,
    )

    @classmethod
    def of(cls, aim: ChurnAim) -> AimForm:
        """Return the form with an aim in it."""
        margin = None if aim.margin is None else (aim.margin * 100).normalize()
        return cls(initial={"monthly": f"{aim.monthly * 100:.2f}".rstrip("0").rstrip("."), "margin": margin})

    def save(self, user: User) -> ChurnAim:
        """Keep what was typed in as the newest aim."""
        margin = self.cleaned_data["margin"]
        return ChurnAim.objects.create(
            monthly=self.cleaned_data["monthly"] / 100, margin=margin and margin / 100, set_by=user
        )
