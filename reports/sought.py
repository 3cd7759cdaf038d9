"""Which answers are asked for: what was typed, ticked and done, beside the filters of all reports; and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.labels import reader_language
from reports.models import Correction, Mark, Quote
from reports.people import TO_BE_READ, Behind, answers_behind, count_behind, read_behind
from reports.search import Search, read_search
from reports.search_index import count_found
from surveys.languages import wording_in
from surveys.models import Answer, Choice, Question, Response

# What the team did with an answer; asked for beside the statuses that an answer has by itself.
UNREAD, STARRED, QUOTED, CORRECTED = "unread", "starred", "quoted", "corrected"
DONE = (UNREAD, STARRED, QUOTED, CORRECTED)
NEWEST, REVENUE, UNSURE, RELEVANCE, APART = SORTS = ("newest", "revenue", "unsure", "relevance", "apart")
_TICKED = (Question.Kind.SEVERAL, Question.Kind.SINGLE)


@dataclass(frozen=True)
class Sought:
    """Which answers are asked for, and in what order. ``done`` is one of ``DONE`` or empty."""

    behind: Behind
    typed: str = ""
    search: Search = field(default_factory=Search)
    reason: str = ""
    done: str = ""
    least: Decimal | None = None
    sort: str = NEWEST

    @property
    def filters(self) -> Any:
        """The filters that all reports have."""
        return self.behind.filters

    @property
    def counted_apart(self) -> bool:
        """Say whether the rollups know how many these are."""
        return not (self.search or self.done or self.least is not None)

    @property
    def only_searched(self) -> bool:
        """Say whether the index alone knows how many these are."""
        filters, behind = self.filters, self.behind
        narrowed = filters.begin or filters.end or filters.survey or filters.where or behind.cause or behind.status
        return bool(self.search.wanted and not (narrowed or self.reason or self.done or self.least is not None))

    def fields(self) -> dict[str, str]:
        """Return what is asked beside period, survey and segments, as in the address."""
        return {
            "cause": self.behind.cause,
            "status": self.done or self.behind.status,
            "q": self.typed,
            "reason": self.reason,
            "least": "" if self.least is None else f"{self.least.normalize():f}",
            "sort": "" if self.sort == NEWEST else self.sort,
        }

    @cached_property
    def query(self) -> str:
        """The query string that asks for the same."""
        return self.filters.query(**self.fields())


def read_sought(given: Mapping[str, Any], asked: Asked) -> tuple[Sought, list[str]]:
    """Return which answers ``given`` asks for, and a sentence for what does not exist."""
    done = given.get("status", "") if given.get("status", "") in DONE else ""
    behind, problems = read_behind({**_plain(given), "status": ""} if done else given, asked.filters)
    search = read_search(given.get("q", ""))
    reason = given.get("reason", "")
    if reason and reason not in ticked_reasons():
        problems.append(_("No survey has a reason “%(name)s”.") % {"name": reason})
        reason = ""
    least = _amount(given.get("least", ""), problems)
    sort = given.get("sort", "") or (RELEVANCE if search.wanted and "sort" in given else NEWEST)
    if sort not in SORTS or (sort == RELEVANCE and not search.wanted) or (sort == APART and not reason):
        sort = NEWEST
    if sort == UNSURE and behind.status not in ("", "coded", TO_BE_READ):
        sort = NEWEST
    elif sort == UNSURE:
        behind = replace(behind, status=TO_BE_READ)
    typed = given.get("q", "").replace("\x00", "").strip()
    sought = Sought(behind, typed, search, reason, done, least, sort)
    return sought, [*problems, *search.problems]


def answers_sought(sought: Sought, many: bool = False) -> QuerySet[Response]:
    """Return the answers that are asked for, whether they may be shown or not; newest first. ``many`` do, if said."""
    answers = answers_behind(sought.behind).filter(sought.search.condition(many))
    if sought.reason and sought.filters.main_only:
        answers = answers.filter(_main_reason(sought.reason))
    elif sought.reason:
        ticked = _chose(*_TICKED).filter(keys__contains=f'"{sought.reason}"')
        # Not as Exists: PostgreSQL would look through all that was ticked before it shows the newest twenty.
        answers = answers.alias(ticked=Subquery(ticked.values("pk")[:1])).filter(ticked__isnull=False)
    if sought.least is not None:
        answers = answers.filter(mrr__gte=sought.least)
    return answers.filter(_done(sought.done)) if sought.done else answers


def count_sought(asked: Asked, sought: Sought) -> int:
    """Return how many answers are asked for: from the rollups where they know, else counted by the database."""
    if sought.counted_apart:
        return count_behind(asked.exits, sought.behind, sought.reason)
    if sought.only_searched:
        return count_found(sought.search)
    return answers_sought(sought).order_by().count()


def ticked_reasons() -> dict[str, str]:
    """Return the reasons that can be ticked in any survey, by key, as the reader's language words them."""
    choices = Choice.objects.filter(question__kind__in=_TICKED).order_by("question__survey", "position")
    language = reader_language()
    return {key: wording_in(wording, language) or key for key, wording in choices.values_list("key", "wording")}


def _main_reason(reason: str) -> Q:
    """Return the condition that a reason is the main one: said to be it, or the only one that was ticked."""
    alone = f'["{reason}"]'
    said = _chose(Question.Kind.MAIN)
    others = _chose(*_TICKED).exclude(keys__in=[alone, "[]"])
    only = Exists(_chose(*_TICKED).filter(keys=alone)) & ~Exists(others) & ~Exists(said.exclude(keys="[]"))
    return Q(Exists(said.filter(keys=alone)) | only)


def _chose(*kinds: Question.Kind) -> QuerySet[Any]:
    """Return what was ticked in an outer response's questions of these kinds; ``keys`` is it as text."""
    answers = Answer.objects.alias(keys=Cast("choices", TextField()))
    return answers.filter(response=OuterRef("pk"), question__kind__in=kinds)


def _done(done: str) -> Q:
    if done == QUOTED:
        return Q(Exists(Quote.objects.filter(response=OuterRef("pk"), removed_at=None)))
    if done == CORRECTED:
        return Q(Exists(Correction.objects.filter(response=OuterRef("pk"), undone_at=None)))
    marks = Mark.objects.filter(response=OuterRef("pk"))
    if done == STARRED:
        return Q(Exists(marks.filter(kind=Mark.Kind.STARRED)))
    return ~Q(Exists(marks.filter(kind=Mark.Kind.READ)))


def _amount(text: str, problems: list[str]) -> Decimal | None:
    text = text.strip()
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 12:
        problems.append(_("“%(text)s” is no amount; write it like 49.90.") % {"text": text})
        return None
    return amount


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given.get(name, "") for name in given}
