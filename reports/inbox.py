"""The answers as the team works through them: searched, filtered, sorted, a page at a time, all in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.filters import PREFERRED
from reports.inbox_order import apart_first, unsure_first
from reports.labels import dimension_label, reader_language, segment_label
from reports.models import Correction, Mark, Quote
from reports.people import TO_BE_READ, Behind, Leave, answers_behind, count_behind, may_list, read_behind
from reports.readings import Reading, readings_of, with_reading
from reports.search import Search, read_search
from reports.search_index import MOST_RANKED, count_found, ranked_keys
from reports.triage import MOST_AT_ONCE, Undoable, latest_change
from surveys.languages import wording_in
from surveys.models import Answer, Choice, Question, Response

A_PAGE = 20
# What the team did with an answer; asked for beside the statuses that an answer has by itself.
UNREAD, STARRED, QUOTED, CORRECTED = "unread", "starred", "quoted", "corrected"
DONE = (UNREAD, STARRED, QUOTED, CORRECTED)
NEWEST, REVENUE, UNSURE, RELEVANCE, APART = SORTS = ("newest", "revenue", "unsure", "relevance", "apart")
# So much of a segment fits into a line.
MOST_SHOWN = 4
# From so many on, answers that are searched for are met often enough while going through all of them in order.
MANY = 5_000
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


@dataclass(frozen=True)
class Row:
    """An answer in the list, with what the team did with it and the part of its segment that fits into a line."""

    reading: Reading
    read: bool
    starred: bool
    quoted: bool
    segment: list[tuple[str, str]]


@dataclass(frozen=True)
class Inbox:
    """The page: answers of one page, how many there are in all, and what may be done."""

    sought: Sought
    leave: Leave
    count: int
    number: int
    rows: list[Row]
    opened: Reading | None
    problems: list[str]
    change: Undoable | None = None
    most_at_once: int = MOST_AT_ONCE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // A_PAGE))

    @property
    def previous(self) -> int:
        """The number of the page before, 0 when there is none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page after, 0 when there is none."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def narrowed(self) -> list[tuple[str, str, str]]:
        """What the answers are narrowed to, as people read it: name, value, and the query string without it."""
        filters, fields = self.sought.filters, self.sought.fields()
        shown = [
            (dimension_label(name), segment_label(value), filters.without(name).query(**fields))
            for name, value in filters.where
        ]
        names = {"q": (_("Search"), self.sought.typed), "least": (_("Monthly revenue at least"), fields["least"])}
        names |= {"reason": (_("Ticked"), ticked_reasons().get(self.sought.reason, "") if self.sought.reason else "")}
        rest = {name: filters.query(**(fields | {name: ""})) for name in names}
        return shown + [(label, value, rest[name]) for name, (label, value) in names.items() if value]


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


