"""Shares side by side, each with its interval: a ranking, and before against after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.charts.palette import SERIES
from reports.charts.spec import (
    HIDDEN,
    Interval,
    Row,
    Spec,
    altair,
    by_language,
    figures,
    filled,
    frame,
    percent_format,
    tooltip,
)

ROW = 26
PAIR = 44
AROUND = 56


class Group(NamedTuple):
    """A group's share before and after."""

    label: str
    before: Interval
    after: Interval


def ranked_intervals(rows: Sequence[Row], *, title: str = "", description: str = "") -> Spec:
    """Return a dot and its interval for each row, in the order given; hidden ones show three dots at the foot."""
    data = [{"label": row.label, "hidden": HIDDEN, **figures(*row[1:])} for row in rows]
    spec = _ranked_frame(title or _("Share of people"), percent_format([row["high"] for row in data]))
    return filled(spec, _parted(data), AROUND + ROW * max(len(data), 1), description)


def before_after(
    groups: Sequence[Group],
    *,
    labels: tuple[str, str] = ("", ""),
    title: str = "",
    description: str = "",
) -> Spec:
    """Return two intervals for each group: before with a ring and dashes, after with a filled diamond.

    ``labels`` names the two (before and after the change unless given).
    """
    names = (labels[0] or _("Before the change"), labels[1] or _("After the change"))
    data = [
        {"label": group.label, "when": name, "hidden": HIDDEN, **figures(*its)}
        for group in groups
        for name, its in zip(names, (group.before, group.after), strict=True)
    ]
    spec = _before_after_frame(title or _("Share of people"), percent_format([row["high"] for row in data]), names)
    return filled(spec, _parted(data), AROUND + 24 + PAIR * max(len(groups), 1), description)


def _parted(data: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"rows": data, "hidden": [row for row in data if row["share"] is None]}


def _axes(title: str, number_format: str) -> tuple[Any, Any]:
    alt = altair()

    axis = alt.Axis(format=number_format, tickCount=5, title=title)
    x = alt.X("share:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)
    y = alt.Y("label:N", sort=None, axis=alt.Axis(title=None, domain=False, ticks=False, labelColor="var(--ink)"))
    return x, y


@by_language
def _ranked_frame(title: str, number_format: str) -> Spec:
    alt = altair()

    x, y = _axes(title, number_format)
    told = tooltip("label", _("Cause"))
    rows = alt.Chart(alt.NamedData(name="rows")).encode(y=y, tooltip=told)
    hidden = alt.Chart(alt.NamedData(name="hidden")).mark_text(align="left", dx=4, color="var(--quiet)")
    return frame(
        alt.layer(
            rows.mark_rule(strokeWidth=2, color=SERIES[0]).encode(x=alt.X("low:Q"), x2="high:Q"),
            rows.mark_point(filled=True, opacity=1, size=70, color=SERIES[0]).encode(x=x),
            hidden.encode(y=y, x=alt.XDatum(0), text="hidden:N", tooltip=told),
        )
    )


@by_language
def _before_after_frame(title: str, number_format: str, names: tuple[str, str]) -> Spec:
    alt = altair()

    x, y = _axes(title, number_format)
    legend = alt.Legend(title=None, orient="top", symbolSize=90, symbolStrokeWidth=2, symbolDash=[1, 0])

    def by_time(channel: Any, values: list[str]) -> Any:
        return channel("when:N", scale=alt.Scale(domain=list(names), range=values), sort=None, legend=legend)

    colour = by_time(alt.Stroke, [SERIES[1], SERIES[0]])
    dash = alt.condition(alt.datum.when == names[0], alt.value([4, 3]), alt.value([1, 0]))
    shape = by_time(alt.Shape, ["circle", "diamond"])
    filling = by_time(alt.Fill, ["var(--paper)", SERIES[0]])
    told = [alt.Tooltip("label:N", title=_("Group")), *tooltip("when", _("Period"))]
    aside = alt.YOffset("when:N", sort=None, scale=alt.Scale(domain=list(names), paddingOuter=0.6))
    rows = alt.Chart(alt.NamedData(name="rows")).encode(y=y, yOffset=aside, tooltip=told)
    hidden = alt.Chart(alt.NamedData(name="hidden")).mark_text(align="left", dx=4, color="var(--quiet)")
    return frame(
        alt.layer(
            rows.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q", stroke=colour, strokeDash=dash),
            rows.mark_point(opacity=1, size=80, strokeWidth=2).encode(x=x, stroke=colour, shape=shape, fill=filling),
            hidden.encode(y=y, yOffset=aside, x=alt.XDatum(0), text="hidden:N", tooltip=told),
        )
    )
