"""Churn drawn: the rate over time against the aim, and by segment."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.charts import Chart, Point, trend
from reports.churn.page import ChurnPage
from reports.churn.words import rate_words
from reports.labels import dimension_label, segment_label
from reports.statistics import wilson_share

MOST_SERIES = 4


def churn_charts(page: ChurnPage) -> list[Chart]:
    """Return the charts that the page has figures for; the period that is not over is not drawn."""
    if len(page.complete) < 2:
        return []
    charts = [_over_time(page)]
    shown = _largest(page)
    return [*charts, _by_segment(page, shown)] if len(shown) > 1 else charts


def _over_time(page: ChurnPage) -> Chart:
    points = [
        Point(line.period.begin, line.rate.share, line.rate.low, line.rate.high, line.there)
        for line in page.complete
        if line.rate
    ]
    spec = trend(
        points,
        title=_("Customer churn"),
        aim=(page.aim_rate, _aim_label(page)),
        description=_("The customer churn rate of each complete period with its interval, and the aim."),
    )
    return Chart("churn", spec, _("Customer churn over time"), _("Base: customers at the start of each period"))


def _by_segment(page: ChurnPage, shown: Sequence[str]) -> Chart:
    flows = page.flows
    places = {segment: flows.segments.index(segment) for segment in shown}
    series = {
        segment_label(segment): [
            Point(period.begin, share.share, share.low, share.high, int(flows.people.there[at, place]))
            for at, period in enumerate(flows.periods)
            if period.complete
            and (share := wilson_share(int(flows.people.lost[at, place]), int(flows.people.there[at, place])))
        ]
        for segment, place in places.items()
    }
    spec = trend(
        series,
        title=_("Customer churn"),
        aim=(page.aim_rate, _aim_label(page)),
        description=_("The customer churn rate of the largest segments over time, each with its interval."),
    )
    caption = _("Customer churn by %(dimension)s") % {"dimension": dimension_label(page.asked.filters.by)}
    return Chart("churn-by-segment", spec, caption, _("The largest segments, of customers at the starts of periods"))


def _aim_label(page: ChurnPage) -> str:
    return _("aim %(rate)s") % {"rate": rate_words(page.aim_rate)}


def _largest(page: ChurnPage) -> list[str]:
    lines = sorted((line for line in page.segments.lines if line.segment), key=lambda line: -line.there)
    return [line.segment for line in lines[:MOST_SERIES]]
