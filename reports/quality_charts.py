"""The charts of the coding's quality: corrected against raw shares, and drift."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.charts import Chart, Group, Interval, Point, before_after, trend
from reports.drift import DriftPoint
from reports.labels import cause_label
from reports.linked_pairs import ShareOf
from reports.quality import Quality, TrueShare
from reports.statistics import wilson_share


def quality_charts(page: Quality) -> list[Chart]:
    """Return the charts that the page has figures for."""
    told = [line for line in page.shares if line.corrected and line.corrected.share is not None]
    charts = [_corrected(told)] if told else []
    if len(page.drift.points) > 1:
        charts.append(_drift(page.drift.points))
    return charts


def _corrected(lines: Sequence[TrueShare]) -> Chart:
    groups = [Group(cause_label(line.cause), _raw(line), _true(line)) for line in lines]
    spec = before_after(
        groups,
        labels=(_("As found"), pgettext("share", "Corrected")),
        description=_("For each cause: its share as the engine found it, and corrected for the engine's errors."),
    )
    base = _("%(n)s people with a coded answer") % {"n": f"{lines[0].base or 0:,}"}
    return Chart("corrected-shares", spec, _("Shares as found and corrected"), base)


def _raw(line: TrueShare) -> Interval:
    share = wilson_share(line.count or 0, line.base or 0)
    return Interval(share.share, share.low, share.high, line.base) if share else Interval(None)


def _true(line: TrueShare) -> Interval:
    corrected = line.corrected
    return Interval(corrected.share, corrected.low, corrected.high, line.base) if corrected else Interval(None)


def _drift(points: Sequence[DriftPoint]) -> Chart:
    several = {
        _("Not sure"): [_point(point, point.unsure) for point in points],
        _("No reason found"): [_point(point, point.no_reason) for point in points],
        _("Readers said the same"): [_point(point, point.same) for point in points if point.same],
    }
    spec = trend(
        {name: its for name, its in several.items() if its},
        title=_("Share of answers"),
        description=_("By month: answers that the engine is not sure of, and in which it finds no reason."),
    )
    return Chart("drift", spec, _("The engine, month by month"))


def _point(point: DriftPoint, share: ShareOf | None) -> Point:
    if share is None:
        return Point(point.begin.replace(day=1), None)
    return Point(point.begin.replace(day=1), share.share, share.low, share.high, share.base)
