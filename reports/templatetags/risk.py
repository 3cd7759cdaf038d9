"""What the pages of who may leave next need in their templates."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency
from django import template

from reports.labels import babel_locale
from reports.risk.words import day_words, group_label, step_label

register = template.Library()
register.filter("group_label", group_label)
register.filter("step_label", step_label)
register.filter("day_words", day_words)


@register.filter
def exact_amount(amount: Decimal | None, currency: str) -> str:
    """Return an amount in its currency with its decimals where it is small: an expected loss of 0.40 is not nought."""
    if amount is None:
        return "–"
    if amount >= 100:
        amount = amount.quantize(Decimal(1))
    digits = "" if amount >= 100 else ".00"
    if not currency:
        return f"{amount:,}"
    return format_currency(amount, currency, f"¤#,##0{digits}", locale=babel_locale(), currency_digits=False)


@register.filter
def points(share: float) -> str:
    """Return a difference of shares in points, with its sign."""
    return f"{share * 100:+.1f}".replace("-", "−")


@register.filter
def formats(names: str) -> list[str]:
    """Return the names of file formats from a text like ``csv xlsx``."""
    return names.split()
