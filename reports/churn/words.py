"""Churn in plain words: every sentence with its base, and no more said than the figures do."""

from __future__ import annotations

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts.spec import day
from reports.churn.page import ChurnPage
from reports.churn.periods import Spell
from reports.churn.segments import Most
from reports.labels import babel_locale, money_words, segment_label
from reports.sentences import number_words

MOST_NAMED = 3


def period_name(period: Spell) -> str:
    """Return a period as read: ``Mar 2026``, ``2026-Q1`` or ``2026``."""
    if period.months == 1:
        return day(period.begin, "month")
    quarter = f"-Q{period.begin.month // 3 + 1}" if period.months == 3 else ""
    return f"{period.begin.year}{quarter}"


def rate_words(share: float) -> str:
    """Return a rate in per cent with one decimal, which all our languages write alike."""
    return f"{share:,.1%}".replace("-", "−")


def names(segments: list[str] | tuple[str, ...]) -> str:
    """Return segments as a list in the reader's language."""
    return format_list([segment_label(segment) for segment in segments], locale=babel_locale())


def churn_sentences(page: ChurnPage) -> list[str]:
    """Return what the page says, in a few sentences."""
    if page.latest is None:
        return []
    return [_latest(page), *_against_aim(page), *_above(page), *_most(page)]


def _latest(page: ChurnPage) -> str:
    line = page.latest
    if line is None or line.rate is None:
        raise ValueError("There is no period to tell of")
    return _(
        "%(period)s: %(lost)s of %(there)s customers left, %(rate)s (95%% interval %(low)s to %(high)s); %(own)s by "
        "their own decision or for a reason unknown, of %(involuntary)s the payment failed."
    ) % {
        "period": period_name(line.period),
        "lost": number_words(line.lost),
        "there": number_words(line.there),
        "rate": rate_words(line.rate.share),
        "low": rate_words(line.rate.low),
        "high": rate_words(line.rate.high),
        "own": number_words(line.own),
        "involuntary": number_words(line.involuntary),
    }


def _against_aim(page: ChurnPage) -> list[str]:
    pooled, aim = page.pooled, page.aim_rate
    if pooled is None:
        return []
    words = {
        "rate": rate_words(pooled.share),
        "low": rate_words(pooled.low),
        "high": rate_words(pooled.high),
        "there": number_words(sum(line.there for line in page.complete)),
        "aim": rate_words(aim),
        "n": number_words(len(page.complete)),
    }
    if pooled.low > aim:
        said = _("Over the last %(n)s complete periods %(rate)s left in each: more than the aim of %(aim)s.")
    elif pooled.high < aim:
        said = _("Over the last %(n)s complete periods %(rate)s left in each: less than the aim of %(aim)s.")
    else:
        said = _("Over the last %(n)s complete periods %(rate)s left in each: not to be told from the aim of %(aim)s.")
    base = _("Base: %(there)s customers at the starts of the periods, added up; interval %(low)s to %(high)s.")
    return [said % words, base % words]


def _above(page: ChurnPage) -> list[str]:
    above = page.segments.above[:MOST_NAMED]
    if not above:
        n = page.segments.comparisons
        said = ngettext(
            "No segment loses more than the rest beyond chance (%(n)s comparison).",
            "No segment loses more than the rest beyond chance (%(n)s comparisons).",
            n,
        )
        return [said % {"n": number_words(n)}] if n else []
    told = [
        _("%(segment)s (%(rate)s of %(there)s)")
        % {
            "segment": segment_label(line.segment),
            "rate": rate_words(line.rate.share if line.rate else 0.0),
            "there": number_words(line.there),
        }
        for line in above
    ]
    return [_("Above the rest, beyond chance: %(segments)s.") % {"segments": format_list(told, locale=babel_locale())}]


def _most(page: ChurnPage) -> list[str]:
    table, found = page.segments, []
    if table.most_losses:
        found.append(_of_losses(table.most_losses, table.customers_of(table.most_losses.segments)))
    for currency, most in table.most_money.items():
        words = {
            "segments": names(most.segments),
            "share": rate_words(float(most.part / most.whole)),
            "part": money_words({currency: most.part}),
            "whole": money_words({currency: most.whole}),
            "ground": rate_words(table.revenue_of(most.segments, currency)),
        }
        said = _(
            "Most lost money is of %(segments)s: %(share)s, %(part)s of %(whole)s of monthly revenue (of all revenue "
            "at the starts: %(ground)s)."
        )
        found.append(said % words)
    return found


def _of_losses(most: Most, ground: float) -> str:
    words = {
        "segments": names(most.segments),
        "share": rate_words(float(most.part / most.whole)),
        "part": number_words(int(most.part)),
        "whole": number_words(int(most.whole)),
        "ground": rate_words(ground),
    }
    return (
        ngettext(
            "Most losses are of %(segments)s: %(share)s, %(part)s of %(whole)s customer (of all customers at the "
            "starts: %(ground)s).",
            "Most losses are of %(segments)s: %(share)s, %(part)s of %(whole)s customers (of all customers at the "
            "starts: %(ground)s).",
            int(most.whole),
        )
        % words
    )
