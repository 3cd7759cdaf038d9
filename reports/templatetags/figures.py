"""Figures as people read them: shares, money, intervals as small pictures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import filter_words, labels
from reports.causes_by_segment import CausesBySegment, Cell
from reports.charts import small_trend
from reports.filters import Filters
from reports.overview import CauseLine
from reports.people import Behind
from reports.periods import PERIODS

register = template.Library()
register.filter("cause_label", labels.cause_label)
register.filter("dimension_label", labels.dimension_label)
register.filter("segment_label", labels.segment_label)
register.filter("survey_label", labels.survey_label)

HEAT_STEPS = 9


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """Return a share (0.0–1.0) in per cent; a dash for none, ``<1%`` for what would round to nothing."""
    if share is None:
        return "–"
    if 0 < share < 0.005 and not digits:
        return "<1%"
    return f"{share * 100:.{digits}f}%"


@register.filter
def number(count: int | None) -> str:
    """Return a whole number with its thousands apart; a dash for none."""
    return "–" if count is None else f"{count:,}"


@register.filter
def money(amounts: Mapping[str, Decimal] | None) -> str:
    """Return amounts by currency, each in its own: currencies are never added up."""
    if not amounts:
        return "–"
    return labels.money_words(amounts)


@register.filter
def amounts(money_by_currency: Mapping[str, Decimal] | None) -> list[str]:
    """Return amounts by currency as a list, for a line each."""
    return [labels.money_words({currency: amount}) for currency, amount in sorted((money_by_currency or {}).items())]


@register.simple_tag
def share_bar(cell: Cell, scale: float) -> SafeString:
    """Draw a share as a bar with its interval as a whisker, ``scale`` being the bar's whole length.

    Attributes only, so that the page needs no inline style.
    """
    if cell.share is None or cell.low is None or cell.high is None:
        return SafeString("")
    return format_html(
        '<svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-ground" x="0" y="3" width="200" height="8" rx="2"/>'
        '<rect class="bar-share" x="0" y="3" width="{}" height="8" rx="2"/>'
        '<path class="bar-interval" d="M{} 7H{}M{} 4v6M{} 4v6"/></svg>',
        *(f"{value / scale * 200:.1f}" for value in (cell.share, cell.low, cell.high, cell.low, cell.high)),
    )


@register.filter
def heat(share: float | None) -> str:
    """Return the class that colours a cell: ``heat-0`` for none to ``heat-9`` for half or more of the people."""
    if not share:
        return "heat-0"
    return f"heat-{min(HEAT_STEPS, 1 + int(share * 2 * HEAT_STEPS))}"


@register.filter
def interval(cell: Cell) -> str:
    """Return a cell's figures in words, as a tooltip and for screen readers."""
    share = cell.shown_share
    words = _("%(count)s of %(base)s people, 95%% interval %(low)s to %(high)s") % {
        "count": number(cell.count),
        "base": number(cell.base),
        "low": percent(share.low if share else None),
        "high": percent(share.high if share else None),
    }
    against = cell.against
    if against is None or against.lift is None or against.state == "too_few":
        return words
    others = _("%(lift)s times the share of all others (%(low)s to %(high)s)") % {
        "lift": times(against.lift),
        "low": times(against.lift_low),
        "high": times(against.lift_high),
    }
    return f"{words} · {others}"


@register.simple_tag
def cell_words(cell: Cell) -> SafeString:
    """Return a cell's share, interval, people and lift, with a mark where the segment differs beyond chance."""
    share, against = cell.shown_share, cell.against
    lift = against.lift if against and against.state != "too_few" else None
    return format_html(
        '{}{}<span class="beside">{}{}</span><span class="beside">{}–{}</span>',
        percent(share.share if share else None),
        _mark(against.mark if against else ""),
        number(cell.count),
        f" · {times(lift)}×" if lift is not None else "",
        percent(share.low if share else None),
        percent(share.high if share else None),
    )


def _mark(differs: str) -> SafeString:
    """Return the sign of a difference beyond chance, with words for those who do not see it."""
    if not differs:
        return SafeString("")
    sign, words = ("▲", _("more than others")) if differs == "more" else ("▼", _("less than others"))
    sign_and_words = '&nbsp;<span class="differs" aria-hidden="true">{}</span><span class="visually-hidden"> {}</span>'
    return format_html(sign_and_words, sign, words)


@register.filter
def days_offered(days: str) -> list[int]:
    """Return numbers of days from a text like ``7,30``."""
    return [int(one) for one in days.split(",")]


@register.filter
def times(lift: float | None) -> str:
    """Return a lift with as many digits as tell something; a dash for none."""
    return "–" if lift is None else f"{lift:.1f}"


@register.simple_tag
def matrix_query(page: CausesBySegment, **more: str) -> str:
    """Return the query string of the same page with something of it shown otherwise."""
    return page.query(**more)


@register.simple_tag
def people_url(page: CausesBySegment, cell: Cell) -> str:
    """Return the address of the people behind a cell."""
    filters = page.filters
    if cell.segment != "*":
        filters = filters.narrowed(filters.by, cell.segment)
    return reverse("people") + "?" + Behind(filters, cell.cause).query()


@register.filter
def period_words(filters: Filters) -> str:
    """Return a period by its name, or by its days."""
    return str(PERIODS[filters.period]) if filters.period else filter_words.period_words(filters)


@register.simple_tag
def cause_url(cause: str, filters: Filters) -> str:
    """Return the address of a cause's page with the same filters."""
    return reverse("cause", args=[cause]) + "?" + filters.query()


@register.simple_tag
def trend_of(line: CauseLine) -> SafeString:
    """Draw the shares of a cause over the period, with what it says in words."""
    known = [point for point in line.trend if point.share is not None]
    if len(known) < 2:
        return SafeString("")
    label = _("%(cause)s: from %(first)s to %(last)s") % {
        "cause": labels.cause_label(line.cause),
        "first": percent(known[0].share),
        "last": percent(known[-1].share),
    }
    return small_trend([point.share for point in line.trend], label)


@register.simple_tag
def change_words(line: CauseLine) -> SafeString:
    """Return a change in points with a mark where it is more than chance, its interval in a tooltip."""
    change = line.change
    if change is None:
        return SafeString('<span class="quiet">–</span>')
    points = f"{change.points * 100:+.0f}".replace("-", "−")
    before = _("%(before)s of %(base)s people before; difference %(low)s to %(high)s points") % {
        "before": percent(change.before),
        "base": number(change.before_base),
        "low": f"{change.low * 100:+.0f}".replace("-", "−"),
        "high": f"{change.high * 100:+.0f}".replace("-", "−"),
    }
    if not change.tested:
        return format_html('<span class="quiet" title="{}">{}</span>', before, _("too few to say"))
    if not change.beyond_chance:
        return format_html('<span class="quiet" title="{}">{}</span>', before, points)
    kind, mark = ("more", "▲") if change.points > 0 else ("less", "▼")
    return format_html('<span class="change-{}" title="{}">{} {}</span>', kind, before, mark, points)


@register.simple_tag
def people_with(filters: Filters, **asked: str) -> str:
    """Return the address of the people that filters and a status or cause ask for."""
    return reverse("people") + "?" + filters.query(**asked)


@register.simple_tag
def without(filters: Filters, dimension: str) -> str:
    """Return the query string of these filters without the one on a dimension."""
    return "?" + filters.without(dimension).query()


@register.simple_tag
def one_amount(amount: Decimal | None, currency: str) -> str:
    """Return one amount in its currency; a dash for none."""
    return money({currency: amount}) if amount is not None else "–"
