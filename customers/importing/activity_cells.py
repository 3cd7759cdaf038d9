"""Cells of a table of activity turned into days and counts: each text once, however many rows hold it.

- A timestamp with a zone (``2026-03-29T00:30:00+01:00``, ``…Z``) is on the day that it was in the organisation's zone
  then, whatever the clocks did. One without a zone, and a plain date, is on the day that it names.
- Days before 1970, and days later than today in the organisation's zone, are refused.
- A count is a whole number from 0 to 65,534; 0 says that nothing was done on that day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.utils.translation import gettext as _

from customers.activity.gathering import FIRST_DAY
from customers.activity.months import MOST_A_DAY, Integers
from customers.importing.values import ValueRefused, parse_day, trimmed

# Stands for a cell that was refused.
REFUSED = -1
# From so many different texts on they are looked at as columns of characters.
MANY = 5_000
SHORTEST_STAMP = len("2026-03-29T00:30")
EPOCH = date(1970, 1, 1)

_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:[.,]\d{1,9})?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)", re.IGNORECASE
)
_WHOLE = re.compile(r"([+-]?)(\d{1,18})(?:\.0+)?")


class DayReader:
    """Read the texts of a column of days; ``zoned`` says afterwards whether any named a time zone."""

    def __init__(self, zone: ZoneInfo, today: date, formats: tuple[str, ...] = ()) -> None:
        self.zone, self.today, self.formats = zone, today.toordinal(), formats
        self.zoned = False
        self._one = lru_cache(maxsize=100_000)(self._read)

    def __call__(self, texts: list[str]) -> tuple[Integers, dict[int, str]]:
        """Return the days of texts as ordinals (-1: refused), and by place why each refused one was."""
        days = np.full(len(texts), REFUSED, dtype=np.int32)
        if len(texts) >= MANY and not self.formats:
            self._fill_stamps(texts, days)
        reasons: dict[int, str] = {}
        for place in np.flatnonzero(days == REFUSED).tolist():
            day = self._one(texts[place])
            if isinstance(day, str):
                reasons[place] = day
            else:
                days[place] = day
        return days, reasons

    def _read(self, text: str) -> int | str:
        try:
            day = self.day_of(text).toordinal()
        except ValueRefused as refused:
            return str(refused)
        if day < FIRST_DAY:
            return _("lies before 1970")
        return _("lies in the future") if day > self.today else day

    def day_of(self, text: str) -> date:
        """Return the day of one text; raises ValueRefused."""
        if not trimmed(text):
            raise ValueRefused(_("is empty: activity is told by day"))
        plain = unicodedata.normalize("NFKC", trimmed(text))
        if self.formats:
            return self._by_formats(plain)
        stamp = _STAMP.fullmatch(plain)
        if not stamp:
            return parse_day(plain)
        day, minute, second, zone = stamp.groups()
        zone = "+00:00" if zone.upper() in ("Z", "UTC") else zone
        try:
            at = datetime.fromisoformat(f"{day}T{minute}{(second or ':00').replace(':60', ':59')}{zone}")
        except ValueError:
            raise ValueRefused(_("is no moment that there was")) from None
        return self._in_zone(at)

    def _by_formats(self, plain: str) -> date:
        for form in self.formats:
            try:
                at = datetime.strptime(plain, form)
            except ValueError:
                continue
            return self._in_zone(at) if at.tzinfo else at.date()
        return parse_day(plain, self.formats)

    def _in_zone(self, at: datetime) -> date:
        self.zoned = True
        try:
            return at.astimezone(self.zone).date()
        except (OverflowError, ValueError):
            raise ValueRefused(_("is no moment that there was")) from None

    def _fill_stamps(self, texts: list[str], days: Integers) -> None:
        """Fill in the days of plain ISO timestamps; what is left is read one by one."""
        try:
            characters = np.array(texts, dtype=np.bytes_)
        except UnicodeEncodeError:
            return
        width = characters.dtype.itemsize
        if width < SHORTEST_STAMP:
            return
        letters = characters.view(np.uint8).reshape(len(texts), width)
        plain = _iso_days(letters)
        known = plain != REFUSED
        zoned = known & _names_zone(letters)
        local = np.where(known & ~zoned & (letters[:, SHORTEST_STAMP - 1] != 0), plain, REFUSED)
        if zoned.any():
            self.zoned = True
            local[zoned] = self._converted([texts[place] for place in np.flatnonzero(zoned)])
        days[:] = np.where((local >= FIRST_DAY) & (local <= self.today), local, REFUSED)

    def _converted(self, stamps: list[str]) -> Integers:
        moments = pd.to_datetime(pd.Series(stamps), format="ISO8601", utc=True, errors="coerce")
        since = moments.dt.tz_convert(self.zone).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
        found = since.astype(np.int64) + FIRST_DAY
        return np.where(np.isnat(since), REFUSED, found)


def _iso_days(letters: npt.NDArray[np.uint8]) -> Integers:
    """Return the ordinals of ``YYYY-MM-DD`` at the beginning of rows of characters; -1 where there is none."""
    digits = letters[:, [0, 1, 2, 3, 5, 6, 8, 9]].astype(np.int32) - ord("0")
    marks = (letters[:, 4] == ord("-")) & (letters[:, 7] == ord("-"))
    marks &= (letters[:, 10] == ord("T")) | (letters[:, 10] == ord(" ")) | (letters[:, 10] == 0)
    marks &= ((digits >= 0) & (digits <= 9)).all(axis=1)
    year, month, day = digits[:, :4] @ [1000, 100, 10, 1], digits[:, 4:6] @ [10, 1], digits[:, 6:] @ [10, 1]
    marks &= (year >= EPOCH.year) & (year < 2150) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(marks, year * 12 + month - 1 - EPOCH.year * 12, 0).astype("datetime64[M]")
    begins = months.astype("datetime64[D]").astype(np.int64)
    marks &= day <= (months + 1).astype("datetime64[D]").astype(np.int64) - begins
    return np.where(marks, begins + day - 1 + FIRST_DAY, REFUSED)


def _names_zone(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Say which rows of characters end with a zone: Z, +01, +0100 or +01:00."""
    lengths = (letters != 0).sum(axis=1)
    rows = np.arange(len(letters))

    def last(back: int) -> npt.NDArray[np.uint8]:
        return letters[rows, np.maximum(lengths - back, 0)]

    signs = np.zeros(len(letters), dtype=bool)
    for back in (3, 5, 6):
        signs |= np.isin(last(back), (ord("+"), ord("-"))) & (lengths - back >= SHORTEST_STAMP)
    return signs | np.isin(last(1), (ord("Z"), ord("z")))


@lru_cache(maxsize=100_000)
def count_of(text: str) -> int | str:
    """Return a count, or why the text is none."""
    match = _WHOLE.fullmatch(unicodedata.normalize("NFKC", trimmed(text)))
    if not match:
        return _("is not a whole number")
    if match[1] == "-" and int(match[2]):
        return _("is below zero")
    if int(match[2]) > MOST_A_DAY:
        return _("is more than %(most)s for one day") % {"most": f"{MOST_A_DAY:,}"}
    return int(match[2])


def read_counts(texts: list[str], read: Callable[[str], int | str] = count_of) -> tuple[Integers, dict[int, str]]:
    """Return the counts of texts (-1: refused), and by place why each refused one was."""
    said = [read(text) for text in texts]
    reasons = {place: one for place, one in enumerate(said) if isinstance(one, str)}
    return np.array([REFUSED if isinstance(one, str) else one for one in said], dtype=np.int32), reasons
