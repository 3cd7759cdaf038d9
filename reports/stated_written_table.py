"""The table of what was ticked against what was written, as it is exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.filter_words import filter_lines
from reports.stated_written import StatedWritten
from reports.workbooks import About

STATED_WRITTEN = (
    "reason",
    "names_cause",
    "cause",
    "count",
    "base",
    "share",
    "low",
    "high",
    "other_cause",
    "suppressed",
)


def stated_written_rows(page: StatedWritten) -> Iterator[dict[str, Any]]:
    """Yield a row for every reason × cause; all who gave both first (``*``). Hidden figures are None."""
    for cell in page.totals:
        yield _row(cell.cause, cell)
    for line in page.lines:
        for cell in line.cells:
            yield _row(line.cause, cell)


def about_stated_written(page: StatedWritten) -> About:
    """Return what a workbook tells of the table."""
    base = "–" if page.base is None else _("%(n)d people who gave both") % {"n": page.base}
    return About(_("Stated against written"), (*filter_lines(page.filters), (_("Base"), base)), ("stated-written",))


def _row(names_cause: str, cell: Any) -> dict[str, Any]:
    return {
        "reason": cell.reason,
        "names_cause": names_cause if cell.reason != "*" else None,
        "cause": cell.cause,
        "count": cell.count,
        "base": cell.base,
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
        "other_cause": cell.other if cell.reason != "*" else None,
        "suppressed": cell.suppressed,
    }