def read_inbox(given: Mapping[str, Any], asked: Asked, user: User) -> Inbox:
    """Return the page that ``given`` asks for."""
    sought, problems = read_sought(given, asked)
    leave = may_list(asked.exits, sought.behind)
    if leave.reason:
        return Inbox(sought, leave, 0, 1, [], None, asked.problems + problems, latest_change(user))
    count = count_sought(asked, sought)
    number = min(_number(given.get("page", "")), max(1, -(-count // A_PAGE)))
    keys = page_of(sought, number, count, problems)
    readings = read_keys([*keys, *_opened(given, sought, keys)])
    rows = rows_of(readings[: len(keys)])
    opened = readings[-1] if len(readings) > len(keys) else None
    if opened is None and readings:
        opened = next((one for one in readings if str(one.response.pk) == given.get("open")), readings[0])
    return Inbox(sought, leave, count, number, rows, opened, asked.problems + problems, latest_change(user))


def answers_sought(sought: Sought, many: bool = False) -> QuerySet[Response]:
    """Return the answers that are asked for, whether they may be shown or not; newest first. ``many`` do, if said."""
    answers = answers_behind(sought.behind).filter(sought.search.condition(many))
    if sought.reason:
        ticked = Answer.objects.alias(keys=Cast("choices", TextField())).filter(
            response=OuterRef("pk"), question__kind__in=_TICKED, keys__contains=f'"{sought.reason}"'
        )
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


def page_of(sought: Sought, number: int, count: int, problems: list[str]) -> list[int]:
    """Return the keys of one page, in the order asked for; a sentence is added where that order is not to be had."""
    if not count:
        return []
    answers = answers_sought(sought, count > MANY)
    begin, end = (number - 1) * A_PAGE, number * A_PAGE
    if sought.sort == RELEVANCE:
        if count <= MOST_RANKED:
            there = set(answers.order_by().values_list("pk", flat=True))
            return [key for key in ranked_keys(sought.search.wanted) if key in there][begin:end]
        problems.append(_("These are too many to sort by relevance; the newest come first."))
    elif sought.sort == REVENUE:
        answers = answers.order_by(F("mrr").desc(nulls_last=True), "-pk")
    elif sought.sort == UNSURE:
        answers = unsure_first(answers)
    elif sought.sort == APART:
        answers = apart_first(answers, sought.reason)
    return list(answers.values_list("pk", flat=True)[begin:end])


def rows_of(readings: Sequence[Reading]) -> list[Row]:
    """Return answers as rows, with the marks that they have now."""
    keys = [reading.response.pk for reading in readings]
    marks = set(Mark.objects.filter(response__in=keys).values_list("response_id", "kind"))
    quoted = set(Quote.objects.filter(response__in=keys, removed_at=None).values_list("response_id", flat=True))
    return [
        Row(
            reading,
            (key, Mark.Kind.READ) in marks,
            (key, Mark.Kind.STARRED) in marks,
            key in quoted,
            shown_segment(reading.response.segment),
        )
        for key, reading in zip(keys, readings, strict=True)
    ]


def read_keys(keys: Sequence[int]) -> list[Reading]:
    """Return the readings of answers in the order of their keys."""
    responses = {response.pk: response for response in with_reading(Response.objects.filter(pk__in=keys))}
    return readings_of([responses[key] for key in keys if key in responses], reader_language())


def shown_segment(segment: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the dimensions and values of a segment that fit into a line, the usual ones first, as people read them."""
    others = sorted(set(segment) - {*PREFERRED, "language", "channel"})
    names = [*(name for name in PREFERRED if name in segment), *others]
    shown = [(name, str(segment[name])) for name in names if segment[name] not in ("", None)]
    return [(dimension_label(name), segment_label(value)) for name, value in shown[:MOST_SHOWN]]


def ticked_reasons() -> dict[str, str]:
    """Return the reasons that can be ticked in any survey, by key, as the reader's language words them."""
    choices = Choice.objects.filter(question__kind__in=_TICKED).order_by("question__survey", "position")
    language = reader_language()
    return {key: wording_in(wording, language) or key for key, wording in choices.values_list("key", "wording")}


def _done(done: str) -> Q:
    if done == QUOTED:
        return Q(Exists(Quote.objects.filter(response=OuterRef("pk"), removed_at=None)))
    if done == CORRECTED:
        return Q(Exists(Correction.objects.filter(response=OuterRef("pk"), undone_at=None)))
    marks = Mark.objects.filter(response=OuterRef("pk"))
    if done == STARRED:
        return Q(Exists(marks.filter(kind=Mark.Kind.STARRED)))
    return ~Q(Exists(marks.filter(kind=Mark.Kind.READ)))


def _opened(given: Mapping[str, Any], sought: Sought, keys: Sequence[int]) -> list[int]:
    """Return the key of the answer to open, when it is none of the page but one that is asked for."""
    wanted = given.get("open", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19) or int(wanted) in keys:
        return []
    return [int(wanted)] if answers_sought(sought).filter(pk=int(wanted)).exists() else []


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


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given.get(name, "") for name in given}
