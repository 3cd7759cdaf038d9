"""What all charts share: the values they take, their frame, numbers and dates in the reader's language.

Altair writes the frame of a chart once a language and size; the figures are put in as named data sets afterwards.
Building it anew costs 15 ms a chart, filling it in less than one. Altair itself is imported with the first chart
(0.3 s, 28 MB); ``config.wsgi`` does that when a web worker starts, so that no reader waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, NamedTuple

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext as _

from reports.labels import reader_language
from reports.statistics import Share

Spec = dict[str, Any]

SYSTEM = "system-ui, -apple-system"
LATIN = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Liberation Sans', 'Noto Sans CJK SC'"
FONTS = {
    "en": f"{SYSTEM}, {LATIN}, sans-serif",
    "zh-Hans": f"{SYSTEM}, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
    "zh-Hant": f"{SYSTEM}, 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', 'Noto Sans TC', sans-serif",
}
BABEL_LOCALES = {"en": "en", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}
AXIS_DATES = {
    "day": {"en": "%-d %b", "zh-Hans": "%-m月%-d日", "zh-Hant": "%-m月%-d日"},
    "month": {"en": "%b %Y", "zh-Hans": "%Y年%-m月", "zh-Hant": "%Y年%-m月"},
    "week": {"en": "%-d %b %Y", "zh-Hans": "%Y年%-m月%-d日", "zh-Hant": "%Y年%-m月%-d日"},
}
HIDDEN = "•••"
WIDTH = 640


class Interval(NamedTuple):
    """A share with its interval (0.0–1.0) and its base in people; ``share`` None is hidden."""

    share: float | None
    low: float | None = None
    high: float | None = None
    base: int | None = None


class Point(NamedTuple):
    """A share on a date: the first day of its month or week. ``share`` None is hidden."""

    at: date
    share: float | None
    low: float | None = None
    high: float | None = None
    base: int | None = None


class Row(NamedTuple):
    """A labelled share with its interval; ``share`` None is hidden."""

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    base: int | None = None


class Release(NamedTuple):
    """Something that happened on a date: a release, a new price."""

    at: date
    label: str


def altair() -> Any:
    """Return Altair, imported when it is first needed. What is handed on to it is made here, not written out."""
    import altair

    return altair


def interval_of(share: Share | None, base: int | None = None) -> Interval:
    """Return an Interval from the Share that ``reports.statistics`` gives; None is hidden."""
    return Interval(None, base=base) if share is None else Interval(share.share, share.low, share.high, base)


def percent_format(shares: Sequence[float | None]) -> str:
    """Return d3's format for an axis of shares: one decimal where all are under 5%."""
    return ".0%" if max((share or 0.0 for share in shares), default=0.0) >= 0.05 else ".1%"


def percent(share: float | None) -> str:
    """Return a share in per cent as tables print it, ``<1%`` for what would round to nothing; dots when hidden."""
    if share is None:
        return HIDDEN
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def day(at: date, step: str = "day") -> str:
    """Return a date as read: ``Mar 2026`` or ``2026年3月`` for a ``month``, with its day otherwise."""
    locale = BABEL_LOCALES[reader_language()]
    return format_skeleton("yMMM", at, locale=locale) if step == "month" else format_date(at, "medium", locale=locale)


def milliseconds(at: date) -> int:
    """Return a date as charts take it: milliseconds since 1970, UTC, so that no time zone moves it."""
    return int(datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp() * 1000)


def figures(share: float | None, low: float | None, high: float | None, base: int | None) -> dict[str, Any]:
    """Return the fields that every chart reads: numbers to draw and words for the tooltip.

    Where a share is hidden, so is all that would give it away.
    """
    if share is None:
        hidden = _("Hidden: too few people")
        return {"share": None, "low": None, "high": None, "figure": hidden, "interval": "–", "base": "–"}
    between = "–" if low is None or high is None else f"{percent(low)}–{percent(high)}"
    people = "–" if base is None else f"{base:,}"
    return {"share": share, "low": low, "high": high, "figure": percent(share), "interval": between, "base": people}


def tooltip(first: str, title: str) -> list[Any]:
    """Return the tooltip of a mark: what it is, its share, interval and base."""
    alt = altair()

    words = [("figure", _("Share")), ("interval", _("Interval")), ("base", _("Base"))]
    return [alt.Tooltip(f"{field}:N", title=label) for field, label in [(first, title), *words]]


def by_language(build: Callable[..., Spec]) -> Callable[..., Spec]:
    """Keep what ``build`` returns, once for each language and its arguments; nobody changes it in place."""

    @lru_cache(maxsize=256)
    def kept(language: str, *arguments: Any) -> Spec:
        return build(*arguments)

    @wraps(build)
    def built(*arguments: Any) -> Spec:
        return kept(reader_language(), *arguments)

    return built


def frame(chart: Any) -> Spec:
    """Return an Altair chart as a spec without data: our type, colours, and a size that the page may set."""
    language = reader_language()
    font = FONTS[language]
    axis = {"labelFont": font, "titleFont": font, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400}
    quiet = {"labelColor": "var(--quiet)", "titleColor": "var(--quiet)", "domainColor": "var(--edge)"}
    lines = {"gridColor": "var(--line)", "tickColor": "var(--edge)", "labelLimit": 240, "labelPadding": 6}
    config = {
        "axis": axis | quiet | lines | {"titlePadding": 8},
        "legend": {"labelFont": font, "titleFont": font, "labelFontSize": 12, "labelColor": "var(--ink)"},
        "text": {"font": font, "fontSize": 12, "color": "var(--ink)"},
        "view": {"stroke": None},
        "aria": False,
        "background": "transparent",
        "font": font,
    }
    spec: Spec = chart.properties(width=WIDTH).to_dict(validate=False)
    spec.pop("datasets", None)
    return spec | {"config": config, "autosize": {"type": "fit", "contains": "padding"}, "padding": 2}


def filled(spec: Spec, data: dict[str, list[dict[str, Any]]], height: int, description: str, **more: Any) -> Spec:
    """Return a frame with its data, its height in pixels and what it shows in a sentence, for screen readers.

    ``more`` is merged in: ``params``, or ``min_width``, under which the page lets the chart scroll.
    """
    usermeta = {"height": height, "min_width": more.pop("min_width", 0), "embedOptions": {"ast": True}}
    return spec | {"datasets": data, "height": height, "description": description, "usermeta": usermeta} | more
