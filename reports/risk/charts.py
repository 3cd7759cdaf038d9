"""The chart of how well probabilities hold: what was expected of each tenth against what came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from reports.charts import Chart, Group, Interval, before_after


def risk_charts(figures: Mapping[str, Any]) -> list[Chart]:
    """Return the charts that a judged training has."""
    return [_calibration(figures)] if figures.get("tenths") else []


def _calibration(figures: Mapping[str, Any]) -> Chart:
    tenths = figures["tenths"]
    names = [_tenth(at, len(tenths)) for at in range(len(tenths))]
    groups = [
        Group(
            name,
            Interval(one["expected"], one["expected"], one["expected"], one["base"]),
            Interval(one["observed"], one["low"], one["high"], one["base"]),
        )
        for name, one in zip(names, tenths, strict=True)
    ]
    spec = before_after(
        groups[::-1],
        labels=(_("Expected"), _("Left")),
        title=_("Share leaving within 30 days"),
        description=_("For each tenth of the customer-months held out: the share expected to leave, and that left."),
    )
    columns = (_("Tenth"), _("Customer-months"), _("Expected"), _("Left"), _("Losses"), _("Interval"))
    rows = [
        (
            name,
            f"{one['base']:,}",
            f"{one['expected']:.1%}",
            f"{one['observed']:.1%}",
            f"{one['lost']:,}",
            f"{one['low']:.1%}–{one['high']:.1%}",
        )
        for name, one in zip(names, tenths, strict=True)
    ][::-1]
    base = _("%(rows)s customer-months held out, %(losses)s losses")
    words = {"rows": f"{figures['rows']:,}", "losses": f"{figures['losses']:,}"}
    return Chart("risk-calibration", spec, _("Expected against what came, by tenths"), base % words, columns, rows)


def _tenth(at: int, number: int) -> str:
    if at == number - 1:
        return _("%(n)d (highest)") % {"n": at + 1}
    return _("%(n)d (lowest)") % {"n": 1} if at == 0 else str(at + 1)
