"""Cohorts drawn, in words and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Chart, Step, curve
from reports.churn.cohort_page import FEWEST_PEOPLE, CohortPage, CurveLine
from reports.churn.lines import units
from reports.churn.periods import EACH
from reports.churn.survival import thinned
from reports.churn.words import names, rate_words
from reports.filter_words import filter_lines
from reports.labels import dimension_label, segment_label
from reports.sentences import number_words
from reports.statistics import LEVEL
from reports.workbooks import About

MOST_CURVES = 4
COHORTS = (
    "cohort_begin",
    "cohort_months",
    "months_since",
    "cell_complete",
    "cohort_started",
    "customers_there",
    "retention",
    "mrr_by_currency",
)


def cohort_charts(page: CohortPage) -> list[Chart]:
    """Return the curves of the largest segments, drawn by months as long as enough are followed."""
    shown = [line for line in page.curves if line.segment and line.curve.people >= FEWEST_PEOPLE][:MOST_CURVES]
    if not shown:
        return []
    series = {segment_label(line.segment): _steps(line) for line in shown}
    description = _("For each segment the share still customers after so many months, with its band.")
    caption = _("Share still customers, by %(dimension)s at the start") % {
        "dimension": dimension_label(page.asked.filters.by)
    }
    base = _("%(people)s customers; drawn as long as %(least)s are followed") % {
        "people": number_words(sum(line.curve.people for line in shown)),
        "least": FEWEST_PEOPLE,
    }
    return [Chart("curves", curve(series, description=description), caption, base)]


def cohort_sentences(page: CohortPage) -> list[str]:
    """Return what the page says in words."""
    found = []
    year = page.together[12] if len(page.together) > 12 else None
    if year and not page.of:
        said = ngettext(
            "Of the customers of %(n)s cohort that is a year old, %(share)s were customers after twelve months.",
            "Of the customers of %(n)s cohorts that are a year old, %(share)s were customers after twelve months.",
            year[1],
        )
        found.append(said % {"n": number_words(year[1]), "share": rate_words(year[0])})
    test = page.log_rank
    if test:
        segments = names([line.segment for line in page.curves])
        p = _("p < 0.001") if test.p < 0.001 else f"p = {test.p:.3f}"
        said = (
            _("%(segments)s lose customers at different paces, beyond chance (log-rank, %(p)s).")
            if test.p < LEVEL
            else _("%(segments)s lose customers at paces that differ no more than chance explains (log-rank, %(p)s).")
        )
        found.append(said % {"segments": segments, "p": p})
    return found


def cohort_rows(page: CohortPage) -> Iterator[dict[str, Any]]:
    """Yield a row for every cohort and month, with customers and money; those not known yet are empty."""
    found = page.found
    for at, begin in enumerate(found.begins):
        size = int(found.people[at, 0])
        for month in page.months if size else ():
            known, there = bool(found.complete[at, month]), int(found.people[at, month])
            paid = enumerate(found.mrr[at, month].tolist())
            yield {
                "cohort_begin": begin,
                "cohort_months": EACH[page.asked.each],
                "months_since": month,
                "cell_complete": known,
                "cohort_started": size,
                "customers_there": there if known else None,
                "retention": there / size if known else None,
                "mrr_by_currency": {found.currencies[code]: units(cents) for code, cents in paid if cents}
                if known
                else None,
            }


def about_cohorts(page: CohortPage) -> About:
    """Return what a workbook tells of the table."""
    lines = (*filter_lines(page.asked.filters)[1:2], (_("Known until"), page.asked.known_until.isoformat()))
    return About(_("Cohorts"), lines, ("retention",))


def _steps(line: CurveLine) -> list[Step]:
    followed = line.curve.at_risk >= FEWEST_PEOPLE
    last = int(line.curve.time[np.flatnonzero(followed)[-1]])
    return [Step(*row) for row in thinned(line.curve, range(last + 1))]
