"""Rows of a table of subscriptions turned into spans, or everything that is wrong with them.

A file of half a million rows says few things many times: each text of a column is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pandas as pd
from django.utils.translation import gettext as _

from customers.aliases import kept_refs
from customers.importing.files import SHAPE
from customers.importing.guarding import unguard_formula
from customers.importing.refusals import RowError
from customers.importing.rows import LONGEST_REF
from customers.importing.subscriptions_mapping import AMOUNTS, SubscriptionMapping
from customers.importing.values import (
    CENT,
    ValueRefused,
    parse_currency,
    parse_day,
    parse_money,
    storable,
    trimmed,
)
from customers.models import Term
from customers.spans import Span

LONGEST_PLAN = 100
NEVER = date.min


class Wrong(NamedTuple):
    """A text that does not say what its column should."""

    reason: str


class Told(NamedTuple):
    """What a row says: whose span, which, and what is wrong with it (then only the span's line counts).

    Without a reference the row is nobody's: blank where nothing is wrong, else refused.
    """

    ref: str
    span: Span | None
    errors: list[RowError]


class Column(dict[str, Any]):
    """What each text of one column says: a value, None where it is empty, or Wrong."""

    def __init__(self, parse: Callable[[str], Any], guarded: bool) -> None:
        super().__init__()
        self.parse, self.guarded = parse, guarded

    def __missing__(self, text: str) -> Any:
        plain = unguard_formula(text) if self.guarded else text
        try:
            self[text] = self.parse(plain) if trimmed(plain) else None
        except ValueRefused as refused:
            self[text] = Wrong(str(refused))
        return self[text]


class SubscriptionReader:
    """Turn frames of text into spans; what is wrong is told by line and column."""

    def __init__(self, mapping: SubscriptionMapping) -> None:
        self.mapping = mapping
        self.kept = kept_refs()
        parsers: dict[str, Callable[[str], Any]] = {
            "ref": lambda text: storable(trimmed(text), LONGEST_REF),
            "plan": lambda text: storable(trimmed(text), LONGEST_PLAN),
            "term": self._term,
            "ending": self._ending,
            "currency": parse_currency,
            **dict.fromkeys(("started_on", "ended_on"), lambda text: parse_day(text, mapping.dates)),
            **dict.fromkeys(AMOUNTS, lambda text: parse_money(text, mapping.decimal)),
        }
        self.columns = {name: Column(parsers[name], mapping.guarded) for name in mapping.columns}

    def rows(self, frame: pd.DataFrame) -> Iterator[Told]:
        """Yield what each row of a frame says, in order."""
        texts: dict[str, list[str]] = {str(column): frame[column].tolist() for column in frame.columns}
        said = {
            name: [self.columns[name][text] for text in texts[column]] for name, column in self.mapping.columns.items()
        }
        for at, line in enumerate(frame.index.tolist()):
            yield _Row(self, at, line, texts, said).told()

    def _term(self, text: str) -> str:
        found = self.mapping.terms.get(trimmed(text).casefold())
        if not found:
            raise ValueRefused(_("is no known term: say under “What the values mean” ([terms]) what it stands for"))
        return found

    def _ending(self, text: str) -> str:
        found = self.mapping.endings.get(trimmed(text).casefold())
        if not found:
            raise ValueRefused(_("is no known ending: say under “What the values mean” ([endings]) what it stands for"))
        return found


class _Row:
    """One row of a frame; what is wrong is collected, so that one look mends it."""

    def __init__(
        self, reader: SubscriptionReader, at: int, line: int, texts: dict[str, list[str]], said: dict[str, list[Any]]
    ) -> None:
        self.reader, self.mapping = reader, reader.mapping
        self.at, self.line, self.texts, self.said = at, line, texts, said
        self.errors: list[RowError] = []

    def told(self) -> Told:
        """Return what the row says."""
        ref = self._take("ref")
        if ref is None or self.texts[SHAPE][self.at]:
            return self._nobodys()
        term = self._take("term") or self.mapping.constants.get("term", Term.MONTHLY.value)
        mrr, currency = self._money(term)
        span = Span(
            started_on=self._started_on(),
            ended_on=self._take("ended_on"),
            plan=self._take("plan") or self.mapping.constants.get("plan", ""),
            term=term,
            mrr=mrr,
            currency=currency,
            ending=self._take("ending") or self.mapping.constants.get("ending", ""),
            line=self.line,
        )
        return Told(self.reader.kept.get(ref, ref), span, self.errors)

    def _nobodys(self) -> Told:
        """Return what is wrong with a row of which not even the customer can be told, nothing where it is blank."""
        if misfit := self.texts[SHAPE][self.at]:
            return Told("", None, [RowError(self.line, "", "", misfit)])
        if not self.errors and any(cells[self.at].strip() for cells in self.texts.values()):
            self._refuse("ref", _("is empty: without a reference the span is nobody's"))
        return Told("", None, self.errors)

    def _started_on(self) -> date:
        wrong = len(self.errors)
        started_on = self._take("started_on")
        if started_on is None and len(self.errors) == wrong:
            self._refuse("started_on", _("is empty: a span begins on a day"))
        return started_on or NEVER

    def _money(self, term: str) -> tuple[Decimal | None, str]:
        """Return the amount of a month, from the first of the three columns that holds one, and its currency."""
        stated = self.mapping.currency or self._take("currency") or ""
        wrong = len(self.errors)
        for name in AMOUNTS:
            amount, signed = self._take(name) or (None, "")
            if signed and stated and signed != stated:
                self._refuse(name, _("is in %(found)s, not in %(stated)s") % {"found": signed, "stated": stated})
            if amount is not None or len(self.errors) > wrong:
                months = 12 if name == "yearly_price" or (name == "price" and term == Term.YEARLY) else 1
                return _of_a_month(amount, months), stated or signed
        name = next(name for name in AMOUNTS if name in self.mapping.columns)
        self._refuse(name, _("is empty: write 0 where nothing is paid"))
        return None, stated

    def _take(self, name: str) -> Any:
        """Return what the cell of a field says; None when it is empty, wrong (then the error is kept) or not told."""
        said = self.said[name][self.at] if name in self.said else None
        if type(said) is not Wrong:
            return said
        self._refuse(name, said.reason)
        return None

    def _refuse(self, name: str, reason: str) -> None:
        column = self.mapping.columns[name]
        self.errors.append(RowError(self.line, column, self.texts[column][self.at], reason))


def _of_a_month(amount: Decimal | None, months: int) -> Decimal | None:
    if amount is None or months == 1:
        return amount
    return (amount / months).quantize(CENT, rounding=ROUND_HALF_UP)
