"""What was asked, in words: the lines of period, filter and base that stand on covers and in workbooks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.causes_by_segment import CausesBySegment
from reports.filters import Filters
from reports.labels import dimension_label, segment_label
from reports.workbooks import About

Lines = tuple[tuple[str, str], ...]


def period_words(filters: Filters) -> str:
    """Return a half-open period in words."""
    begin, end = filters.begin, filters.end
    if begin and end:
        return _("%(begin)s to before %(end)s") % {"begin": begin.isoformat(), "end": end.isoformat()}
    if begin:
        return _("from %(begin)s") % {"begin": begin.isoformat()}
    return _("before %(end)s") % {"end": end.isoformat()} if end else _("all dates")


def filter_words(filters: Filters) -> list[str]:
    """Return each thing that the figures are narrowed to, in words; none when nothing is."""
    words = [f"{dimension_label(dimension)}: {segment_label(value)}" for dimension, value in filters.where]
    if filters.survey:
        words.insert(0, _("Survey: %(key)s") % {"key": filters.survey})
    return [*words, _("main cause only")] if filters.main_only else words


def filter_lines(filters: Filters) -> Lines:
    """Return period, filter and split of a question as lines to be read."""
    lines = [(_("Period"), period_words(filters)), (_("Filter"), "; ".join(filter_words(filters)) or _("none"))]
    return (*lines, (_("Split by"), dimension_label(filters.by))) if filters.by else tuple(lines)


def about_causes_by_segment(page: CausesBySegment) -> About:
    """Return what a workbook tells of the causes by segment."""
    figures = page.figures
    base = _("%(coded)d coded answers of %(answers)d") % {"coded": figures.coded, "answers": figures.answers}
    return About(_("Causes by segment"), (*filter_lines(page.filters), (_("Base"), base)), ("exits", "response-rate"))


def about_answers(filters: Filters, people: int) -> About:
    """Return what a workbook tells of the answers behind a figure."""
    return About(_("Answers"), (*filter_lines(filters)[:2], (_("Base"), _("%(n)d answers") % {"n": people})))
