"""One row of a customer file: its cells turned into values, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.aliases import kept_refs
from customers.importing.files import SHAPE
from customers.importing.guarding import unguard_formula
from customers.importing.mapping import CustomerMapping
from customers.importing.refusals import RowError, RowRefused
from customers.importing.values import (
    ValueRefused,
    parse_currency,
    parse_day,
    parse_money,
    parse_months,
    storable,
    trimmed,
)
from customers.models import Ending

LONGEST_REF = 200
LONGEST_NAME = 300
LONGEST_ATTRIBUTE = 300

Value = TypeVar("Value")


class RowCells:
    """The cells of one row on their way to values; what is wrong is collected, so that one look mends a row."""

    def __init__(self, line: int, cells: dict[str, str], guarded: bool = False) -> None:
        self.line = line
        self.cells = cells
        self.guarded = guarded
        self.errors: list[RowError] = []
        if cells.get(SHAPE):
            self.refuse("", cells[SHAPE])
            self.finish()

    def blank(self) -> bool:
        """Say whether no cell holds anything but white space."""
        return not any(cell.strip() for cell in self.cells.values())

    def text(self, column: str | None) -> str:
        """Return the cell of a column exactly, empty when there is no such column."""
        cell = self.cells[column] if column else ""
        return unguard_formula(cell) if self.guarded else cell

    def take(self, column: str | None, parse: Callable[[str], Value]) -> Value | None:
        """Return the parsed cell of a column; None when it is empty or wrong (then the error is kept)."""
        text = self.text(column)
        if not trimmed(text):
            return None
        try:
            return parse(text)
        except ValueRefused as refused:
            self.refuse(column or "", str(refused))
            return None

    def amount(self, column: str | None, decimal: str, currency: str) -> tuple[Decimal | None, str]:
        """Return the amount in a column and its currency: ``currency``, else the one its sign names."""
        found, signed = self.take(column, lambda text: parse_money(text, decimal)) or (None, "")
        if signed and currency and signed != currency:
            self.refuse(column or "", _("is in %(found)s, not in %(stated)s") % {"found": signed, "stated": currency})
        return found, currency or signed

    def refuse(self, column: str, reason: str) -> None:
        """Keep an error of this row."""
        self.errors.append(RowError(self.line, column, self.cells.get(column, "") if column else "", reason))

    def finish(self) -> None:
        """Raise RowRefused when anything was wrong."""
        if self.errors:
            raise RowRefused(self.errors)


@dataclass(frozen=True)
class CustomerRow:
    """What one row says of one customer.

    ``values`` holds the fields it states; ``attributes`` with an empty value are to be removed. ``tenure`` (months)
    and ``lost`` are told without dates: they are turned into dates together with what is known of the customer
    already. ``lost`` is None when the file does not say.
    """

    line: int
    ref: str
    values: dict[str, Any]
    attributes: dict[str, str] = field(default_factory=dict)
    lost: bool | None = None
    tenure: int | None = None
    as_of: date | None = None
    # The column that tells the currency, for saying what is wrong with it.
    currency_in: str = ""


class CustomerReader:
    """Turn rows into CustomerRow; remembers the references so that none is taken twice from one file.

    A reference that was merged into another means that one's customer.
    """

    def __init__(self, mapping: CustomerMapping) -> None:
        self.mapping = mapping
        self.today = mapping.as_of or timezone.localdate()
        self.seen: dict[str, int] = {}
        self.kept = kept_refs()

    def __call__(self, line: int, cells: dict[str, str]) -> CustomerRow | None:
        """Return what the row says, None for a blank one; raises RowRefused."""
        row = RowCells(line, cells, self.mapping.guarded)
        if row.blank():
            return None
        columns = self.mapping.columns
        ref = self._ref(row)
        values: dict[str, Any] = {}
        if "name" in columns:
            values["name"] = row.take(columns["name"], lambda text: storable(trimmed(text), LONGEST_NAME)) or ""
        values |= self._money(row)
        lost, dates = self._dates(row)
        values |= dates | self._ending(row, lost)
        tenure = row.take(columns.get("tenure_months"), parse_months)
        attributes = {
            dimension: row.take(column, lambda text: storable(trimmed(text), LONGEST_ATTRIBUTE)) or ""
            for column, dimension in self.mapping.attributes.items()
        }
        row.finish()
        currency_in = next((columns[name] for name in ("currency", "mrr", "acquisition_cost") if name in columns), "")
        return CustomerRow(line, ref, values, attributes, lost, tenure, self.mapping.as_of, currency_in)

    def _ref(self, row: RowCells) -> str:
        column = self.mapping.columns["ref"]
        ref = row.take(column, lambda text: storable(trimmed(text), LONGEST_REF))
        if ref is None:
            if not row.errors:
                row.refuse(column, _("is empty: without a reference the customer cannot be told from others"))
            return ""
        own = self.kept.get(ref, ref)
        first = self.seen.setdefault(own, row.line)
        if first != row.line:
            row.refuse(column, _("stands in line %(line)d already; only that line is used") % {"line": first})
        return own

    def _money(self, row: RowCells) -> dict[str, Any]:
        columns = self.mapping.columns
        values: dict[str, Any] = {}
        currency = self.mapping.currency or row.take(columns.get("currency"), parse_currency) or ""
        for name in ("mrr", "acquisition_cost"):
            if name in columns:
                values[name], currency = row.amount(columns[name], self.mapping.decimal, currency)
        if currency or "currency" in columns:
            values["currency"] = currency
        return values

    def _dates(self, row: RowCells) -> tuple[bool | None, dict[str, Any]]:
        """Return whether the customer is lost (None: not said) and the dates that the row states."""
        columns = self.mapping.columns
        values: dict[str, Any] = {}

        def day(text: str) -> date:
            return parse_day(text, self.mapping.dates)

        started_on = row.take(columns.get("started_on"), day)
        ended_on = row.take(columns.get("ended_on"), day)
        if started_on and started_on > timezone.localdate():
            today = {"today": timezone.localdate()}
            row.refuse(columns["started_on"], _("is still to come (today is %(today)s)") % today)
        if started_on and ended_on and started_on > ended_on:
            row.refuse(columns["ended_on"], _("is before the day the customer started"))
        lost = self._lost(row)
        if lost and ended_on and ended_on > timezone.localdate():
            lost = False
        if lost is None and "ended_on" in columns:
            # A day to come is when a subscription runs out unless it is renewed: nobody has left yet.
            lost = ended_on is not None and ended_on <= self.today
        if "started_on" in columns and (started_on or "tenure_months" not in columns):
            values["started_on"] = started_on
        if lost and ended_on:
            values["ended_on"] = ended_on
        elif lost and not self.mapping.as_of and not row.errors:
            row.refuse(columns["lost"], _("is lost, but on no day: fill in the day or state as_of in the mapping"))
        return lost, values

    def _lost(self, row: RowCells) -> bool | None:
        column = self.mapping.columns.get("lost")
        if not column:
            return None
        said = trimmed(row.text(column)).casefold()
        if said in self.mapping.lost:
            return True
        if said and self.mapping.kept and said not in self.mapping.kept:
            row.refuse(
                column, _("may mean either: say under “What the values mean” ([lost]) whether such a customer has left")
            )
        return False

    def _ending(self, row: RowCells, lost: bool | None) -> dict[str, Any]:
        column = self.mapping.columns.get("ending")
        said = trimmed(row.text(column)).casefold()
        if lost is False or not said:
            return {"ending": self.mapping.ending} if self.mapping.ending and lost else {}
        ending = self.mapping.endings.get(said, said if said in Ending.values else "")
        if not ending:
            row.refuse(
                column or "", _("is no known ending: say under “What the values mean” ([endings]) what it stands for")
            )
        return {"ending": ending}
