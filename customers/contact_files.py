"""A file of addresses, or of customers' references, that are not to be written to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.contacting import AT_ONCE, NotListed, checked_address, compared, list_many
from customers.importing.files import SHAPE, Table, open_table
from customers.importing.guarding import unguard_formula
from customers.importing.refusals import FileRefused
from customers.models import DoNotContact

MOST_BYTES, MOST_ROWS = 20 << 20, 500_000
MOST_SHOWN = 20
# What the column of addresses, and that of references, may be called: as ``_name`` gives it.
ADDRESSES = frozenset(
    "address addresses email emails mail mailaddress emailaddress emailadresse 电子邮件 电子邮箱 电子邮件地址 邮箱 "
    "邮件 邮件地址 邮箱地址 電子郵件 電子信箱 電子郵件地址 信箱 郵件 郵件地址".split()
)
REFERENCES = frozenset("customer ref reference customerref customerid id 客户 客戶 客户编号 客戶編號 编号 編號".split())


@dataclass
class Listed:
    """What came of a file: rows put on the list, rows that were on it, lines refused, the first with why."""

    added: int = 0
    known: int = 0
    refused: int = 0
    why: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, why: str) -> None:
        """Count a line that was not taken."""
        self.refused += 1
        if len(self.why) < MOST_SHOWN:
            self.why.append((line, why))


def list_file(path: Path, note: str = "", by: User | None = None) -> Listed:
    """Put all that a CSV or XLSX file names on the list. Raises FileRefused for a file that names nothing so.

    A file without a header, one address a line, is taken as well: then its first line is an address too.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused(_("The file is larger than 20 MB. Split it and import the parts."))
    table = open_table(path)
    address, reference = _columns(table)
    listed = Listed()
    more = {"origin": DoNotContact.Origin.IMPORTED, "note": note, "made_by": by}
    rows = 0
    if address == table.header[0] and "@" in address:
        _take(listed, [(1, address, "")], more)
    for frame in table.frames(AT_ONCE):
        rows += len(frame)
        if rows > MOST_ROWS:
            raise FileRefused(_("The file has more than %(most)d rows; those before are listed.") % {"most": MOST_ROWS})
        cells = [frame[name].tolist() if name else [""] * len(frame) for name in (address, reference, SHAPE)]
        some = []
        for line, mailbox, ref, wrong in zip(frame.index.tolist(), *cells, strict=True):
            if wrong:
                listed.refuse(line, wrong)
            elif mailbox.strip() or ref.strip():
                some.append((line, unguard_formula(mailbox.strip()), unguard_formula(ref.strip())))
        _take(listed, some, more)
    return listed


def _take(listed: Listed, rows: Iterable[tuple[int, str, str]], more: Mapping[str, Any]) -> None:
    """Put rows of line, address and reference on the list; of one that has an address, the address counts."""
    rows = list(rows)
    customers = customers_called({ref for _line, mailbox, ref in rows if ref})
    wanted = []
    for line, mailbox, ref in rows:
        customer = customers.get(ref)
        try:
            if mailbox:
                wanted.append((checked_address(mailbox), customer))
            elif customer:
                wanted.append(("", customer))
            else:
                listed.refuse(line, _("No customer has the reference “%(ref)s”.") % {"ref": ref[:100]})
        except NotListed as refused:
            listed.refuse(line, str(refused))
    added = list_many(wanted, more)
    listed.added += added
    listed.known += len(wanted) - added


def _columns(table: Table) -> tuple[str, str]:
    """Return the column of addresses and that of references, an empty name for one that is not there."""
    named = {_name(column): column for column in reversed(table.header)}
    address = next((named[name] for name in named if name in ADDRESSES), "")
    reference = next((named[name] for name in named if name in REFERENCES), "")
    if not address:
        sample = table.sample(100)
        holding = {
            column: sample[column].str.contains("@|＠").sum() + ("@" in compared(column)) for column in table.header
        }
        best = max(table.header, key=lambda column: holding[column])
        address = best if holding[best] else ""
    if not (address or reference):
        raise FileRefused(_("No column holds e-mail addresses. Name it “address”, or “customer” for references."))
    return address, reference


def _name(column: str) -> str:
    return "".join(character for character in compared(column) if character.isalnum())
