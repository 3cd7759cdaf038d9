"""Shares over time: a trend with its band and what was released, and the step curves of survival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.charts.palette import DASHES, SERIES, SHAPES
from reports.charts.spec import (
    AXIS_DATES,
    HIDDEN,
    Point,
    Release,
    Spec,
    altair,
    by_language,
    day,
    figures,
    filled,
    frame,
    milliseconds,
    percent_format,
    tooltip,
)
from reports.labels import reader_language

MANY_POINTS = 60
LABEL_ROWS = 3
ONLY = ""


class Step(NamedTuple):
    """A share still there ``at`` a time since the start, in the chart's unit; ``base`` is who was still observed."""

    at: float
    share: float | None
    low: float | None = None
    high: float | None = None
    base: int | None = None


class Look(NamedTuple):
    """What a trend has: the names of its series, more points than dots have room for, hidden ones, releases, an aim."""

    names: tuple[str, ...]
    many: bool
    hidden: bool
    releases: bool
    aim: bool


def trend(
    points: Sequence[Point] | Mapping[str, Sequence[Point]],
    releases: Sequence[Release] = (),
    *,
    title: str = "",
    step: str = "month",
    aim: tuple[float, str] | None = None,
    height: int = 240,
    description: str = "",
) -> Spec:
    """Return a line with its band over time: one series, or several by their labels (four at the most).

    ``step`` is ``month`` or ``week``, what a point stands for; ``title`` names the axis (a share of people unless
    said). A hidden point breaks the line and shows three dots at its foot. ``aim`` is a share to be read against, with
    its label.
    """
    series = points if isinstance(points, Mapping) else {ONLY: points}
    rows = [_point_row(name, point, step) for name, its in series.items() for point in its]
    ticks = sorted({row["at"] for row in rows})
    data = {
        "points": rows,
        "hidden": [row for row in rows if row["share"] is None],
        "releases": _release_rows(releases, ticks),
        "aim": [{"share": aim[0], "label": aim[1], "at": ticks[0] if ticks else 0}] if aim else [],
    }
    has = bool(data["hidden"]), bool(data["releases"]), bool(aim)
    look = Look(tuple(series), len(ticks) > MANY_POINTS, *has)
    spec = _trend_frame(step, title or _("Share of people"), _format(rows), look)
    return filled(spec, data, height, description, params=[{"name": "ticks", "value": ticks}])


def curve(
    series: Mapping[str, Sequence[Step]],
    *,
    title: str = "",
    across: str = "",
    height: int = 280,
    description: str = "",
) -> Spec:
    """Return step lines with bands: the share still there after so many months, by group (four at the most)."""
    rows = [
        {"at": step.at, "when": f"{step.at:g}", "series": name, **figures(*step[1:])}
        for name, steps in series.items()
        for step in steps
    ]
    spec = _curve_frame(title or _("Share still customers"), across or _("Months since the start"), tuple(series))
    return filled(spec, {"points": rows}, height, description)


def _point_row(series: str, point: Point, step: str) -> dict[str, Any]:
    at, when = milliseconds(point.at), day(point.at, step)
    return {"at": at, "when": when, "series": series, "hidden": HIDDEN, **figures(*point[1:])}


def _format(rows: Sequence[dict[str, Any]]) -> str:
    return percent_format([row["high"] if row["high"] is not None else row["share"] for row in rows])


def _release_rows(releases: Sequence[Release], ticks: Sequence[int]) -> list[dict[str, Any]]:
    """Return the marks; those in the right half have their label to the left, so that none leaves the picture."""
    middle = (ticks[0] + ticks[-1]) / 2 if ticks else 0
    rows = []
    for number, one in enumerate(sorted(releases)):
        at, height = milliseconds(one.at), 8 + 16 * (number % LABEL_ROWS)
        side = {"align": "left", "dx": 5} if at <= middle else {"align": "right", "dx": -5}
        rows.append({"at": at, "when": day(one.at), "label": one.label, "y": height, **side})
    return rows


