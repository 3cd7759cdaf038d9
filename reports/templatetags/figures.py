"""Figures as people read them: shares, money, intervals as small pictures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import labels
from reports.causes_by_segment import CausesBySegment, Cell
from reports.people import Behind

register = template.Library()
register.filter("cause_label", labels.cause_label)
register.filter("dimension_label", labels.dimension_label)
register.filter("segment_label", labels.segment_label)
register.filter("survey_label", labels.survey_label)

BABEL_LOCALES = {"en": "en", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}
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
    language = labels.reader_language()
    locale = BABEL_LOCALES.get(language, language.replace("-", "_"))
    return " · ".join(_amount(amount, currency, locale) for currency, amount in sorted(amounts.items()))


def _amount(amount: Decimal, currency: str, locale: str) -> str:
    if not currency:
        return f"{amount:,.0f}"
    return format_currency(amount, currency, "¤#,##0", locale=locale, currency_digits=False)


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
    return _("%(count)s of %(base)s people, 95%% interval %(low)s to %(high)s") % {
        "count": number(cell.count),
        "base": number(cell.base),
        "low": percent(cell.low),
        "high": percent(cell.high),
    }


@register.simple_tag
def people_url(page: CausesBySegment, cell: Cell) -> str:
    """Return the address of the people behind a cell."""
    filters = page.filters
    if cell.segment != "*":
        filters = filters.narrowed(filters.by, cell.segment)
    return reverse("people") + "?" + Behind(filters, cell.cause).query()


@register.simple_tag
def people_with(filters: Any, **asked: str) -> str:
    """Return the address of the people that filters and a status or cause ask for."""
    return reverse("people") + "?" + filters.query(**asked)


@register.simple_tag
def without(filters: Any, dimension: str) -> str:
    """Return the query string of these filters without the one on a dimension."""
    return "?" + filters.without(dimension).query()


@register.simple_tag
def one_amount(amount: Decimal | None, currency: str) -> str:
    """Return one amount in its currency; a dash for none."""
    return money({currency: amount}) if amount is not None else "–"
