"""The table of the coding's quality, as it is exported: one row a cause and language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.agreement import ALL, Rate
from reports.filter_words import filter_lines
from reports.quality import Quality
from reports.workbooks import About

QUALITY = (
    "cause",
    "language",
    "count",
    "base",
    "share",
    "corrected_share",
    "corrected_low",
    "corrected_high",
    "corrected_state",
    "read_more",
    "precision_base",
    "precision",
    "precision_low",
    "precision_high",
    "recall_base",
    "recall",
    "recall_low",
    "recall_high",
    "suppressed",
)


def quality_rows(page: Quality) -> Iterator[dict[str, Any]]:
    """Yield a row for every cause in all languages (``*``) with its share, then for each language."""
    lines = {(line.cause, line.language): line for line in page.lines}
    shares = {(line.cause, ALL): line for line in page.shares}
    for cause, language in dict.fromkeys([*shares, *lines]):
        share, line = shares.get((cause, language)), lines.get((cause, language))
        corrected = share.corrected if share else None
        yield (
            {
                "cause": cause,
                "language": language,
                "count": share.count if share else None,
                "base": share.base if share else None,
                "share": corrected.raw if corrected else None,
                "corrected_share": corrected.share if corrected else None,
                "corrected_low": corrected.low if corrected else None,
                "corrected_high": corrected.high if corrected else None,
                "corrected_state": corrected.state if corrected else None,
                "read_more": share.read_more if share else None,
                "suppressed": share.suppressed if share else False,
            }
            | _rate("precision", line.right if line else None)
            | _rate("recall", line.found if line else None)
        )


def about_quality(page: Quality) -> About:
    """Return what a workbook tells of the table."""
    base = _("%(n)d answers drawn and read") % {"n": page.reads}
    keys = ("corrected-share", "precision-recall", "read-sample")
    return About(_("Quality of the coding"), (*filter_lines(page.filters)[:2], (_("Base"), base)), keys)


def _rate(name: str, rate: Rate | None) -> dict[str, Any]:
    return {
        f"{name}_base": rate.base if rate and rate.share is not None else None,
        name: rate.share if rate else None,
        f"{name}_low": rate.low if rate else None,
        f"{name}_high": rate.high if rate else None,
    }
