"""The table of silence, as it is exported: one row a segment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.filter_words import filter_lines
from reports.linked_pairs import ShareOf
from reports.silence import STATES, Silence
from reports.workbooks import About

SILENCE = (
    "segment",
    "invited",
    "response_rate",
    "response_low",
    "response_high",
    "completion_base",
    "completion_rate",
    "completion_low",
    "completion_high",
    "differs",
    "left",
    "unasked",
    "answered",
    "skipped",
    "opened",
    "unopened",
    "answered_otherwise",
)


def silence_rows(page: Silence) -> Iterator[dict[str, Any]]:
    """Yield a row for every segment, all together first (``*``); hidden figures are None."""
    rates = {one.segment: one for one in page.rates}
    silent = {one.segment: one for one in page.silent or ()}
    for segment in dict.fromkeys([*silent, *rates]):
        rate, line = rates.get(segment), silent.get(segment)
        response, completion = (rate.response, rate.completion) if rate else (None, None)
        states = dict(zip(STATES, line.states, strict=True)) if line else dict.fromkeys(STATES)
        yield (
            {
                "segment": segment,
                "invited": rate.invited if rate else 0,
                "completion_base": completion.base if completion else None,
                "differs": rate.mark or None if rate else None,
                "left": line.left if line else None,
                "unasked": line.unasked if line else None,
                "answered_otherwise": line.otherwise if line else None,
            }
            | _rate("response", response)
            | _rate("completion", completion)
            | states
        )


def about_silence(page: Silence) -> About:
    """Return what a workbook tells of the table."""
    invited = page.rates[0].invited
    base = "–" if invited is None else _("%(n)d invited people") % {"n": invited}
    return About(_("Silence"), (*filter_lines(page.filters), (_("Base"), base)), ("response-rate", "silent"))


def _rate(name: str, share: ShareOf | None) -> dict[str, Any]:
    return {
        f"{name}_rate": share.share if share else None,
        f"{name}_low": share.low if share else None,
        f"{name}_high": share.high if share else None,
    }
