"""Customer-months: who was there on a day, what was known on that day, and who left in the 30 days after it.

Days are counted back from the last day that is known, 30 at a time. Nothing that came on or after a day is a column of
it: no end that was known beforehand, no activity, no answer; plan, price and term are those of the day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from customers.activity.reading import last_told_day
from customers.models import CustomerEvent, Ending, Term
from reports.risk.attributes import Attributes, read_attributes
from reports.risk.days import RECENT, UNKNOWN, Activity, activity_before
from reports.risk.encoding import Columns
from reports.risk.past_causes import PastCauses, read_past_causes, segments_of
from reports.rollups.columns import Coded
from reports.rollups.spans import NONE, Spans
from reports.rollups.store import read_spans, refresh_rollups

HORIZON = 30
MOST_MONTHS = 36
YEAR, MONTH = 365.25, 30.436875
# Days that a price rise and a support contact are remembered.
REMEMBERED = 90
# Activity told of up to so long before the last known day sets the day; older activity is no news.
STALE_DAYS = 45
RENEWALS = ("", "monthly", "due", "soon", "later", "renewed")
SUPPORT_CAP = 5

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Months:
    """Customer-months, n rows: ``row`` in the spans, ``at`` the place of the day in ``History.days``, who left."""

    row: Ints
    at: Ints
    left: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Months:
        """Return some of them."""
        return Months(self.row[rows], self.at[rows], self.left[rows])

    def joined(self, other: Months) -> Months:
        """Return these and others after them."""
        return Months(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.at, other.at]),
            np.concatenate([self.left, other.left]),
        )


@dataclass(frozen=True)
class History:
    """All that is known: ``days`` (ordinals, ascending) are the days looked at, the last of them ``as_of`` itself.

    ``support`` holds customer × 2^22 + day of every support contact, sorted.
    """

    spans: Spans
    days: NDArray[np.int32]
    as_of: date
    activity: Activity
    support: Ints
    past: PastCauses
    attributes: Attributes
    sizes: NDArray[np.float64]

    @property
    def months(self) -> int:
        """How many months have passed since the days looked at begin: the last one is still to come."""
        return len(self.days) - 1


def read_history() -> History:
    """Read everything that the model is made of."""
    spans = read_spans()
    if spans.outdated:
        refresh_rollups()
        spans = read_spans()
    today = timezone.localdate()
    as_of = known_day(spans, today)
    days = days_back(spans, as_of)
    first_rows = np.flatnonzero(np.diff(spans.customer, prepend=-1) != 0)
    gone = _gone(spans, as_of)
    events = CustomerEvent.objects.filter(kind=CustomerEvent.Kind.SUPPORT, on__lt=as_of)
    contacts = [(key << 22) + day.toordinal() for key, day in events.values_list("customer_id", "on").iterator()]
    attributes = read_attributes(_at_rows(spans, first_rows), gone[first_rows])
    return History(
        spans=spans,
        days=days,
        as_of=as_of,
        activity=activity_before(spans.customer[first_rows], days),
        support=np.sort(np.array(contacts, np.int64)),
        past=read_past_causes(spans),
        attributes=attributes,
        sizes=size_ranks(spans),
    )


def known_day(spans: Spans, today: date) -> date:
    """Return the day up to which losses are known: of the last start or end, or until which activity was told of."""
    limit = today.toordinal()
    told = np.concatenate([spans.started, spans.ended])
    told = told[(told > 0) & (told <= limit)]
    latest = int(told.max()) if len(told) else limit
    active = last_told_day()
    if active and latest - STALE_DAYS <= active.toordinal():
        return date.fromordinal(min(active.toordinal() + 1, limit))
    return date.fromordinal(latest)


def days_back(spans: Spans, as_of: date) -> NDArray[np.int32]:
    """Return the days looked at, 30 apart, the last of them ``as_of``; the first is not before anybody had started."""
    starts = spans.started[spans.started > 0]
    first = int(starts.min()) if len(starts) else as_of.toordinal()
    number = min(MOST_MONTHS, max(0, (as_of.toordinal() - first) // HORIZON))
    return (as_of.toordinal() - HORIZON * np.arange(number, -1, -1)).astype(np.int32)


def months_at(history: History, at: int) -> Months:
    """Return the customer-months that begin on one of the days; involuntary losses count as having stayed.

    Whose start is not known is left out: how long it had been there cannot be told.
    """
    spans, day = history.spans, int(history.days[at])
    there = (spans.started > 0) & (spans.started <= day) & ((spans.ended == 0) | (spans.ended > day))
    row = np.flatnonzero(there).astype(np.int64)
    ends = spans.chain_end[row]
    left = (ends > 0) & (ends <= day + HORIZON) & ~spans.ending.equals(Ending.INVOLUNTARY)[row]
    return Months(row, np.full(len(row), at, np.int64), left)


def size_ranks(spans: Spans) -> NDArray[np.float64]:
    """Return the place of each span's revenue among all of its currency (0.0: least, 1.0: most); NaN of none."""
    found = np.full(len(spans), np.nan)
    for code in np.unique(spans.currency.codes):
        rows = np.flatnonzero((spans.currency.codes == code) & (spans.mrr != NONE))
        amounts = np.sort(spans.mrr[rows])
        sides = [np.searchsorted(amounts, spans.mrr[rows], side=side) for side in ("left", "right")]
        found[rows] = (sides[0] + sides[1]) / 2 / max(len(rows), 1)
    return found


