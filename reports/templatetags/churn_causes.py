"""The causes of churn as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from babel.lists import format_list
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers.models import Customer
from reports.churn.advice import AdviceLine
from reports.churn.asked import ChurnAsked
from reports.churn.causes import ALL, INVOLUNTARY, OWN, CauseLine, ChurnCauses, Points
from reports.churn.causes_table import part_label
from reports.churn.said import NO_WORDS, PENDING, SILENT
from reports.churn.words import rate_words
from reports.labels import babel_locale, segment_label
from reports.sentences import number_words
from reports.templatetags.churn import signed_points

register = template.Library()
register.filter("part_label", part_label)


@register.filter
def parts_of(page: ChurnCauses, line: CauseLine) -> list[Points | None]:
    """Return a line's parts in the order of the page's columns; a line that is not split has one for them all."""
    if line.split:
        return [line.parts.get(what) for what in page.columns]
    failed = [line.parts[INVOLUNTARY]] if INVOLUNTARY in page.columns else []
    return [line.parts[OWN], *failed]


@register.simple_tag
def part_cell(part: Points | None, there: int, page: ChurnCauses) -> SafeString:
    """Return the cell of a part: its points and people, or that it is hidden."""
    if part is None:
        return format_html('<td class="n none">0</td>')
    if part.hidden or part.share is None:
        return format_html('<td class="n"><span class="hidden" title="{}">•••</span></td>', _("hidden"))
    if part.what == OWN:
        wide = len(page.columns) - (INVOLUNTARY in page.columns)
        words = part_label(OWN)
        return format_html('<td class="n quiet" colspan="{}">{} · {}</td>', wide, rate_words(part.share.share), words)
    if not part.count:
        return format_html('<td class="n none">0</td>')
    title = _("%(count)s of %(there)s, interval %(low)s to %(high)s") % {
        "count": number_words(part.count),
        "there": number_words(there),
        "low": rate_words(part.share.low),
        "high": rate_words(part.share.high),
    }
    points = f"{part.share.share * 100:.1f}"
    return format_html(
        '<td class="n" title="{}">{}<span class="beside">{}</span></td>', title, points, number_words(part.count)
    )


@register.simple_tag
def line_words(line: CauseLine) -> str:
    """Return a line as a sentence: of the rate, so many points said what, and so many did not say."""
    words = {
        "lost": number_words(line.lost),
        "there": number_words(line.there),
        "rate": rate_words(line.rate.share if line.rate else 0.0),
        "segment": segment_label(line.segment),
    }
    if line.segment == ALL:
        said = _("%(lost)s of %(there)s customers left, %(rate)s.") % words
    else:
        said = _("%(segment)s: %(lost)s of %(there)s customers left, %(rate)s.") % words
    named = line.told()
    if not named and (pending := _count(line, PENDING)):
        words = {"said": said, "points": _points(pending, line)}
        return _("%(said)s Of this: %(points)s points whose answers are not read yet.") % words
    if not named:
        return _("%(said)s Too few said why to tell.") % {"said": said}
    silent, failed = (_count(line, *what) for what in ((SILENT, NO_WORDS), (INVOLUNTARY,)))
    others = line.lost - silent - failed - sum(part.count or 0 for part in named)
    told = [
        _("%(points)s points %(cause)s") % {"points": _points(part.count or 0, line), "cause": part_label(part.what)}
        for part in named
    ]
    told += [_("%(points)s points other causes or not read yet") % {"points": _points(others, line)}] if others else []
    told += [_("%(points)s points failed payments") % {"points": _points(failed, line)}] if failed else []
    told.append(_("%(points)s points did not say") % {"points": _points(silent, line)})
    parts = format_list(told, locale=babel_locale())
    return _("%(said)s Of this: %(parts)s.") % {"said": said, "parts": parts}


@register.simple_tag
def points_words(points: tuple[float, float, float]) -> SafeString:
    """Return a difference in points with its interval."""
    middle, low, high = (signed_points(value) for value in points)
    title = _("difference %(low)s to %(high)s points") % {"low": low, "high": high}
    return format_html(
        '<span class="change-more" title="{}">▲ {}</span><span class="beside">{} – {}</span>', title, middle, low, high
    )


@register.simple_tag
def evidence_url(asked: ChurnAsked, line: AdviceLine, cause: str = "") -> str:
    """Return the address of the answers behind a line's cause, or of its customers, counted as the line counts."""
    of = {"of": line.dimension, "segment": line.segment, "cause": cause}
    return reverse("churn_causes_answers") + "?" + asked.filters.query(each=asked.each, last=str(asked.last), **of)


@register.simple_tag
def customer_link(names: Mapping[int, Customer], key: int) -> SafeString:
    """Return a customer's name as a link; a dash where it was erased since."""
    if key not in names:
        return SafeString("–")
    return format_html('<a href="{}">{}</a>', reverse("customer", args=[key]), names[key])


def _count(line: CauseLine, *parts: str) -> int:
    return sum(line.parts[what].count or 0 for what in parts if what in line.parts)


def _points(count: int, line: CauseLine) -> str:
    return f"{100 * count / line.there:.1f}"
