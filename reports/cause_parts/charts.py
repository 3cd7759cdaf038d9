"""The charts of the cause page, each with its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from reports import charts
from reports.cause import CausePage
from reports.cause_parts.comparing import Line
from reports.charts import Chart
from reports.charts.spec import HIDDEN, day, percent
from reports.fixes import Fix, FixGroup
from reports.labels import cause_label, dimension_label, segment_label
from reports.models import Release
from reports.statistics import Share
from reports.trends import Point

# A part of a period this long is called by its month, a shorter one by its first day.
MONTH_DAYS = 27
MOST_PAIRS = 10


def trend_chart(page: CausePage, releases: Iterable[Release]) -> Chart | None:
    """Return the shares over the period with what was released; None with fewer than two points."""
    if len(page.trend) < 2:
        return None
    first, last = page.trend[0].begin, page.trend[-1].end
    lengths = sorted((point.end - point.begin).days for point in page.trend)
    step = "month" if lengths[len(lengths) // 2] >= MONTH_DAYS else "week"
    marks = [charts.Release(one.released_on, one.name) for one in releases if first <= one.released_on < last]
    label = cause_label(page.cause)
    return Chart(
        "trend",
        charts.trend(
            [charts.Point(one.begin, one.share, one.low, one.high, one.base) for one in page.trend],
            marks,
            step=step,
            description=_("How the share of people who named “%(cause)s” went, with its interval.") % {"cause": label},
        ),
        _("%(cause)s over time") % {"cause": label},
        _("Base: %(n)s people with a coded answer. The band is the 95%% interval.") % {"n": f"{page.base:,}"},
        (_("From"), _("Share"), _("Interval"), _("People"), _("Base")),
        [_trend_row(point, step) for point in page.trend],
    )


def _trend_row(point: Point, step: str) -> list[str]:
    if point.count is None:
        return [day(point.begin, step), HIDDEN, "", "", ""]
    return [day(point.begin, step), _share(point.share), _interval(point.low, point.high), *_counts(point)]


def _counts(point: Point) -> tuple[str, str]:
    return f"{point.count:,}", f"{point.base:,}"


def together_chart(page: CausePage) -> Chart | None:
    """Return which causes come with this one, by lift; None where none can be told."""
    lines = page.compared.causes if page.compared else ()
    told = [line for line in lines if line.state in ("tested", "small") and line.lift is not None]
    if not told:
        return None
    label = cause_label(page.cause)
    pairs = [charts.Pair(label, cause_label(one.value), one.lift, one.count, one.mark) for one in _ends(told)]
    return Chart(
        "together",
        charts.co_occurrence(pairs, description=_("What comes with “%(cause)s”, by lift.") % {"cause": label}),
        _("What comes with %(cause)s, by lift") % {"cause": label},
        _("Base: %(n)s people with a coded answer. ▲ more and ▼ less often together than chance explains.")
        % {"n": f"{page.base:,}"},
    )


def _ends(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines with the greatest lifts and, as many, the smallest; all where they are few."""
    return lines if len(lines) <= MOST_PAIRS else [*lines[: MOST_PAIRS // 2], *lines[-MOST_PAIRS // 2 :]]


def fix_chart(fix: Fix, cause: str, release: Release) -> Chart | None:
    """Return before and after by segment; None where nothing can be told or people are not parted."""
    if fix.state != "told" or not (fix.before and fix.after) or not fix.groups:
        return None
    every = FixGroup("*", fix.before.share, fix.after.share, fix.before.base, fix.after.base)
    groups, ends = [every, *fix.groups], (_("Before the change"), _("After the change"))
    names = {"cause": cause_label(cause), "release": release.name, "by": dimension_label(fix.question.mix)}
    return Chart(
        "fix",
        charts.before_after(
            [_group(one) for one in groups],
            description=_("Shares of “%(cause)s” before and after “%(release)s”.") % names,
        ),
        _("%(cause)s before and after “%(release)s”, by %(by)s") % names,
        _("Base: %(before)s people before, %(after)s after. Shares as they were, with 95%% intervals.")
        % {"before": f"{fix.before.base:,}", "after": f"{fix.after.base:,}"},
        (names["by"], *(part for when in ends for part in (when, _("Interval"), _("Base")))),
        [_group_row(one) for one in groups],
    )


def _group(one: FixGroup) -> charts.Group:
    before, after = charts.interval_of(one.before, one.before_base), charts.interval_of(one.after, one.after_base)
    return charts.Group(segment_label(one.segment), before, after)


def _group_row(one: FixGroup) -> list[str]:
    return [segment_label(one.segment), *_half(one.before, one.before_base), *_half(one.after, one.after_base)]


def _half(share: Share | None, base: int | None) -> list[str]:
    if share is None:
        return ["–" if base == 0 else HIDDEN, "", "0" if base == 0 else ""]
    return [percent(share.share), _interval(share.low, share.high), f"{base:,}"]


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{percent(low)}–{percent(high)}"
