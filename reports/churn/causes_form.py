"""The filters of the causes of churn: one period instead of the last few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from reports.churn.asked import ChurnAsked
from reports.churn.form import ChurnForm, choice
from reports.churn.periods import Spell
from reports.churn.words import period_name

BEGIN = "begin"


def asked_period(asked: ChurnAsked, given: Mapping[str, Any]) -> Spell | None:
    """Return the period that begins on the day asked for, else the last one that is over, else the one that runs."""
    text = given.get(BEGIN, "")
    found = next((period for period in asked.periods if period.begin.isoformat() == text), None)
    if text and found is None:
        asked.problems.append(
            _("No period shown here begins on “%(text)s”; the last complete one is shown.") % {"text": text}
        )
    complete = [period for period in asked.periods if period.complete] or [*asked.periods]
    return found or (complete[-1] if complete else None)


class ChurnCausesForm(ChurnForm):
    """What to split by, which period, and the segments that are narrowed to."""

    def __init__(self, asked: ChurnAsked, period: Spell | None) -> None:
        self.periods = [(one.begin.isoformat(), period_name(one)) for one in reversed(asked.periods)]
        super().__init__(asked)
        self.initial[BEGIN] = period.begin.isoformat() if period else ""

    def ask_periods(self) -> None:
        """Ask for how long a period is, and for one of them."""
        super().ask_periods()
        del self.fields["last"]
        self.fields[BEGIN] = choice(_("Period"), self.periods)