def _by_series(names: tuple[str, ...], dots: bool) -> dict[str, Any]:
    """Return how series differ: in colour, dashes and, with ``dots``, the shape of their points; all in one legend."""
    alt = altair()

    if len(names) < 2:
        return {}
    symbol = {"symbolDash": [1, 0]} if dots else {"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2}
    shown = {"title": None, "orient": "top", "symbolSize": 90, "symbolOpacity": 1, "labelLimit": 240} | symbol
    legend = alt.Legend(**shown)
    looks: list[tuple[str, Any, Sequence[Any]]]
    looks = [("color", alt.Color, SERIES), ("strokeDash", alt.StrokeDash, DASHES), ("shape", alt.Shape, SHAPES)]
    return {
        name: channel("series:N", scale=alt.Scale(domain=list(names), range=list(values)), legend=legend)
        for name, channel, values in looks
    }


def _only(encoded: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: encoded[name] for name in names if name in encoded}


def _line_layers(x: Any, y: Any, names: tuple[str, ...], dots: bool) -> tuple[Any, list[Any]]:
    """Return what is drawn on, and its first layers: bands and lines."""
    alt = altair()

    encoded = _by_series(names, dots)
    interpolate = "linear" if dots else "step-after"
    drawn = alt.Chart(alt.NamedData(name="points")).encode(x=x, y=y, detail="series:N")
    colour = {} if encoded else {"color": SERIES[0]}
    band = drawn.mark_area(opacity=0.16, interpolate=interpolate, **colour).encode(y="low:Q", y2="high:Q")
    line = drawn.mark_line(strokeWidth=2, interpolate=interpolate, **colour)
    layers = [band.encode(**_only(encoded, "color")), line.encode(**_only(encoded, "color", "strokeDash"))]
    return drawn, layers


@by_language
def _trend_frame(step: str, title: str, number_format: str, look: Look) -> Spec:
    alt = altair()

    ticks = alt.Axis(
        format=AXIS_DATES[step][reader_language()],
        values=alt.ExprRef("ticks"),
        labelOverlap="greedy",
        labelSeparation=10,
        labelFlush=True,
        labelBound=True,
        grid=False,
        title=None,
    )
    x = alt.X("at:T", scale=alt.Scale(type="utc"), axis=ticks)
    shares = alt.Axis(format=number_format, tickCount=5, title=title)
    y = alt.Y("share:Q", scale=alt.Scale(zero=True, nice=True), axis=shares)
    drawn, layers = _line_layers(x, y, look.names, True)
    told = tooltip("when", _("Date"))
    colour = {} if len(look.names) > 1 else {"color": SERIES[0]}
    points = drawn.mark_point(filled=True, opacity=1, size=14 if look.many else 44, **colour)
    layers.append(points.encode(tooltip=told, **_only(_by_series(look.names, True), "color", "shape")))
    if look.hidden:
        hidden = alt.Chart(alt.NamedData(name="hidden")).mark_text(dy=-8, color="var(--quiet)")
        layers.append(hidden.encode(x=x, y=alt.YDatum(0), text="hidden:N", tooltip=told))
    layers += _aim_layers(x, y) if look.aim else []
    return frame(alt.layer(*layers, *(_release_layers(x) if look.releases else [])))


def _aim_layers(x: Any, y: Any) -> list[Any]:
    alt = altair()

    line = alt.Chart(alt.NamedData(name="aim")).encode(y=y)
    label = line.mark_text(align="left", baseline="bottom", dx=2, dy=-3, color="var(--quiet)")
    rule = line.mark_rule(color="var(--quiet)", strokeDash=[2, 3], strokeWidth=1.5)
    return [rule, label.encode(x=x, text="label:N")]


def _release_layers(x: Any) -> list[Any]:
    alt = altair()

    told = [alt.Tooltip("when:N", title=_("Date")), alt.Tooltip("label:N", title=_("Released"))]
    marks = alt.Chart(alt.NamedData(name="releases")).encode(x=x, tooltip=told)
    side = {"align": alt.ExprRef("datum.align"), "dx": alt.ExprRef("datum.dx")}
    label = marks.mark_text(baseline="middle", color="var(--chart-release)", limit=180, **side)
    rule = marks.mark_rule(color="var(--chart-release)", strokeDash=[4, 3])
    return [rule, label.encode(y=alt.Y("y:Q", scale=None), text="label:N")]


@by_language
def _curve_frame(title: str, across: str, names: tuple[str, ...]) -> Spec:
    alt = altair()

    x = alt.X("at:Q", scale=alt.Scale(nice=False), axis=alt.Axis(title=across, grid=False, format="d", tickMinStep=1))
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5, title=title))
    drawn, layers = _line_layers(x, y, names, False)
    pointed_at = drawn.mark_point(filled=True, opacity=0, size=90)
    return frame(alt.layer(*layers, pointed_at.encode(tooltip=tooltip("when", across))))
