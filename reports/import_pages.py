"""The pages of imports: the list, and one import on its way from file to finished."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.importing.guarding import unguard_formula
from customers.importing.jobs import MODULES
from customers.importing.runs import SILENT_SECONDS, same_import, was_killed
from customers.importing.undo import can_be_undone, is_past_undoing, undone_words
from customers.importing.uploads import LARGEST_WHOLE, errors_path, has_upload, new_token
from customers.models import ImportRun

State = ImportRun.State
RUNS_A_PAGE = 30
SHOWN_ERRORS = 20
# What rows came to, in words; in this order.
OUTCOMES: dict[str, str | Promise] = {
    "read": _("rows read"),
    "created": _("new"),
    "updated": _("changed"),
    "customers": _("customers made"),
    "removed": _("taken away"),
    "counted": _("counted"),
    "unchanged": _("unchanged"),
    "unknown": _("of unknown customers"),
    "empty": _("empty"),
    "refused": _("refused"),
}
ABOUT: dict[str, str | Promise] = {
    ImportRun.Kind.CUSTOMERS: _("One line a customer: reference, name, start, plan, revenue, and whether it left."),
    ImportRun.Kind.SUBSCRIPTIONS: _("One line a subscription: what a customer paid for, from when to when."),
    ImportRun.Kind.ACTIVITY: _(
        "One line a customer and day, with how often it used the product; or one line an event."
    ),
    ImportRun.Kind.EVENTS: _("One line for what happened to a customer: a support contact, a call, an outage."),
}
Outcomes = list[tuple[str | Promise, int]]


@dataclass(frozen=True)
class KindChoice:
    """What can be imported, in words."""

    key: str
    label: str | Promise
    about: str | Promise


@dataclass(frozen=True)
class ListedError:
    """Why a row was left out."""

    line: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class ImportsPage:
    """What can be imported, and what was."""

    kinds: list[KindChoice]
    chosen: str
    shown: Page[ImportRun]
    token: str
    problem: str = ""
    # In MB; what can be sent in one piece.
    largest_whole: int = LARGEST_WHOLE >> 20


@dataclass(frozen=True)
class ImportPage:
    """One import: how far it is, what its rows came to, what was refused, and what can be done with it now."""

    run: ImportRun
    outcomes: Outcomes
    errors: list[ListedError]
    more_errors: bool
    undone: list[str]
    before: ImportRun | None
    killed: bool
    has_file: bool
    undoable: bool
    # Whether it waits though nothing else is worked on, so that probably no process works on imports at all.
    unattended: bool

    @property
    def moving(self) -> bool:
        """Whether it changes by itself, so that the page looks again."""
        return not self.killed and self.run.state in (State.WAITING, State.RUNNING, State.UNDOING)

    @property
    def percent(self) -> int:
        """How far it is, in hundredths of what the file seems to hold; below 100 until it is over."""
        return min(99, 100 * self.run.rows_done // self.run.rows_about) if self.run.rows_about else 0

    @property
    def startable(self) -> bool:
        """Whether it was checked and can be imported."""
        checked = self.run.state == State.CHECKED
        return checked and self.has_file and self.run.counts.get("read", 0) > self.run.counts.get("refused", 0)

    @property
    def mappable(self) -> bool:
        """Whether its columns can be named anew."""
        changeable = (State.MAPPING, State.CHECKED, State.FAILED, State.STOPPED)
        return self.has_file and self.run.dry_run and self.run.state in changeable

    @property
    def resumable(self) -> bool:
        """Whether it stopped half-way and can go on."""
        return self.has_file and not self.run.dry_run and self.run.state in (State.STOPPED, State.FAILED)


def imports_page(user: User, number: str | None, chosen: str = "", problem: str = "") -> ImportsPage:
    """Return the list of imports, the latest first, and what ``user`` sends the next file with."""
    runs = ImportRun.objects.select_related("made_by", "undone_by")
    kinds = [KindChoice(str(kind), ImportRun.Kind(kind).label, ABOUT[kind]) for kind in MODULES]
    shown = Paginator(runs, RUNS_A_PAGE).get_page(number)
    return ImportsPage(kinds, chosen or kinds[0].key, shown, new_token(user.pk), problem)


def import_page(run: ImportRun) -> ImportPage:
    """Return the page of one import."""
    killed = was_killed(run) and run.touched_at is not None
    errors = first_errors(run)
    return ImportPage(
        run=run,
        outcomes=outcomes_of(run.counts),
        errors=errors[:SHOWN_ERRORS],
        more_errors=len(errors) > SHOWN_ERRORS,
        undone=undone_words(run.counts),
        before=_before(run),
        killed=killed,
        has_file=has_upload(run),
        undoable=can_be_undone(run) and not is_past_undoing(run),
        unattended=_unattended(run),
    )


def _unattended(run: ImportRun) -> bool:
    since = run.touched_at or run.made_at
    if run.state != State.WAITING or timezone.now() - since < timedelta(seconds=SILENT_SECONDS):
        return False
    return not ImportRun.objects.filter(state__in=(State.RUNNING, State.UNDOING)).exists()


def _before(run: ImportRun) -> ImportRun | None:
    return same_import(run.kind, run.digest, run.mapping) if run.state == State.CHECKED else None


def outcomes_of(counts: dict[str, Any]) -> Outcomes:
    """Return what rows came to, with words; what no row came to is left out."""
    return [(label, counts[name]) for name, label in OUTCOMES.items() if counts.get(name)]


def first_errors(run: ImportRun) -> list[ListedError]:
    """Return the first refused cells of an uploaded file, as they stood there: one more than is shown."""
    path = errors_path(run)
    if not run.stored_as or not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.reader(handle)
        next(rows, None)
        listed = [row for row, _number in zip(rows, range(SHOWN_ERRORS + 1), strict=False)]
    return [ListedError(row[0], *(unguard_formula(cell) for cell in row[1:4])) for row in listed if len(row) == 4]
