"""What the codebook does not have yet: themes of answers that it does not explain, and themes that rise.

Both questions are put to ``causes.emerging`` over all answers of the period, every language in one list; a theme that
both find stands once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.utils import timezone

from causes.emerging import LEAST_TEXTS, Theme, emerging_themes
from reports.codebooks import UNCLEAR, active_codebook, content_now
from reports.exits import read_exits
from reports.filters import Filters
from reports.models import CodedResponse, Coding, DismissedTheme
from reports.periods import buckets
from reports.theme_causes import cause_fields, causes_of_themes
from reports.theme_phrases import ThemeWords, phrases_of
from surveys.models import Response

UNEXPLAINED, RISING = "unexplained", "rising"
NOT_EXPLAINING = (UNCLEAR, "other")
RECENT_DAYS = 90
# The page is made while somebody waits; of more answers than this on either side the latest are read.
MOST_ANSWERS = 6_000
AT_ONCE = 2_000
MOST_PARTS = 14


@dataclass(frozen=True)
class Told:
    """A typical answer of a theme."""

    response: int
    words: str
    language: str


@dataclass(frozen=True)
class Said:
    """A part of the period ``[begin, end)``: in how many of its answers (``base``) the theme was said (``count``)."""

    begin: date
    end: date
    count: int
    base: int

    @property
    def share(self) -> float | None:
        """Count ÷ base; None where nobody answered."""
        return self.count / self.base if self.base else None


@dataclass(frozen=True)
class EmergingTheme:
    """A theme as the page shows it. ``share`` counts are answers: ``now`` of ``of_now``, ``before`` of ``of_before``.

    ``phrases`` are what a cause made of it would begin with; ``terms`` is what it is known by when it is dismissed.
    """

    name: str
    kinds: tuple[str, ...]
    now: int
    of_now: int
    before: int
    of_before: int
    first_seen: date
    few: bool
    z: float
    terms: tuple[str, ...]
    typical: tuple[Told, ...]
    phrases: tuple[str, ...] = ()
    over_time: tuple[Said, ...] = ()

    @property
    def shares(self) -> list[float | None]:
        """The share of answers in each part of the period."""
        return [part.share for part in self.over_time]

    @property
    def growth(self) -> float | None:
        """How many times as often as before it is said now; None of what was never said before."""
        return self.now * self.of_before / (self.before * self.of_now) if self.before and self.of_now else None

    @property
    def fields(self) -> dict[str, str]:
        """What the form for a cause begins with."""
        examples = [told.words for told in self.typical]
        return cause_fields(self.name, self.phrases, examples, self.now)


@dataclass(frozen=True)
class EmergingPage:
    """The page: themes, those said to be none, and of how many answers. ``since`` is where *now* begins.

    ``known`` are themes that the team made a cause of, with that cause; they are no news any more.
    """

    themes: list[EmergingTheme]
    known: list[tuple[EmergingTheme, str]]
    dismissed: list[DismissedTheme]
    unexplained: int
    answers: int
    earlier: int
    since: date
    least: int


@dataclass(frozen=True)
class _Answer:
    response: int
    words: str
    left_on: date
    language: str
    explained: bool


@dataclass(frozen=True)
class _Found:
    themes: tuple[EmergingTheme, ...]
    unexplained: int
    answers: int
    earlier: int


def emerging_page(filters: Filters, today: date | None = None) -> EmergingPage:
    """Return the page of a period and survey; without a beginning asked for, *now* is the last 90 days of it."""
    asked = _asked(filters, today)
    kept = _kept()
    found = kept[asked] if asked in kept else kept.setdefault(asked, _found(*asked))
    dismissed = list(DismissedTheme.objects.filter(undone_at=None).select_related("dismissed_by"))
    none = {term for one in dismissed for term in one.terms}
    shown = [theme for theme in found.themes if theme.terms[0] not in none]
    causes = causes_of_themes(shown, content_now()) if shown else []
    news = [theme for theme, cause in zip(shown, causes, strict=True) if not cause]
    known = [(theme, cause) for theme, cause in zip(shown, causes, strict=True) if cause]
    return EmergingPage(news, known, dismissed, found.unexplained, found.answers, found.earlier, asked[1], asked[2])


def takes_long(filters: Filters, today: date | None = None) -> bool:
    """Say whether so many answers are to be read for the page that its reader should see it begin."""
    if _asked(filters, today) in _kept():
        return False
    return int(read_exits().answers.people.sum()) > AT_ONCE


def _asked(filters: Filters, today: date | None) -> tuple[Filters, date, int]:
    """Return the filters, the day from which *now* is, and the fewest answers of a theme."""
    last = filters.end or (today or timezone.localdate()) + timedelta(days=1)
    since = filters.begin or last - timedelta(days=RECENT_DAYS)
    return filters, since, max(LEAST_TEXTS, settings.SMALLEST_GROUP)


# What was found for whom since something last changed: the tables that it belongs to, the codebook, what was found.
_found_for: tuple[object, str, dict[tuple[Filters, date, int], _Found]] = (None, "", {})


def _kept() -> dict[tuple[Filters, date, int], _Found]:
    """Return what was found since an answer was last coded, corrected or erased; what was found before is forgotten."""
    global _found_for
    answers, digest = read_exits().answers, active_codebook().digest
    if _found_for[0] is not answers or _found_for[1] != digest:
        _found_for = (answers, digest, {})
    return _found_for[2]


def forget_found() -> None:
    """Forget what was found, because words of it are deleted."""
    global _found_for
    _found_for = (None, "", {})


def _found(filters: Filters, since: date, least: int) -> _Found:
    now, earlier = _answers(filters, since, filters.end), _answers(filters, None, since)
    asked = now if filters.begin else [*now, *earlier]
    unexplained = [one for one in asked if not one.explained]
    themes = _themes(UNEXPLAINED, unexplained, [one for one in asked if one.explained], least)
    themes += _themes(RISING, now, earlier, least)
    return _Found(tuple(_once(themes)), len(unexplained), len(asked), len(earlier))


def dismiss_theme(name: str, terms: Sequence[str], user: User) -> DismissedTheme:
    """Remember that a theme is none."""
    return DismissedTheme.objects.create(name=name, terms=list(terms), dismissed_by=user)


def restore_theme(dismissed: DismissedTheme) -> None:
    """Let a dismissed theme be shown again; the row stays, stamped."""
    if dismissed.undone_at is None:
        dismissed.undone_at = timezone.now()
        dismissed.save(update_fields=["undone_at"])


def _answers(filters: Filters, begin: date | None, end: date | None) -> list[_Answer]:
    """Return the latest answers with words that are coded, of people who left in a period."""
    digest = active_codebook().digest
    kept = Response.objects.left_within(begin, end).filter(
        coded__codebook=digest, coded__status__in=CodedResponse.READ, answers__verbatim__gt=""
    )
    if filters.survey:
        kept = kept.filter(survey__key=filters.survey)
    explaining = Coding.objects.filter(response=OuterRef("pk")).exclude(cause__in=NOT_EXPLAINING)
    rows = (
        kept.order_by("-left_on", "-pk")
        .annotate(explained=Exists(explaining))
        .values_list("pk", "answers__verbatim", "left_on", "coded__language", "coded__unsure", "explained")
    )
    return [
        _Answer(response, words, left_on, language, explained and not unsure)
        for response, words, left_on, language, unsure, explained in rows[:MOST_ANSWERS]
    ]


def _themes(kind: str, now: list[_Answer], before: list[_Answer], least: int) -> list[EmergingTheme]:
    words, others = [one.words for one in now], [one.words for one in before]
    themes = emerging_themes(words, others, least_texts=least)
    asked = [
        ThemeWords(theme.name, [term.words for term in theme.terms], [words[place] for place in theme.texts])
        for theme in themes
    ]
    phrases = phrases_of(asked, words + others)
    return [
        replace(_shown(theme, kind, now, len(before)), phrases=tuple(mine))
        for theme, mine in zip(themes, phrases, strict=True)
    ]


def _shown(theme: Theme, kind: str, now: list[_Answer], of_before: int) -> EmergingTheme:
    said = [now[place] for place in theme.texts]
    typical = [now[place] for place in theme.typical]
    return EmergingTheme(
        name=theme.name,
        kinds=(kind,),
        now=len(said),
        of_now=len(now),
        before=theme.before,
        of_before=of_before,
        first_seen=min(one.left_on for one in said),
        few=theme.few,
        z=theme.z,
        terms=tuple(" ".join(term.words) for term in theme.terms),
        typical=tuple(Told(one.response, one.words, one.language) for one in typical),
        over_time=tuple(_over_time([one.left_on for one in said], [one.left_on for one in now])),
    )


def _over_time(said: list[date], all_days: list[date]) -> Iterator[Said]:
    """Yield how often a theme was said, by days, weeks, months or quarters of all answers' days."""
    for begin, end in buckets(min(all_days), max(all_days) + timedelta(days=1), MOST_PARTS):
        inside = [sum(begin <= day < end for day in days) for days in (said, all_days)]
        yield Said(begin, end, *inside)


def _once(themes: list[EmergingTheme]) -> list[EmergingTheme]:
    """Return themes by strength; one that both comparisons found stands once, with both reasons."""
    found: dict[str, EmergingTheme] = {}
    for theme in themes:
        same = next((first for first, other in found.items() if {*other.terms[:3]} & {*theme.terms[:3]}), "")
        if same:
            other = found[same]
            best = max(theme, other, key=lambda one: one.z)
            found[same] = replace(best, kinds=tuple(dict.fromkeys((*other.kinds, *theme.kinds))))
        else:
            found[theme.terms[0]] = theme
    return sorted(found.values(), key=lambda one: -one.z)
