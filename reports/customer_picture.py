"""The timeline of a customer as a picture: lanes under each other on one axis of time.

Every lane has its place in pixels from the top, so that none that is empty takes room, and its name above it, so that
the picture needs no margin on a phone. Nothing is said by colour alone: phases and plans print their names where they
have room, kinds of events have lanes and shapes of their own, and all of it stands in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from customers.models import CustomerEvent
from reports.charts.palette import SERIES
from reports.charts.spec import AXIS_DATES, Spec, altair, by_language, day, filled, frame, milliseconds
from reports.customer_phases import DAILY, MONTHLY, SILENT, WEEKLY, Phase
from reports.customer_timeline import DAY, INVITED, SAID, WEEK, Bar, Happening, Timeline, binned
from reports.customer_words import bar_words, measure_words, phase_label, phase_words, span_words
from reports.labels import reader_language

TITLE, STRIP, LANE, BARS, GAP, TOP, AXIS = 18, 20, 18, 84, 10, 18, 34
Kind = CustomerEvent.Kind
COLOURS = {DAILY: "var(--heat-8)", WEEKLY: "var(--heat-4)", MONTHLY: "var(--heat-1)", SILENT: "var(--paper)"}
SHAPES = {
    Kind.SUPPORT: "circle",
    Kind.CALL: "square",
    Kind.OUTAGE: "triangle-up",
    Kind.OTHER: "diamond",
    INVITED: "triangle-right",
    SAID: "cross",
}
LARGEST_MARK, SMALLEST_MARK = 220, 60
# Under so many pixels a strip says nothing: its name would be cut to a letter or two.
READABLE = 44
# The axis names days where less than so many are drawn, else months: no month is named twice.
NAMED_BY_DAY = 190
DATA = ("bars", "strips", "marks", "rules", "titles", "words")


@dataclass
class Lanes:
    """The picture while it is put together: data sets, and how far down it reaches."""

    height: int = TOP
    data: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in DATA})

    def titled(self, words: str) -> int:
        """Begin a lane under its name; return where it begins."""
        self.data["titles"].append({"y": self.height + 6, "label": words})
        self.height += TITLE
        return self.height

    def ended(self, height: int) -> None:
        """End a lane of a height."""
        self.height += height + GAP


def customer_picture(timeline: Timeline, description: str) -> Spec:
    """Return the picture; ``description`` says in a sentence what it shows."""
    lanes = Lanes()
    _draw_use(lanes, timeline)
    _draw_spans(lanes, timeline)
    _draw_happenings(lanes, timeline)
    lanes.data["rules"] += _rules(timeline, lanes.height)
    lanes.data["words"] += _said_words(lanes.data["marks"], lanes.data["rules"])
    height = lanes.height + AXIS
    return filled(_frame(), lanes.data, height, description)


def _draw_use(lanes: Lanes, timeline: Timeline) -> None:
    if not timeline.bars:
        return
    top = lanes.titled(measure_words(timeline.unit))
    lanes.data["bars"] += _bar_rows(timeline.bars, timeline.unit, top, top + BARS)
    lanes.ended(BARS)
    if timeline.phases:
        top = lanes.titled(_("How often"))
        lanes.data["strips"] += [_phase_row(phase, top) for phase in timeline.phases]
        lanes.ended(STRIP)


def _bar_rows(bars: Sequence[Bar], unit: str, top: int, foot: int) -> Iterator[dict[str, Any]]:
    """Yield bars: of days how often, of weeks and months on how many days."""
    most = {DAY: max(bar.times for bar in bars), WEEK: 7}.get(unit, 31)
    for bar in bars:
        share = (bar.times if unit == DAY else bar.active) / most
        place = {"at": milliseconds(bar.begin), "until": milliseconds(bar.end), "bottom": foot}
        yield place | {"top": foot - max(share * (foot - top), 1), "told": bar_words(bar, unit)}


def _phase_row(phase: Phase, top: int) -> dict[str, Any]:
    return _strip(phase.begin, phase.end, top) | {
        "label": phase_label(phase.kind),
        "colour": COLOURS[phase.kind],
        "told": phase_words(phase),
    }


def _strip(begin: date, end: date, top: int) -> dict[str, Any]:
    at, until = milliseconds(begin), milliseconds(end)
    return {"at": at, "until": until, "middle": (at + until) // 2, "top": top, "bottom": top + STRIP}


def _draw_spans(lanes: Lanes, timeline: Timeline) -> None:
    if not timeline.spans:
        return
    top = lanes.titled(_("Plan and price"))
    goes_on = max(_last_day(timeline), timeline.spans[-1].begin) + timedelta(days=1)
    lanes.data["strips"] += [
        _strip(span.begin, span.end or goes_on, top)
        | {"label": f"{span.label or '–'} {span.turn}".strip(), "colour": "var(--even)", "told": span_words(span)}
        for span in timeline.spans
    ]
    lanes.ended(STRIP)


def _last_day(timeline: Timeline) -> date:
    days = [one.on for one in timeline.happenings] + [span.end or span.begin for span in timeline.spans]
    days += [bar.end for bar in timeline.bars[-1:]] + [timeline.told_until or date.min]
    return max(days)


def _draw_happenings(lanes: Lanes, timeline: Timeline) -> None:
    names = {kind.value: str(kind.label) for kind in Kind} | {INVITED: _("invited"), SAID: _("in their words")}
    found = binned(timeline.happenings, timeline.unit)
    for kind, name in names.items():
        of_kind = [one for one in found if one.kind == kind]
        if of_kind:
            middle = lanes.titled(name[:1].upper() + name[1:]) + LANE // 2
            lanes.data["marks"] += _mark_rows(of_kind, middle)
            lanes.ended(LANE)


def _mark_rows(happenings: Iterable[Happening], middle: int) -> Iterator[dict[str, Any]]:
    for one in happenings:
        size = min(LARGEST_MARK, SMALLEST_MARK + 16 * (one.number - 1))
        place = {"at": milliseconds(one.on), "y": middle, "shape": SHAPES[one.kind], "size": size, "kind": one.kind}
        yield place | {"when": day(one.on), "told": one.words, "label": one.words if one.kind == SAID else ""}


def _rules(timeline: Timeline, foot: int) -> list[dict[str, Any]]:
    """Return the lines of start and exit, from top to bottom, each with its word."""
    found = []
    for on, words in ((timeline.started, _("started")), (timeline.left, _("left") if timeline.gone else _("leaves"))):
        if on:
            place = {"at": milliseconds(on), "top": 0, "bottom": foot, "y": 5, "when": day(on)}
            found.append(place | {"label": words, "told": f"{words} {day(on)}"})
    return found


def _said_words(marks: Sequence[dict[str, Any]], rules: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return words beside marks and lines, on the side that has more room."""
    return [
        {name: row[name] for name in ("at", "y", "label", "told", "when")} for row in [*marks, *rules] if row["label"]
    ]


