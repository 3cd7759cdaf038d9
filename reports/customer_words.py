"""The timeline of a customer in words: the sentence beside the picture, and its table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import CustomerEvent
from reports.charts.spec import day
from reports.customer_phases import DAILY, MONTHLY, SILENT, WEEKLY, Phase
from reports.customer_spans import PaidSpan
from reports.customer_timeline import DAY, INVITED, SAID, WEEK, Bar, Timeline

# The sentence tells of the last so many phases; the table of all.
PHASES_TOLD = 4
# The table shows so many lines; the picture shows all.
MOST_LINES = 400
Line = tuple[date, str, str]


def use_sentence(timeline: Timeline) -> str:
    """Return how often the customer used it and when that changed, in one sentence; empty without any use known."""
    told = timeline.phases[-PHASES_TOLD:]
    if not told:
        return ""
    parts = [_until(phase) for phase in told[:-1]] + [_since(told[-1], len(timeline.phases) == 1)]
    text = reduce(lambda said, part: _("%(first)s, %(second)s") % {"first": said, "second": part}, parts)
    more = len(timeline.phases) - len(told)
    if more:
        changes = ngettext("%(n)d change before that", "%(n)d changes before that", more) % {"n": more}
        text = _("%(changes)s; then %(text)s") % {"changes": changes, "text": text}
    return _("%(sentence)s.") % {"sentence": text[:1].upper() + text[1:]}


def _until(phase: Phase) -> str:
    words = {
        DAILY: _("daily until %(month)s"),
        WEEKLY: _("weekly until %(month)s"),
        MONTHLY: _("monthly until %(month)s"),
        SILENT: _("silent until %(month)s"),
    }
    return words[phase.kind] % {"month": day(phase.last_day, "month")}


def _since(phase: Phase, only: bool) -> str:
    words = {
        DAILY: _("daily since %(day)s"),
        WEEKLY: _("weekly since %(day)s"),
        MONTHLY: _("monthly since %(day)s"),
        SILENT: _("silent since %(day)s"),
    }
    exact = only or phase.kind == SILENT
    return words[phase.kind] % {"day": day(phase.begin, "day" if exact else "month")}


def phase_label(kind: str) -> str:
    """Return the name of a kind of use."""
    return {DAILY: _("daily"), WEEKLY: _("weekly"), MONTHLY: _("monthly"), SILENT: _("silent")}[kind]


def phase_words(phase: Phase) -> str:
    """Return a phase in words: how often, from when to when, and on how many days."""
    return _("%(kind)s, %(begin)s – %(end)s: active on %(active)s of %(days)s days") % {
        "kind": phase_label(phase.kind),
        "begin": day(phase.begin),
        "end": day(phase.last_day),
        "active": f"{phase.active:,}",
        "days": f"{phase.days:,}",
    }


def measure_words(unit: str) -> str:
    """Return what the bars count."""
    if unit == DAY:
        return _("How often a day")
    return _("Active days a week (of 7)") if unit == WEEK else _("Active days a month")


def bar_words(bar: Bar, unit: str) -> str:
    """Return a bar in words."""
    words = {"when": day(bar.begin), "active": bar.active, "times": f"{bar.times:,}"}
    if unit == DAY:
        return _("%(when)s: %(times)s times") % words
    if unit == WEEK:
        return _("week from %(when)s: active on %(active)s days, %(times)s times") % words
    return _("%(when)s: active on %(active)s days, %(times)s times") % (words | {"when": day(bar.begin, "month")})


def span_words(span: PaidSpan) -> str:
    """Return a span in words: what was paid for, from when to when, and what changed."""
    end = day(span.end) if span.end else _("today")
    told = _("%(paid)s, %(begin)s – %(end)s") % {"paid": span.label or "–", "begin": day(span.begin), "end": end}
    return " · ".join([told, *span.changes])


def timeline_rows(timeline: Timeline) -> list[tuple[str, str, str]]:
    """Return the table beside the picture: when, what, and in words; earliest first, the newest where too many."""
    rows = sorted(_lines(timeline), key=lambda line: line[0])
    return [(on.isoformat(), what, words) for on, what, words in rows[-MOST_LINES:]]


def _lines(timeline: Timeline) -> Iterator[Line]:
    kinds = {kind.value: str(kind.label) for kind in CustomerEvent.Kind}
    kinds |= {INVITED: _("invited"), SAID: _("in their words")}
    for phase in timeline.phases:
        yield phase.begin, _("Use"), phase_words(phase)
    for span in timeline.spans:
        yield span.begin, _("Plan and price"), span_words(span)
    for one in timeline.happenings:
        yield one.on, kinds[one.kind], one.words
    if timeline.left:
        ending = timeline.customer.get_ending_display() or "–"
        yield timeline.left, _("Left") if timeline.gone else _("Leaves"), ending
