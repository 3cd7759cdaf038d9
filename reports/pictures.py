"""Figures of pages as charts: what is hidden in the table is hidden in the picture."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.causes_by_segment import CausesBySegment, Cell
from reports.charts import Chart, matrix_heat
from reports.labels import cause_label, dimension_label, segment_label


def matrix_chart(page: CausesBySegment) -> Chart:
    """Return the matrix drawn: how many times the others' share each segment's is, marked where beyond chance."""
    segments, causes = page.shown_segments(), page.ranked()
    rows = [[page.cells[segment.segment, total.cause] for segment in segments] for total in causes]
    marks = {
        (at, place): cell.against.mark
        for at, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell.against and cell.against.mark
    }
    spec = matrix_heat(
        [cause_label(total.cause) for total in causes],
        [segment_label(segment.segment) for segment in segments],
        [[_lift(cell) for cell in row] for row in rows],
        marks,
        lift=True,
        description=_("How many times as often as others each segment names each cause"),
    )
    caption = _("Lift by %(dimension)s: share of the segment ÷ share of all others") % {
        "dimension": dimension_label(page.filters.by)
    }
    base = _("%(base)s people with a coded answer") % {"base": page.segments[0].base or 0}
    return Chart("lift", spec, caption, base)


def _lift(cell: Cell) -> float | None:
    against = cell.against
    return against.lift if against and against.state in ("tested", "small") else None
