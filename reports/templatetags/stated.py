"""What the pages of ticked and written, of silence and of the coding's quality need in their templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.filters import Filters
from reports.labels import segment_label
from reports.quality import TrueShare
from reports.quality_words import cannot_tell
from reports.reasons import Reasons
from reports.stated_written import StatedCell
from reports.templatetags.figures import number, percent

register = template.Library()


@register.simple_tag
def reason_label(reasons: Reasons, key: str) -> str:
    """Return a reason's wording."""
    return reasons.label(key)


@register.simple_tag
def answers_url(filters: Filters, cell: StatedCell) -> str:
    """Return the address of the answers of a cell, those first that wrote of nothing they ticked."""
    asked = {"cause": cell.cause} | ({"reason": cell.reason} if cell.reason != "*" else {})
    first = {"sort": "apart"} if cell.other and cell.reason != "*" else {}
    return reverse("people") + "?" + filters.query(**asked, **first)


@register.filter
def interval_words(figure: Any) -> str:
    """Return the count, base and interval of anything that has them, as a tooltip and for screen readers."""
    return _("%(count)s of %(base)s people, 95%% interval %(low)s to %(high)s") % {
        "count": number(figure.count),
        "base": number(figure.base),
        "low": percent(figure.low),
        "high": percent(figure.high),
    }


@register.filter
def answer_language(language: str) -> str:
    """Return the language of an answer's words, as the engine tells it; ``*`` is all."""
    return _("several languages") if language == "mixed" else segment_label(language)


@register.simple_tag
def mark_words(mark: str) -> SafeString:
    """Return the mark of a segment that differs from all others, as a sign and in words."""
    if mark in ("more", "less"):
        sign, words = ("▲", _("more than elsewhere")) if mark == "more" else ("▼", _("less than elsewhere"))
        return format_html('<span class="strong">{} {}</span>', sign, words)
    return format_html('<span class="quiet">{}</span>', _("too few to say")) if mark == "few" else SafeString("")


@register.simple_tag
def cannot_tell_words(line: TrueShare) -> str:
    """Return why a corrected share cannot be told yet."""
    return cannot_tell(line)
