"""What changed, in plain sentences that are made of the page's figures; none without its base."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _

from reports.answered import Figures
from reports.labels import babel_locale, cause_label, money_words
from reports.overview import CauseLine, Overview

MOST = 3


def overview_sentences(page: Overview) -> list[str]:
    """Return at most three sentences: what changed beyond chance, what costs most, how many left and answered."""
    found = [_changed(line) for line in page.changes[: MOST - 1]]
    if not found and page.comparisons:
        found = [_nothing_changed(page)]
    costliest = page.costliest
    if costliest:
        found.append(_costs(costliest))
    if page.before and len(found) < MOST:
        found.append(_left(page.figures, page.before))
    return found[:MOST]


def _changed(line: CauseLine) -> str:
    change = line.change
    if change is None or line.share is None:
        raise ValueError(f"{line.cause} has no change to tell of")
    words = {
        "cause": cause_label(line.cause),
        "share": percent_words(line.share),
        "base": number_words(line.base or 0),
        "before": percent_words(change.before),
        "before_base": number_words(change.before_base),
        "points": number_words(abs(round(change.points * 100))),
    }
    rose = _(
        "“%(cause)s” rose beyond chance: %(share)s of %(base)s people, %(points)s points more than in the "
        "period before (%(before)s of %(before_base)s)."
    )
    fell = _(
        "“%(cause)s” fell beyond chance: %(share)s of %(base)s people, %(points)s points less than in the "
        "period before (%(before)s of %(before_base)s)."
    )
    return (rose if change.points > 0 else fell) % words


def _nothing_changed(page: Overview) -> str:
    return _(
        "Of %(n)s causes compared, none changed more than chance explains (%(base)s people now, %(before)s before)."
    ) % {"n": page.comparisons, "base": number_words(page.base or 0), "before": number_words(page.base_before or 0)}


def _costs(line: CauseLine) -> str:
    return _("“%(cause)s” costs most: %(mrr)s a month, of %(count)s of %(base)s people.") % {
        "cause": cause_label(line.cause),
        "mrr": money_words(line.mrr or {}),
        "count": number_words(line.count or 0),
        "base": number_words(line.base or 0),
    }


def _left(now: Figures, before: Figures) -> str:
    return _(
        "%(exits)s customers left by their own decision (%(before)s in the period before); %(answered)s of the "
        "%(invited)s who were invited answered."
    ) % {
        "exits": number_words(now.exits),
        "before": number_words(before.exits),
        "answered": number_words(now.invited_answered),
        "invited": number_words(now.invited),
    }


def percent_words(share: float) -> str:
    """Return a share in per cent, as the reader's language writes it."""
    return format_percent(share, "#,##0%", babel_locale())


def number_words(count: int) -> str:
    """Return a whole number, as the reader's language writes it."""
    return format_decimal(count, locale=babel_locale())
