"""The charts of silence: rates over time, and raw against weighted shares."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.charts import Chart, Group, Interval, Point, before_after, trend
from reports.labels import cause_label
from reports.linked_pairs import ShareOf
from reports.silence import RatePoint, Silence
from reports.silence_weights import Weighted

LONG_PART_DAYS = 27


def silence_charts(page: Silence) -> list[Chart]:
    """Return the charts that the page has figures for."""
    charts = []
    if sum(point.response is not None for point in page.points) > 1:
        charts.append(_over_time(page.points))
    if page.weighted and page.weighted.causes:
        charts.append(_raw_and_weighted(page.weighted))
    return charts


def _over_time(points: tuple[RatePoint, ...]) -> Chart:
    several = {
        _("Response rate"): [_point(point, point.response) for point in points if point.response],
        _("Completion rate"): [_point(point, point.completion) for point in points if point.completion],
    }
    step = "month" if (points[len(points) // 2].end - points[len(points) // 2].begin).days > LONG_PART_DAYS else "week"
    spec = trend(
        {name: its for name, its in several.items() if its},
        title=_("Share of people"),
        step=step,
        description=_("The response rate and the completion rate over the period, each with its interval."),
    )
    return Chart("rates-over-time", spec, _("How many answered, over time"), _("By the day on which the invited left"))


def _point(point: RatePoint, share: ShareOf) -> Point:
    return Point(point.begin, share.share, share.low, share.high, share.base)


def _raw_and_weighted(weighted: Weighted) -> Chart:
    groups = [
        Group(
            cause_label(line.cause),
            Interval(line.share, line.low, line.high, weighted.base),
            Interval(line.weighted, line.weighted_low, line.weighted_high, round(weighted.effective)),
        )
        for line in weighted.causes
    ]
    spec = before_after(
        groups,
        labels=(_("As counted"), _("Weighted to all who left")),
        description=_("For each cause: its share of the answers as counted, and weighted to all who left."),
    )
    words = {"base": f"{weighted.base:,}", "left": f"{weighted.left:,}", "worth": f"{weighted.effective:,.0f}"}
    base = _("%(base)s answers for %(left)s who left; weighted, worth %(worth)s") % words
    return Chart("raw-and-weighted", spec, _("Shares as counted and weighted"), base)
