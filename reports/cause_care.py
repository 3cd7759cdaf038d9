"""What the team does about a cause: owner and status with their history, and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports.models import CauseCare, CauseNote
from reports.roles import ROLES


@dataclass(frozen=True)
class Care:
    """How things are with a cause, and how they came to be so, newest first, what was undone among it."""

    current: CauseCare
    history: list[CauseCare]

    @property
    def latest(self) -> CauseCare | None:
        """The newest change that holds, which one click undoes."""
        return next((change for change in self.history if change.undone_at is None), None)


@dataclass(frozen=True)
class Note:
    """A note as it is now: ``first`` is the first version (who and when), ``shown`` the newest that holds."""

    first: CauseNote
    shown: CauseNote
    changed: bool


def care_of(cause: str) -> Care:
    """Return how things are with a cause: new and nobody's until somebody says otherwise."""
    history = list(CauseCare.objects.filter(cause=cause).select_related("owner", "changed_by"))
    current = next((change for change in history if change.undone_at is None), None)
    return Care(current or CauseCare(cause=cause), history)


def current_cares(causes: Iterable[str]) -> dict[str, CauseCare]:
    """Return how things are with each of the causes that somebody looks after."""
    changes = CauseCare.objects.filter(cause__in=list(causes), undone_at=None).select_related("owner").order_by("pk")
    return {change.cause: change for change in changes}


def take_care(cause: str, said: dict[str, Any], by: User) -> CauseCare | None:
    """Store owner, status and the day of the fix; None when that is how things are already."""
    current = care_of(cause).current
    now = (current.owner, current.status, current.fixed_on)
    owner, status, fixed_on = said["owner"], said["status"], said["fixed_on"]
    if now == (owner, status, fixed_on):
        return None
    return CauseCare.objects.create(cause=cause, owner=owner, status=status, fixed_on=fixed_on, changed_by=by)


def undo_care(change: CauseCare) -> None:
    """Take a change back; undone twice is undone once."""
    CauseCare.objects.filter(pk=change.pk, undone_at=None).update(undone_at=timezone.now())


def team() -> QuerySet[User]:
    """Return those who can look after a cause: members with a role."""
    return User.objects.filter(is_active=True, groups__name__in=ROLES).order_by("username").distinct()


def notes_of(cause: str) -> list[Note]:
    """Return the notes on a cause that were not removed, oldest first, each as it is now."""
    versions: dict[int, list[CauseNote]] = {}
    for note in CauseNote.objects.filter(cause=cause).select_related("written_by"):
        versions.setdefault(note.version_of_id or note.pk, []).append(note)
    notes = []
    for chain in versions.values():
        held = [note for note in chain if note.removed_at is None]
        if held:
            notes.append(Note(chain[0], held[-1], held[-1].pk != chain[0].pk))
    return notes


def write_note(cause: str, text: str, by: User) -> CauseNote:
    """Add a note."""
    return CauseNote.objects.create(cause=cause, text=text, written_by=by)


def change_note(first: CauseNote, text: str) -> CauseNote:
    """Add a newer version of a note; the older ones stay stored."""
    return CauseNote.objects.create(cause=first.cause, text=text, written_by=first.written_by, version_of=first)


@transaction.atomic
def remove_note(first: CauseNote) -> None:
    """Take a note away with all its versions that hold."""
    _versions(first).filter(removed_at=None).update(removed_at=timezone.now())


@transaction.atomic
def restore_note(first: CauseNote) -> None:
    """Bring back what was removed last."""
    latest = _versions(first).exclude(removed_at=None).order_by("-removed_at").values_list("removed_at", flat=True)[:1]
    _versions(first).filter(removed_at__in=list(latest)).update(removed_at=None)


def take_version_back(note: CauseNote) -> None:
    """Undo the change that made this version: the one before it holds again."""
    CauseNote.objects.filter(pk=note.pk, removed_at=None).exclude(version_of=None).update(removed_at=timezone.now())


def _versions(first: CauseNote) -> QuerySet[CauseNote]:
    return CauseNote.objects.filter(pk=first.pk) | CauseNote.objects.filter(version_of=first)
