"""What the cause page needs: lifts in words, the length of bars, addresses of segments."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.cause import CausePage
from reports.cause_parts.comparing import Line
from reports.causes_by_segment import SCALES
from reports.people import Behind

register = template.Library()
ARROWS = {"more": "▲", "less": "▼"}


@register.filter
def lines_scale(lines: Iterable[Line]) -> float:
    """Return the share that the whole length of a bar stands for: the least round one that holds every tested share."""
    shares = [line.share for line in lines if line.share]
    tested = [line.share.high for line in lines if line.share and line.state in ("tested", "small")]
    highest = max(tested or [share.share for share in shares], default=0.0)
    return next((scale for scale in SCALES if highest <= scale), 1.0)


@register.filter
def rounded(people: float | None) -> str:
    """Return an expected number of people, which need not be whole, as people read it; under 10 with a decimal."""
    if people is None:
        return "–"
    return f"{people:,.0f}" if people >= 10 else f"{people:.1f}"


def _times(lift: float) -> str:
    return f"{lift:.1f}" if lift >= 0.1 or not lift else f"{lift:.2f}"


@register.simple_tag
def lift_words(line: Line) -> SafeString:
    """Return a lift with its interval and its mark, or that there are too few to say."""
    if line.state == "too_few":
        return format_html('<span class="quiet">{}</span>', _("too few to say"))
    few = format_html(' <span class="tag">{}</span>', _("few")) if line.state == "small" else ""
    if line.lift is None:
        return format_html("–{}", few)
    high = "∞" if line.lift_high is None else _times(line.lift_high)
    between = f"{_times(line.lift_low or 0)}–{high}"
    mark = ""
    if line.mark:
        said = _("more than chance explains") if line.mark == "more" else _("less than chance explains")
        mark = format_html(
            ' <span class="mark-{}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
            line.mark, ARROWS[line.mark], said,
        )  # fmt: skip
    return format_html('<strong>{}×</strong> <span class="quiet">{}</span>{}{}', _times(line.lift), between, mark, few)


@register.simple_tag
def segment_people(page: CausePage, line: Line) -> str:
    """Return the address of the people of a segment who named the cause."""
    narrowed = page.filters.narrowed(line.dimension, line.value)
    return reverse("people") + "?" + Behind(narrowed, page.cause).query()
