"""What the codebook does not have yet: themes of answers that it does not explain, and themes that rise.

Both questions are put to ``causes.emerging`` over all answers of the period, every language in one list; a theme that
both find stands once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Max
from django.utils import timezone

from causes.emerging import LEAST_TEXTS, Theme, as_written, emerging_themes
from causes.scripts import HAN_RUN
from reports.codebooks import UNCLEAR, active_codebook
from reports.filters import Filters
from reports.models import CodedResponse, Coding, DismissedTheme
from surveys.models import Answer

UNEXPLAINED, RISING = "unexplained", "rising"
NOT_EXPLAINING = (UNCLEAR, "other")
RECENT_DAYS = 90
# The page is made while somebody waits; of more answers than this on either side the latest are read.
MOST_ANSWERS = 6_000
MOST_PHRASES = 8


@dataclass(frozen=True)
class Told:
    """A typical answer of a theme."""

    response: int
    words: str
    language: str


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
    few: bool
    z: float
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    typical: tuple[Told, ...]

    @property
    def english(self) -> str:
        """The phrases in Latin script, one a line."""
        return "\n".join(phrase for phrase in self.phrases if not HAN_RUN.search(phrase))

    @property
    def chinese(self) -> str:
        """The phrases with Han characters, one a line."""
        return "\n".join(phrase for phrase in self.phrases if HAN_RUN.search(phrase))

    @property
    def examples(self) -> str:
        """The typical answers, one a line."""
        return "\n".join(" ".join(told.words.split()) for told in self.typical)


@dataclass(frozen=True)
class EmergingPage:
    """The page: themes, those said to be none, and of how many answers. ``since`` is where *now* begins."""

    themes: list[EmergingTheme]
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
    last = filters.end or (today or timezone.localdate()) + timedelta(days=1)
    since = filters.begin or last - timedelta(days=RECENT_DAYS)
    least = max(LEAST_TEXTS, settings.SMALLEST_GROUP)
    kept = _kept(_mark())
    asked = filters, since, least
    found = kept[asked] if asked in kept else kept.setdefault(asked, _found(*asked))
    dismissed = list(DismissedTheme.objects.filter(undone_at=None).select_related("dismissed_by"))
    known = {term for one in dismissed for term in one.terms}
    shown = [theme for theme in found.themes if theme.terms[0] not in known]
    return EmergingPage(shown, dismissed, found.unexplained, found.answers, found.earlier, since, least)


def _mark() -> tuple[object, ...]:
    """Return what changes whenever an answer is coded, corrected or erased: the same themes need no second search."""
    coded = CodedResponse.objects.aggregate(count=Count("pk"), newest=Max("coded_at"))
    return active_codebook().digest, coded["count"], coded["newest"]


@lru_cache(maxsize=1)
def _kept(mark: tuple[object, ...]) -> dict[tuple[Filters, date, int], _Found]:
    """Return what was found since something last changed; whatever was found before is forgotten with its words."""
    return {}


def forget_found() -> None:
    """Forget what was found, because words of it are deleted."""
    _kept.cache_clear()


def _found(filters: Filters, since: date, least: int) -> _Found:
    every = _answers(filters)
    asked = [one for one in every if not filters.begin or one.left_on >= filters.begin]
    earlier = [one for one in every if one.left_on < since]
    unexplained = [one for one in asked if not one.explained]
    themes = _themes(UNEXPLAINED, unexplained, [one for one in asked if one.explained], least)
    themes += _themes(RISING, [one for one in every if one.left_on >= since], earlier, least)
    return _Found(tuple(_once(themes)), len(unexplained), len(asked), len(earlier))


def dismiss_theme(name: str, terms: Sequence[str], user: User) -> DismissedTheme:
    """Remember that a theme is none."""
    return DismissedTheme.objects.create(name=name, terms=list(terms), dismissed_by=user)


def restore_theme(dismissed: DismissedTheme) -> None:
    """Let a dismissed theme be shown again; the row stays, stamped."""
    if dismissed.undone_at is None:
        dismissed.undone_at = timezone.now()
        dismissed.save(update_fields=["undone_at"])


def _answers(filters: Filters) -> list[_Answer]:
    """Return the latest answers with words that are coded, up to the period's end."""
    digest = active_codebook().digest
    kept = Answer.objects.exclude(verbatim="").filter(
        response__coded__codebook=digest, response__coded__status__in=CodedResponse.READ
    )
    if filters.survey:
        kept = kept.filter(response__survey__key=filters.survey)
    if filters.end:
        kept = kept.filter(response__left_on__lt=filters.end)
    explaining = Coding.objects.exclude(cause__in=NOT_EXPLAINING).filter(response__coded__codebook=digest)
    explained = set(explaining.values_list("response_id", flat=True))
    rows = kept.order_by("-response__left_on", "-response_id").values_list(
        "response_id", "verbatim", "response__left_on", "response__coded__language", "response__coded__unsure"
    )
    return [
        _Answer(response, words, left_on, language, response in explained and not unsure)
        for response, words, left_on, language, unsure in rows[:MOST_ANSWERS]
    ]


def _themes(kind: str, now: list[_Answer], before: list[_Answer], least: int) -> list[EmergingTheme]:
    themes = emerging_themes([one.words for one in now], [one.words for one in before], least_texts=least)
    return [_shown(theme, kind, now, len(before)) for theme in themes]


def _shown(theme: Theme, kind: str, now: list[_Answer], of_before: int) -> EmergingTheme:
    said = [now[place] for place in theme.texts]
    written = [_written(term.words, [one.words for one in said]) for term in theme.terms]
    typical = [now[place] for place in theme.typical]
    return EmergingTheme(
        name=theme.name,
        kinds=(kind,),
        now=len(said),
        of_now=len(now),
        before=theme.before,
        of_before=of_before,
        few=theme.few,
        z=theme.z,
        terms=tuple(" ".join(term.words) for term in theme.terms),
        phrases=tuple(_apart([theme.name, *written])),
        typical=tuple(Told(one.response, one.words, one.language) for one in typical),
    )


def _written(stems: tuple[str, ...], texts: Iterable[str]) -> str:
    """Return a term as somebody wrote it."""
    bare = " ".join(stems)
    return next((name for text in texts if (name := as_written(stems, text)) != bare), bare)


def _apart(terms: Iterable[str]) -> list[str]:
    """Return terms of which none stands in another, small letters, the first ones first."""
    chosen: list[str] = []
    for term in terms:
        plain = term.lower()
        if not any(plain in other or other in plain for other in chosen):
            chosen.append(plain)
    return chosen[:MOST_PHRASES]


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
