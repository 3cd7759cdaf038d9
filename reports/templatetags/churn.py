"""Churn as people read it."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.churn.segments import SegmentLine
from reports.churn.words import period_name, rate_words
from reports.labels import money_words, reader_language
from reports.models import ExchangeRates

register = template.Library()
register.filter("period_name", period_name)


@register.filter
def rate(share: float | str | None) -> str:
    """Return a rate in per cent with one decimal; a dash for none, which templates may give as an empty text."""
    return "–" if share is None or isinstance(share, str) else rate_words(share)


@register.filter
def per_cent(share: float) -> str:
    """Return a share in per cent as a form's field takes it."""
    return f"{share * 100:.1f}"


@register.filter
def retained(share: float | None, lowest: float) -> str:
    """Return the class that colours a cell of retention: ``heat-1`` for the lowest of the table, ``heat-9`` for all."""
    return "" if share is None else f"heat-{1 + round(8 * (min(share, 1.0) - lowest) / (1 - lowest))}"


@register.filter
def bare_amount(amount: Decimal) -> str:
    """Return an amount without its currency, which the head of the table names."""
    return f"{amount:,.0f}".replace("-", "−")


@register.filter
def rates_words(rates: ExchangeRates) -> str:
    """Return what money was converted at."""
    worth = [f"1 {name} = {rate} {rates.currency}" for name, rate in sorted(rates.rates.items())]
    words = {"currency": rates.currency, "day": rates.day.isoformat(), "worth": " · ".join(worth)}
    return (
        _(
            "Money is shown in %(currency)s at the team's rates of %(day)s (%(worth)s), the same for all periods; "
            "currencies without a rate stand by themselves."
        )
        % words
    )


@register.filter
def currency_label(currency: str) -> str:
    """Return a currency as people read it, also one that is not known."""
    return currency or _("currency unknown")


@register.simple_tag
def gap() -> str:
    """Return what stands between two sentences in the reader's language: nothing where a stop is a full width."""
    return "" if reader_language().startswith("zh") else " "


@register.simple_tag
def signed_amount(amount: Decimal, currency: str) -> str:
    """Return an amount that may be below nought in its currency."""
    return money_words({currency: amount}).replace("-", "−")


@register.filter
def months(count: float | None) -> str:
    """Return a number of months; a dash for none."""
    return "–" if count is None else f"{count:,.0f}"


def signed_points(difference: float) -> str:
    """Return a difference of shares in points with its sign; nought has none."""
    points = f"{difference * 100:+.1f}"
    return "0.0" if points in ("-0.0", "+0.0") else points.replace("-", "−")


@register.simple_tag
def against_rest(line: SegmentLine) -> SafeString:
    """Return how a segment's rate differs from the rest's, with its interval and a sign where that is beyond chance."""
    if line.points is None:
        return format_html('<span class="quiet">{}</span>', _("too few to say"))
    points, low, high = (signed_points(value) for value in line.points)
    beside = format_html('<span class="beside">{}</span>', _("%(low)s to %(high)s") % {"low": low, "high": high})
    if not line.mark:
        return format_html('<span class="quiet">{}</span>{}', points, beside)
    kind, sign = ("more", "▲") if line.mark == "more" else ("less", "▼")
    return format_html('<span class="change-{}">{} {}</span>{}', kind, sign, points, beside)
