"""What a request asks of the pages of churn and of cohorts: the spans, which periods, split by and narrowed to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import ImportRun
from reports.churn.periods import EACH, LAST, MOST, Spell, spells
from reports.filters import Filters, Known, read_filters
from reports.models import ExchangeRates
from reports.rollups.spans import Spans
from reports.rollups.store import read_spans

# Starts, ends and imports that are older than this say that nobody told of what happened since.
QUIET_DAYS = 45
# So many imports are looked at.
LATEST_IMPORTS = 20
TELL_OF_CUSTOMERS = (ImportRun.Kind.CUSTOMERS, ImportRun.Kind.SUBSCRIPTIONS)


@dataclass(frozen=True)
class ChurnAsked:
    """A question: of ``filters``, what to split by and narrow to count; ``problems`` say what does not exist.

    ``known_until`` is the last day that anything is known of, ``rates`` what all money was converted at.
    """

    spans: Spans
    known: Known
    filters: Filters
    each: str
    last: int
    known_until: date
    problems: list[str]
    usual: Mapping[str, int]
    rates: ExchangeRates | None = None

    @property
    def periods(self) -> tuple[Spell, ...]:
        """The periods asked for, those before the first customer left out."""
        first = self.spans.first_start
        return spells(self.each, self.last, self.known_until, date.fromordinal(first) if first else None)

    @property
    def stale(self) -> bool:
        """Say whether figures end before today, since nothing was told of since."""
        return self.known_until < timezone.localdate()

    def fields(self) -> list[tuple[str, str]]:
        """Return the same as the fields of a form that asks for something more."""
        return parse_qsl(self.query())

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same, and for ``more``."""
        each = self.each if self.each != "month" else ""
        more |= {"in": self.rates.currency} if self.rates else {}
        return self.filters.query(each=each, last=str(self.last) if self.last != self.usual[self.each] else "", **more)


def read_churn(given: Mapping[str, Any], usual: Mapping[str, int] = LAST, of_starts: bool = False) -> ChurnAsked:
    """Read a question from query parameters; what does not exist becomes a sentence.

    ``usual`` is how many periods of each length are shown when no number is asked for. ``of_starts``: segments are
    those of the first day, when nobody had any tenure.
    """
    spans = read_spans()
    known = Known((), {name: spans.values[name] for name in spans.values if not (of_starts and name == "tenure")})
    wanted = {name: given[name] for name in given if name == "by" or name.startswith("is.")}
    filters, problems = read_filters(wanted, known)
    each = given.get("each", "")
    if each and each not in EACH:
        problems.append(_("“%(name)s” is no length of a period; months are shown.") % {"name": each})
    each = each if each in EACH else "month"
    if spans.outdated:
        problems.append(_("Much has changed and is still being counted: look again in a minute."))
    return ChurnAsked(
        spans, known, filters, each, _last(given, usual[each], problems), known_until(spans), problems, usual
    )


def known_until(spans: Spans) -> date:
    """Return the last day that anything is known of: today, unless nothing was told for so long that it is not known.

    Where the last start, end and import of customers are more than QUIET_DAYS ago, an empty month says nothing about
    churn but that nobody imported: figures end with what was told last. An import tells of the day it was made, or of
    the day that its file was drawn where that is stated.
    """
    today = timezone.localdate()
    told = max(spans.last_told(today), *_imported_days(), 0)
    if not told or told >= (today - timedelta(days=QUIET_DAYS)).toordinal():
        return today
    return date.fromordinal(told)


def _imported_days() -> list[int]:
    """Return the days (ordinals) that the latest imports tell of."""
    runs = ImportRun.objects.filter(kind__in=TELL_OF_CUSTOMERS, state=ImportRun.State.DONE, dry_run=False)
    latest = runs.exclude(finished_at=None).order_by("-finished_at").values_list("finished_at", "mapping")
    found = []
    for finished, mapping in latest[:LATEST_IMPORTS]:
        made, drawn = timezone.localdate(finished), mapping.get("as_of")
        found.append(min(made, date.fromisoformat(drawn) if drawn else made).toordinal())
    return found


def _last(given: Mapping[str, Any], usual: int, problems: list[str]) -> int:
    text = given.get("last", "")
    if not text:
        return usual
    if text.isdecimal() and 1 <= int(text[:4]) <= MOST:
        return int(text)
    problems.append(_("“%(text)s” is no number of periods from 1 to %(most)s.") % {"text": text, "most": MOST})
    return usual
