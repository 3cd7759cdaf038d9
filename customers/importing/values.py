"""Single cells turned into values, or refused with a reason: days, money, months, names of dimensions."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from customers.text import text_problem

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_AMOUNT = Decimal(10) ** 12
MOST_MONTHS = 12 * 200
CENT = Decimal("0.01")
# Spaces that the eye does not see: byte order marks and zero-width spaces come along when a reference is copied.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"

_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?:[T ]\s?\d{1,2}:\d{2}.{0,20})?"
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(
    r"(?P<before>[^\d.,+-]{0,8})(?P<sign>[+-]?)(?P<after_sign>[^\d.,+-]{0,4})(?P<number>\d[\d.,' ]*)(?P<after>.{0,16})"
)
_PER_MONTH = re.compile(r"(?:/ ?|per )(?:month|mo|mth)\.?$|/ ?月$|每月$|^每月", re.IGNORECASE)
_NUMBER = {
    ".": re.compile(r"(?:\d{1,3}(?:[, ']\d{3})+|\d+)(?:\.\d+)?"),
    ",": re.compile(r"(?:\d{1,3}(?:[. ']\d{3})+|\d+)(?:,\d+)?"),
}
# A sign that several countries share says nothing about the currency.
SIGNS = {
    "": "", "$": "", "¥": "", "元": "", "圆": "", "圓": "", "块": "",
    "€": "EUR", "£": "GBP", "US$": "USD", "NT$": "TWD", "HK$": "HKD", "S$": "SGD", "A$": "AUD", "C$": "CAD",
    "CN¥": "CNY", "RMB": "CNY", "RMB¥": "CNY", "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD",
    "美元": "USD", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "欧元": "EUR", "歐元": "EUR", "₹": "INR", "₩": "KRW",
}  # fmt: skip


class ValueRefused(ValueError):
    """A cell that does not say what its column should; the message says what was expected."""


def trimmed(text: str) -> str:
    """Return ``text`` without white space and invisible characters around it."""
    return text.strip().strip(INVISIBLE).strip()


def storable(text: str, longest: int) -> str:
    """Return ``text``, or raise ValueRefused when a database could not give it back as it stands."""
    match text_problem(text, longest):
        case "nul":
            raise ValueRefused(_("holds an invisible control character (NUL)"))
        case "broken":
            raise ValueRefused(_("holds a broken character"))
        case "long":
            raise ValueRefused(
                _("is %(length)d characters long; the most is %(longest)d") % {"length": len(text), "longest": longest}
            )
    return text


@lru_cache(maxsize=20_000)
def parse_day(text: str, formats: tuple[str, ...] = ()) -> date:
    """Return the day that ``text`` names; a time of day is left off.

    Without ``formats`` only spellings that begin with the year are read (``2024-01-05``, ``2024/1/5``, ``2024.1.5``,
    ``20240105``, ``2024年1月5日``): ``03/04/2024`` is another day in another country, so a mapping must say which.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        found = _day_by_formats(plain, formats) if formats else _day_from_year(plain)
    except ValueError:
        found = None
    if not found or not FIRST_YEAR <= found.year <= LAST_YEAR:
        wanted = ", ".join(formats) or "2024-01-31"
        raise ValueRefused(_("is not a date as the mapping expects it (%(wanted)s)") % {"wanted": wanted})
    return found


def _day_from_year(plain: str) -> date | None:
    match = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    return date(*(int(part) for part in match.groups() if part)) if match else None


def _day_by_formats(plain: str, formats: tuple[str, ...]) -> date | None:
    for format_ in formats:
        try:
            return datetime.strptime(plain, format_).date()
        except ValueError:
            continue
    return None


@lru_cache(maxsize=20_000)
def parse_money(text: str, decimal: str = ".") -> tuple[Decimal, str]:
    """Return an amount rounded to cents and the currency that its sign names, empty when it names none.

    ``decimal`` is the mark before the cents; groups of thousands may stand apart. ``1.234,56 €`` with a decimal comma
    gives 1234.56 and EUR; ``¥99`` gives 99 and no currency, for two countries write it so.
    """
    plain = _PER_MONTH.sub("", unicodedata.normalize("NFKC", text).replace("’", "'").strip()).strip()
    match = _AMOUNT.fullmatch(plain)
    number = match["number"].strip() if match else ""
    if not match or not _NUMBER[decimal].fullmatch(number):
        example = "1234.56" if decimal == "." else "1234,56"
        raise ValueRefused(_("is not an amount as the mapping expects it (%(example)s)") % {"example": example})
    currency = _currency_of([match["before"], match["after_sign"], match["after"]])
    if match["sign"] == "-":
        raise ValueRefused(_("is below zero"))
    grouping = re.sub(r"[ ']|" + re.escape("," if decimal == "." else "."), "", number)
    amount = Decimal(grouping.replace(",", "."))
    if amount >= LARGEST_AMOUNT:
        raise ValueRefused(_("is too large an amount"))
    return amount.quantize(CENT, rounding=ROUND_HALF_UP), currency


def _currency_of(signs: list[str]) -> str:
    written = [sign.strip() for sign in signs if sign.strip()]
    if len(written) > 2:
        raise ValueRefused(_("holds more than one currency"))
    named = set()
    for sign in written:
        upper = sign.upper()
        if upper not in SIGNS and not re.fullmatch(r"[A-Z]{3}", upper):
            raise ValueRefused(_("holds the unknown currency sign “%(sign)s”") % {"sign": sign})
        named.add(SIGNS.get(upper, upper))
    named.discard("")
    if len(named) > 1:
        raise ValueRefused(_("holds more than one currency"))
    return named.pop() if named else ""


def parse_currency(text: str) -> str:
    """Return a three-letter currency code in capitals."""
    code = SIGNS.get(trimmed(text), "") or trimmed(text).upper()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueRefused(_("is not a currency code of three letters (like EUR)"))
    return code


def parse_months(text: str) -> int:
    """Return whole months: ``12`` or ``12.0``."""
    match = re.fullmatch(r"(\d{1,4})(?:\.0+)?", unicodedata.normalize("NFKC", text).strip())
    if not match or int(match[1]) > MOST_MONTHS:
        raise ValueRefused(_("is not a number of whole months"))
    return int(match[1])


def months_before(day: date, months: int) -> date:
    """Return the day ``months`` before ``day``, at the month's end where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def snake_case(header: str) -> str:
    """Return a dimension's name for a column's name: ``Internet Service`` gives ``internet_service``, 套餐 stays."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unicodedata.normalize("NFKC", header))
    return re.sub(r"\W+", "_", apart).strip("_").lower()
