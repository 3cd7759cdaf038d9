"""The table of a cause, as it is exported: all together, the segments, and the causes beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.cause import CausePage
from reports.cause_parts.comparing import Line
from reports.filter_words import filter_lines
from reports.labels import cause_label
from reports.losses import ALL
from reports.workbooks import About

CAUSE = (
    "cause", "dimension", "segment", "beside_cause", "count", "base", "share", "low", "high", "lift", "lift_low",
    "lift_high", "compared", "differs", "suppressed",
)  # fmt: skip


def cause_rows(page: CausePage) -> Iterator[dict[str, Any]]:
    """Yield the cause among all (``*``), in every segment, and with every other cause; hidden figures are None."""
    nothing = dict.fromkeys(CAUSE)
    share = page.share
    whole = {"count": page.count, "base": page.base, "suppressed": page.state == "hidden"}
    bounds = {"share": share.share, "low": share.low, "high": share.high} if share else {}
    yield nothing | {"cause": page.cause, "segment": ALL} | whole | bounds
    if page.compared is None:
        return
    for line in page.compared.segments:
        yield nothing | {"cause": page.cause, "dimension": line.dimension, "segment": line.value} | _figures(line)
    for line in page.compared.causes:
        yield nothing | {"cause": page.cause, "beside_cause": line.value} | _figures(line)


def about_cause(page: CausePage) -> About:
    """Return what a workbook tells of the table."""
    base = "–" if page.base is None else _("%(n)d people with a coded answer") % {"n": page.base}
    lines = (*filter_lines(page.filters), (_("Base"), base))
    return About(cause_label(page.cause), lines, ("share", "interval", "lift", "more-than-chance"))


def _figures(line: Line) -> dict[str, Any]:
    share = line.share
    return {
        "count": line.count,
        "base": line.base,
        "share": share.share if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
        "lift": line.lift,
        "lift_low": line.lift_low,
        "lift_high": line.lift_high,
        "compared": line.state,
        "differs": line.mark or None,
        "suppressed": line.state == "hidden",
    }
