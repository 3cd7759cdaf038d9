"""The whole report: overview and matrix with cover, bases and definitions, to be printed or frozen."""

from __future__ import annotations

import base64

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.causes_by_segment import CausesBySegment, causes_by_segment
from reports.charts.files import chart_file, titled
from reports.codebooks import active_codebook
from reports.filter_words import filter_words, period_words
from reports.frozen import Cover, Frozen, FrozenPart
from reports.labels import dimension_label
from reports.overview import Overview, overview
from reports.pictures import matrix_chart
from reports.sentences import overview_sentences
from reports.tables import causes_by_segment_rows, overview_rows

DEFINED = (
    "period", "exits", "answers", "response-rate", "base", "share", "interval", "change", "lift", "comparisons", "mrr",
    "hidden",
)  # fmt: skip


def whole_report(asked: Asked, title: str, with_picture: bool = False) -> Frozen:
    """Return the report of what was asked, in the active language; every figure is suppressed already.

    ``with_picture`` adds the matrix as a picture, which takes about a second.
    """
    causes = active_codebook().shown()
    first = overview(asked.exits, asked.filters, causes)
    matrix = causes_by_segment(asked.exits, asked.filters, causes)
    parts = [_part(_("What changed"), "_sentences", {"sentences": overview_sentences(first)})]
    parts.append(_part(_("Who left and who answered"), "_overview_figures", {"page": first}))
    parts.append(_part(_("Causes"), "_overview_causes", {"page": first}))
    if asked.filters.by and len(matrix.segments) > 1 and matrix.segments[0].base:
        by = _("By %(dimension)s") % {"dimension": dimension_label(asked.filters.by)}
        parts.append(_part(by, "_matrix_table", {"page": matrix}))
        if with_picture:
            parts.append(_picture(matrix))
    return Frozen(
        title=title,
        cover=_cover(asked, first),
        parts=tuple(part for part in parts if part.html.strip()),
        figures=_figures(first, matrix),
        definitions=DEFINED,
    )


def _part(heading: str, template: str, context: dict[str, object]) -> FrozenPart:
    return FrozenPart(heading, render_to_string(f"reports/{template}.html", context))


def _picture(matrix: CausesBySegment) -> FrozenPart:
    chart = matrix_chart(matrix)
    drawn = base64.b64encode(chart_file(titled(chart), "svg")).decode()
    context = {"drawn": drawn, "chart": chart}
    return FrozenPart(str(chart.caption), render_to_string("reports/_picture.html", context))


def _cover(asked: Asked, page: Overview) -> Cover:
    figures = page.figures
    bases = [
        _("%(exits)s exits, %(answers)s answers, %(coded)s of them coded.")
        % {"exits": figures.exits, "answers": figures.answers, "coded": figures.coded}
    ]
    if page.base is None:
        bases = [_("%(exits)s exits; answers too few to show.") % {"exits": figures.exits}]
    return Cover(period_words(asked.filters), tuple(filter_words(asked.filters)), tuple(bases))


def _figures(first: Overview, matrix: CausesBySegment) -> dict[str, object]:
    return {
        "overview": [_plain(row) for row in overview_rows(first)],
        "causes_by_segment": [_plain(row) for row in causes_by_segment_rows(matrix)],
    }


def _plain(row: dict[str, object]) -> dict[str, object]:
    """Return a row as JSON holds it: amounts as text, so that no cent is lost."""
    return {
        name: {currency: str(amount) for currency, amount in value.items()}
        if isinstance(value, dict)
        else value
        if isinstance(value, str | int | float | bool | None)
        else str(value)
        for name, value in row.items()
    }
