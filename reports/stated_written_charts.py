"""The charts of what was ticked against what was written: the matrix as heat, and linked pairs side by side."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.charts import Chart, Group, Interval, before_after, matrix_heat
from reports.labels import cause_label
from reports.linked_pairs import LinkedPair, ShareOf
from reports.reasons import Reasons
from reports.stated_written import StatedWritten

MOST_PAIRS = 16


def stated_written_charts(page: StatedWritten, reasons: Reasons) -> list[Chart]:
    """Return the charts that the page has figures for."""
    charts = []
    if page.base and page.lines:
        charts.append(_heat(page, reasons))
    pairs = [pair for pair in page.pairs if pair.ticked and pair.written]
    if pairs:
        charts.append(_pairs(pairs[:MOST_PAIRS], reasons))
    return charts


def _heat(page: StatedWritten, reasons: Reasons) -> Chart:
    spec = matrix_heat(
        [reasons.label(line.reason) for line in page.lines],
        [cause_label(cause) for cause in page.causes],
        [[cell.share for cell in line.cells] for line in page.lines],
        names=(_("Ticked"), _("Wrote of")),
        description=_("Of those who ticked a reason, the share who wrote of each cause."),
    )
    base = _("%(n)s people who ticked a reason and wrote of a cause") % {"n": f"{page.base:,}"}
    return Chart("ticked-and-written", spec, _("What those who ticked a reason wrote of"), base)


def _pairs(pairs: list[LinkedPair], reasons: Reasons) -> Chart:
    groups = [Group(reasons.label(pair.reason), _interval(pair.ticked), _interval(pair.written)) for pair in pairs]
    spec = before_after(
        groups,
        labels=(_("Ticked"), _("Written")),
        description=_("For each reason that names a cause: the share who ticked it and the share who wrote of it."),
    )
    return Chart("ticked-or-written", spec, _("The same thing ticked and written"))


def _interval(share: ShareOf | None) -> Interval:
    return Interval(share.share, share.low, share.high, share.base) if share else Interval(None)
