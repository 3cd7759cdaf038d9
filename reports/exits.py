"""Who left and what they said, as counted tables; everything that pages and exports count begins here.

The tables are the rollups (reports.rollups) and what the codebook of today says of them: an answer that was not coded
with it is pending.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from django.conf import settings
from django.utils import timezone
from numpy.typing import NDArray

from customers.models import Ending
from reports.codebooks import active_codebook
from reports.models import CodedResponse
from reports.rollups.answers import ENDING, AnswerCounts
from reports.rollups.columns import Coded
from reports.rollups.customers import DERIVED, CustomerCounts, InvitationCounts
from reports.rollups.store import read_rollups

# What is known of an answer only, not of customers who gave none.
ANSWER_ONLY = ("language", "channel")
PENDING = "pending"
CODED = (CodedResponse.Status.OK.value, CodedResponse.Status.TOO_LONG.value)
# So many answers to the latest questions are kept beside the tables that they were counted from.
MOST_KEPT = 24
Counted = TypeVar("Counted")


@dataclass(frozen=True)
class Exits:
    """The tables that every report begins with: counts of answers, customers and invitations.

    ``outdated`` parts of them are still being counted, after very many changes at once.
    """

    answers: AnswerCounts
    customers: CustomerCounts
    invitations: InvitationCounts
    codebook: str
    outdated: int = 0

    def kept(self, question: Hashable, count: Callable[[], Counted]) -> Counted:
        """Return what ``count`` counts of these tables, counted once as long as they stand and the day lasts.

        ``question`` names the figure and everything that it depends on but the tables. Whatever changes a row makes new
        tables, which begin with nothing kept; so nobody sees a figure from before a correction.
        """
        asked = (question, timezone.localdate(), settings.SMALLEST_GROUP)
        (found,) = self._kept.pop(asked, None) or (count(),)
        self._kept[asked] = (found,)
        for oldest in list(self._kept)[:-MOST_KEPT]:
            self._kept.pop(oldest, None)
        return found

    @cached_property
    def _kept(self) -> dict[Hashable, tuple[Any]]:
        return {}

    @cached_property
    def status(self) -> Coded:
        """Each row of answers' status: CodedResponse's, or pending."""
        statuses = self.answers.status
        values = (*statuses.values, PENDING)
        current = self.answers.codebook.equals(self.codebook)
        return Coded(np.where(current, statuses.codes, len(values) - 1), values)

    @cached_property
    def unsure(self) -> NDArray[np.bool_]:
        """Say of each row of answers whether a person should read it."""
        return self.answers.unsure & self.answers.codebook.equals(self.codebook)

    @cached_property
    def coded(self) -> NDArray[np.bool_]:
        """Say of each row of answers whether it is in the base of a cause's share."""
        return self.status.among(CODED)

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        """Every dimension that customers or answers have with its values, both sorted."""
        today = timezone.localdate()
        columns = [*self.answers.dimensions.items(), *self.customers.dimensions.items()]
        columns += [(name, self.customers.dimension(name, today)) for name in DERIVED]
        values: dict[str, set[str]] = {}
        for name, column in columns:
            values.setdefault(name, set()).update(_present(column))
        if self.answers.ending.equals(Ending.INVOLUNTARY).any():
            values[ENDING] = {"voluntary", "involuntary"}
        return {name: sorted(values[name]) for name in sorted(values) if values[name]}


_latest: Exits | None = None


def read_exits() -> Exits:
    """Return the tables as they are now; the same object as long as nothing changed."""
    global _latest
    rollups = read_rollups()
    digest = active_codebook().digest
    now = Exits(rollups.answers, rollups.customers, rollups.invitations, digest, rollups.outdated)
    if _latest is None or _about(_latest) != _about(now) or any(map(_differ, _tables(_latest), _tables(now))):
        _latest = now
    return _latest


def last_day(end: date | None) -> date:
    """Return the last day of a half-open period that ends before ``end``; today where it is open or still to come."""
    today = timezone.localdate()
    return min(end - timedelta(days=1), today) if end else today


def _tables(exits: Exits) -> Iterable[object]:
    return exits.answers, exits.customers, exits.invitations


def _about(exits: Exits) -> tuple[str, int]:
    return exits.codebook, exits.outdated


def _differ(one: object, other: object) -> bool:
    return one is not other


def _present(column: Coded) -> set[str]:
    there = np.bincount(column.codes, minlength=len(column.values)) > 0
    return {value for value, present in zip(column.values, there.tolist(), strict=True) if present and value}
