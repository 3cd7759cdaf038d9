"""The parts of the churn rate as a file and as a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.charts import Chart, Row, ranked_intervals
from reports.churn.causes import INVOLUNTARY, OTHERS, OWN, ChurnCauses
from reports.churn.said import NO_WORDS, PENDING, SILENT
from reports.churn.words import period_name
from reports.filter_words import filter_lines
from reports.labels import cause_label
from reports.sentences import number_words
from reports.workbooks import About

CHURN_CAUSES = (
    "period_begin",
    "period_until",
    "segment",
    "customers_there",
    "customers_lost",
    "part",
    "customers",
    "points",
    "points_low",
    "points_high",
    "hidden",
)
PARTS = {
    SILENT: gettext_lazy("did not answer"),
    NO_WORDS: gettext_lazy("gave no words"),
    PENDING: gettext_lazy("not read yet"),
    INVOLUNTARY: gettext_lazy("payment failed"),
    OTHERS: gettext_lazy("other causes, each too few"),
    OWN: gettext_lazy("own decision, too few answers to split"),
}


def part_label(what: str) -> str:
    """Return a part of the rate as people read it."""
    return str(PARTS[what]) if what in PARTS else cause_label(what)


def churn_causes_rows(page: ChurnCauses) -> Iterator[dict[str, Any]]:
    """Yield a row for each segment × part; a figure that the page hides is empty and said to be hidden."""
    for line in page.lines:
        for part in line.parts.values():
            if part.what == OTHERS:
                continue
            share = part.share
            yield {
                "period_begin": page.period.begin if page.period else None,
                "period_until": page.period.until if page.period else None,
                "segment": line.segment,
                "customers_there": line.there,
                "customers_lost": line.lost,
                "part": part.what.lstrip("~").replace(" ", "_"),
                "customers": part.count,
                "points": share.share if share else None,
                "points_low": share.low if share else None,
                "points_high": share.high if share else None,
                "hidden": part.hidden,
            }


def about_churn_causes(page: ChurnCauses) -> About:
    """Return what a workbook tells of the table."""
    period = ((_("Period"), period_name(page.period)),) if page.period else ()
    return About(_("Why they left"), (*filter_lines(page.asked.filters)[1:], *period), ("churn-by-cause",))


def churn_causes_chart(page: ChurnCauses) -> list[Chart]:
    """Return the parts of the rate of all customers, drawn; none where there is nothing to take apart."""
    whole = page.whole
    if whole is None or not whole.split or not whole.lost or not page.period:
        return []
    rows = [
        Row(part_label(what), share.share, share.low, share.high, whole.there)
        for what in page.columns
        if (share := whole.parts[what].share)
    ]
    spec = ranked_intervals(
        rows,
        title=_("Part of the customers at the start"),
        description=_("The churn rate of the period taken apart by main cause, each part with its interval."),
    )
    caption = _("Why they left, %(period)s") % {"period": period_name(page.period)}
    base = _("%(there)s customers at the start, %(lost)s left") % {
        "there": number_words(whole.there),
        "lost": number_words(whole.lost),
    }
    return [Chart("why-they-left", spec, caption, base)]