@by_language
def _frame() -> Spec:
    alt = altair()

    x = _time("at:T")
    told = [alt.Tooltip("told:N", title=" ")]
    y, y2 = alt.Y("top:Q", scale=None, axis=None), alt.Y2("bottom:Q")
    lane = alt.Y("y:Q", scale=None, axis=None)
    reach = {"x": x, "x2": "until:T", "y": y, "y2": y2, "tooltip": told}
    colour = alt.Color("colour:N", scale=None, legend=None)
    shape, size = alt.Shape("shape:N", scale=None, legend=None), alt.Size("size:Q", scale=None, legend=None)
    marks = _data("marks").mark_point(filled=True, opacity=1, color=SERIES[1], stroke="var(--paper)", strokeWidth=0.75)
    layers = [
        _data("bars").mark_rect(color=SERIES[0]).encode(**reach),
        _data("strips").mark_rect(stroke="var(--edge)", strokeWidth=0.75).encode(color=colour, **reach),
        _strip_names(told),
        _data("rules").mark_rule(color="var(--chart-release)").encode(x=x, y=y, y2=y2, tooltip=told),
        marks.encode(x=x, y=lane, shape=shape, size=size, tooltip=[alt.Tooltip("when:N", title=" "), *told]),
        _beside(x, lane),
        _data("titles")
        .mark_text(align="left", baseline="middle", color="var(--quiet)")
        .encode(x=alt.value(4), y=lane, text="label:N"),
    ]
    return frame(alt.layer(*layers))


def _time(name: str) -> Any:
    alt = altair()

    days, months = (AXIS_DATES[unit][reader_language()] for unit in ("day", "month"))
    brief = f"span(domain('x')) < {NAMED_BY_DAY * 86_400_000}"
    words = f"utcFormat(datum.value, {brief} ? '{days}' : '{months}')"
    axis = alt.Axis(
        title=None,
        grid=False,
        tickCount=alt.ExprRef("ceil(width / 90)"),
        labelExpr=words,
        labelOverlap="greedy",
        labelSeparation=10,
        labelFlush=32,
    )
    return alt.X(name, scale=alt.Scale(type="utc", nice=False), axis=axis)


def _data(name: str) -> Any:
    alt = altair()

    return alt.Chart(alt.NamedData(name=name))


def _strip_names(told: list[Any]) -> Any:
    """Return the names in strips: cut to their room, left out where it is too small for any."""
    alt = altair()

    room = "scale('x', datum.until) - scale('x', datum.at)"
    names = _data("strips").mark_text(
        dy=STRIP // 2,
        baseline="middle",
        limit=alt.ExprRef(f"max(1, {room} - 6)"),
        opacity=alt.ExprRef(f"{room} < {READABLE} ? 0 : 1"),
    )
    top = alt.Y("top:Q", scale=None, axis=None)
    return names.encode(x=_time("middle:T"), y=top, text="label:N", tooltip=told)


def _beside(x: Any, lane: Any) -> Any:
    """Return the words beside marks: to the right in the left half, to the left in the right half."""
    alt = altair()

    at = "scale('x', datum.at)"
    words = _data("words").mark_text(
        baseline="middle",
        align=alt.ExprRef(f"{at} < width / 2 ? 'left' : 'right'"),
        dx=alt.ExprRef(f"{at} < width / 2 ? 9 : -9"),
        limit=alt.ExprRef(f"max(40, ({at} < width / 2 ? width - {at} : {at}) - 12)"),
    )
    return words.encode(x=x, y=lane, text="label:N", tooltip=[alt.Tooltip("told:N", title=" ")])