def columns_of(history: History, months: Months) -> Columns:
    """Return what was known of customer-months on their days, by name."""
    spans, row = history.spans, months.row
    days = history.days[months.at].astype(np.int64)
    person = spans.person[row]
    recent = history.activity.recent[person, months.at].astype(np.float64)
    before = history.activity.before[person, months.at].astype(np.float64)
    rise, fall = _price(spans, row, days)
    found: dict[str, Coded | NDArray[np.float64]] = {
        "tenure": (days - spans.chain[row]) / MONTH,
        **activity_by_week(recent, before, days - spans.chain[row]),
        "plan": spans.plan.take(row),
        "term": spans.term.take(row),
        "renewal": Coded(_renewals(spans, row, days)[0], RENEWALS),
        "size": history.sizes[row],
        "rise": rise,
        "fall": fall,
        "support": np.minimum(_contacts(history, row, days), SUPPORT_CAP).astype(np.float64),
    }
    for name, column in history.attributes.columns.items():
        found[f"attribute:{name}"] = column.take(person) if isinstance(column, Coded) else column[person]
    shares = history.past.shares(segments_of(spans, row, days), days)
    return found | {f"cause:{cause}": shares[:, place] for place, cause in enumerate(history.past.causes)}


@dataclass(frozen=True)
class Facts:
    """What is said of customer-months in words; -1 where unknown or not so."""

    tenure: Ints
    recent: Ints
    before: Ints
    renewal: Ints
    rise: NDArray[np.float64]
    fall: NDArray[np.float64]
    support: Ints
    size: NDArray[np.float64]


def facts_of(history: History, months: Months) -> Facts:
    """Return days as customer, active days, days to the renewal, and what changed lately."""
    spans, row = history.spans, months.row
    days = history.days[months.at].astype(np.int64)
    person = spans.person[row]
    tenure = days - spans.chain[row]
    before = history.activity.before[person, months.at].astype(np.int64)
    rise, fall = _price(spans, row, days)
    return Facts(
        tenure=tenure,
        recent=history.activity.recent[person, months.at].astype(np.int64),
        before=np.where(tenure >= RECENT * 2, before, UNKNOWN),
        renewal=_renewals(spans, row, days)[1],
        rise=rise,
        fall=fall,
        support=_contacts(history, row, days),
        size=history.sizes[row],
    )


def activity_by_week(recent: NDArray[np.float64], before: NDArray[np.float64], age: Ints) -> Columns:
    """Return how often a customer is active, and how that stands against the weeks before; NaN where unknown.

    Of a customer younger than sixteen weeks, the weeks before are those since its start; of one younger than four, the
    last weeks are. In its first week nothing is known.
    """
    lived = np.clip(age, 0, RECENT) / 7
    weeks = np.clip(age - RECENT, 0, 84) / 7
    now = np.where((recent < 0) | (lived < 1), np.nan, recent / np.maximum(lived, 1))
    then = np.where((before < 0) | (weeks < 4), np.nan, before / np.maximum(weeks, 1))
    trend = np.log((now + 0.1) / (then + 0.1))
    return {"activity": now, "activity_trend": np.clip(trend, -4, 4)}


def _renewals(spans: Spans, row: Ints, days: Ints) -> tuple[NDArray[np.int32], Ints]:
    """Return where each contract stands (a place in ``RENEWALS``), and days to its anniversary (-1: none)."""
    yearly = spans.term.equals(Term.YEARLY)[row]
    passed = np.mod(days - spans.contract[row], YEAR)
    left = np.ceil(YEAR - passed).astype(np.int64)
    young = days - spans.contract[row] < YEAR - 1
    stand = np.select([left <= HORIZON, left <= 3 * HORIZON, (passed < HORIZON) & ~young], [2, 3, 5], 4)
    return np.where(yearly, stand, 1).astype(np.int32), np.where(yearly, left, UNKNOWN)


def _price(spans: Spans, row: Ints, days: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return by which part each pays more for the same, and less than before, since a change in the last 90 days."""
    lately = (spans.before[row] > 0) & (days - spans.started[row] <= REMEMBERED) & (spans.mrr[row] != NONE)
    change = np.where(lately, spans.mrr[row] / np.maximum(spans.before[row], 1) - 1, 0.0)
    earlier = np.maximum(row - 1, 0)
    same = (spans.plan.codes[row] == spans.plan.codes[earlier]) & (spans.term.codes[row] == spans.term.codes[earlier])
    return np.where(same, np.clip(change, 0, 1), 0.0), np.clip(-change, 0, 1)


def _contacts(history: History, row: Ints, days: Ints) -> Ints:
    """Return how often each customer had asked for support in the 90 days before."""
    keys = history.spans.customer[row] << 22
    upto, since = (np.searchsorted(history.support, keys + at, side="left") for at in (days, days - REMEMBERED))
    return np.asarray(upto - since, np.int64)


def _gone(spans: Spans, as_of: date) -> NDArray[np.bool_]:
    """Say of each row whether its customer's last span has ended by a day."""
    last = np.append(np.flatnonzero(np.diff(spans.customer)), len(spans) - 1) if len(spans) else np.empty(0, int)
    over = (spans.ended[last] > 0) & (spans.ended[last] <= as_of.toordinal())
    return over[spans.person] if len(spans) else np.zeros(0, bool)


def _at_rows(spans: Spans, rows: Ints) -> Spans:
    """Return spans with the attributes of some rows only: one a customer."""
    return replace(spans, dimensions={name: column.take(rows) for name, column in spans.dimensions.items()})
