"""Contents of digests for tests: a week in which much happened, with whatever words it is asked to hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reports.digests import CauseChange, CauseFigures, DigestContent, NewPhrase
from reports.outgoing.quoting import Quote

NAMES = {"en": "Too expensive", "zh-Hans": "太贵", "zh-Hant": "太貴"}


def figures(**fields):
    known = {"count": 30, "base": 100, "share": 0.3, "low": 0.22, "high": 0.4, "amounts": {"CNY": Decimal(900)}}
    return CauseFigures("price", **({"names": NAMES} | known | fields))


def content(words="It was too dear for us.", phrase="new invoice", owner="Ada", times=1, **fields):
    """Return a content; ``words`` stand in every place where a customer's words may stand."""
    change = CauseChange(figures(owner=owner), figures(count=20, base=400, share=0.05, low=0.03, high=0.08))
    said = {
        "rises": (change,) * times,
        "phrases": (NewPhrase(phrase, 12, 100, 1, 400, few=True),) * times,
        "quotes": (Quote(words, "en", "price", NAMES, "/responses/7/"),) * times,
        "at_stake": (figures(owner=owner),) * times,
        "compared": 14,
        "exits": 140,
        "answers": 110,
        "coded": 100,
        "invited": 130,
        "invited_answered": 90,
        "site": "https://exit.example.com",
        "report_path": "/?from=2026-03-02&before=2026-03-09",
        "emerging_path": "/emerging/?from=2026-03-02&before=2026-03-09",
    }
    return DigestContent(date(2026, 3, 2), date(2026, 3, 9), date(2026, 2, 2), **(said | fields))


def quiet(**fields):
    """Return the content of a week in which nothing happened."""
    return content(rises=(), falls=(), phrases=(), **fields)
