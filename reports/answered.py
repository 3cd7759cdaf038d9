"""Who left, who was asked, who answered and what was made of it: the figures at the head of reports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from customers.models import Ending
from reports.exits import CODED, PENDING, Exits
from reports.filters import Filters
from reports.losses import endings_of
from reports.statistics import ratio
from reports.tallies import chosen_answers, within


@dataclass(frozen=True)
class Figures:
    """The page's head: who left, who was asked, who answered, what was made of it. People, in the period."""

    voluntary: int
    involuntary: int
    unknown: int
    invited: int
    invited_answered: int
    answers: int
    coded: int
    no_words: int
    no_content: int
    pending: int
    to_be_read: int

    @property
    def exits(self) -> int:
        """Those who left by their own decision or for a reason unknown."""
        return self.voluntary + self.unknown

    @property
    def response_rate(self) -> float | None:
        """Invited people who answered ÷ invited people; answers through the open link are beside it."""
        return ratio(self.invited_answered, self.invited)


def figures(exits: Exits, filters: Filters) -> Figures:
    """Return the page's head."""
    endings = endings_of(exits, filters)
    invited, invited_answered = invited_counts(exits, filters)
    chosen = chosen_answers(exits, filters)
    people, status = exits.answers.people[chosen], exits.status.take(chosen)
    counts = np.bincount(status.codes, people, len(status.values)).astype(int).tolist()
    statuses = dict(zip(status.values, counts, strict=True))
    return Figures(
        voluntary=endings[Ending.VOLUNTARY],
        involuntary=endings[Ending.INVOLUNTARY],
        unknown=endings[Ending.UNKNOWN],
        invited=invited,
        invited_answered=invited_answered,
        answers=int(people.sum()),
        coded=sum(statuses.get(status, 0) for status in CODED),
        no_words=statuses.get("no_words", 0),
        no_content=statuses.get("no_content", 0),
        pending=statuses.get(PENDING, 0),
        to_be_read=int(people[exits.unsure[chosen]].sum()),
    )


def invited_counts(exits: Exits, filters: Filters) -> tuple[int, int]:
    """Return how many people were invited who left in the period, and how many of them answered."""
    invitations = exits.invitations
    chosen = within(invitations.left, filters)
    if filters.survey:
        chosen &= invitations.survey.equals(filters.survey)
    for dimension, value in filters.where:
        chosen &= invitations.dimension(dimension).equals(value)
    people = invitations.people
    return int(people[chosen].sum()), int(people[chosen & invitations.answered].sum())
