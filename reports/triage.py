"""What somebody does to one or many answers at once, and how it is taken back: marks, quotes, causes.

A change notes every answer that it altered, and only those, so that taking it back puts these back and touches no
other. A person's corrections stay as rows, stamped, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.corrections import correct_many, undo_many
from reports.labels import cause_label
from reports.models import ChangedAnswer, CodedResponse, Coding, Correction, InboxChange, Mark, Quote

# So many answers can be changed at once.
MOST_AT_ONCE = 1000
# For so long the page offers to take the latest change back.
OFFERED = timedelta(minutes=30)
Action = InboxChange.Action
KINDS = {
    Action.READ: Mark.Kind.READ,
    Action.UNREAD: Mark.Kind.READ,
    Action.STAR: Mark.Kind.STARRED,
    Action.UNSTAR: Mark.Kind.STARRED,
}
VERDICTS = {Action.ADD_CAUSE: Correction.Verdict.PRESENT, Action.REMOVE_CAUSE: Correction.Verdict.ABSENT}


@dataclass(frozen=True)
class Undoable:
    """A change that can still be taken back with one click: its key, and what it did in words."""

    pk: int
    words: str


class ChangeRefused(ValueError):
    """A change that cannot be made; the message tells the person why."""


def change_answers(keys: Sequence[int], action: str, cause: str, user: User) -> InboxChange | None:
    """Do one thing to answers, by their keys; return what was done, or None when all of them were so already.

    Raises ChangeRefused when there are none or too many, or the action is unknown; CorrectionRefused for a cause that
    is not given.
    """
    if action not in Action.values:
        raise ChangeRefused(_("Please choose what to do with the answers."))
    if not keys:
        raise ChangeRefused(_("Please select at least one answer."))
    if len(keys) > MOST_AT_ONCE:
        raise ChangeRefused(
            _("At most %(most)d answers can be changed at once. Please narrow the search.") % {"most": MOST_AT_ONCE}
        )
    with transaction.atomic():
        change = InboxChange.objects.create(
            action=action, cause=cause if Action(action) in VERDICTS else "", made_by=user
        )
        altered = _DOING[Action(action)](sorted(set(keys)), change)
        for one in altered:
            one.change = change
        ChangedAnswer.objects.bulk_create(altered)
        if not altered:
            change.delete()
    return change if altered else None


def undo_change(change: InboxChange) -> None:
    """Put back every answer that a change altered; doing so twice changes nothing."""
    with transaction.atomic():
        held = InboxChange.objects.select_for_update().get(pk=change.pk)
        if held.undone_at is not None:
            return
        _UNDOING[Action(held.action)](list(held.answers.select_related("correction")), held)
        held.undone_at = change.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])


def latest_change(user: User) -> Undoable | None:
    """Return what this person did last, while it is offered to take it back."""
    recent = InboxChange.objects.filter(made_by=user, undone_at=None, made_at__gte=timezone.now() - OFFERED).first()
    return Undoable(recent.pk, change_words(recent)) if recent else None


def change_words(change: InboxChange) -> str:
    """Say what a change did to how many answers."""
    number = change.answers.count()
    texts = {
        Action.READ: _("Marked read: %(n)d."),
        Action.UNREAD: _("Marked unread: %(n)d."),
        Action.STAR: _("Starred: %(n)d."),
        Action.UNSTAR: _("Star taken away: %(n)d."),
        Action.QUOTE: _("Chosen as quotes: %(n)d."),
        Action.UNQUOTE: _("Taken out of the quotes: %(n)d."),
        Action.ADD_CAUSE: _("“%(cause)s” added: %(n)d."),
        Action.REMOVE_CAUSE: _("“%(cause)s” removed: %(n)d."),
    }
    return texts[Action(change.action)] % {"n": number, "cause": cause_label(change.cause)}


def _add_marks(keys: Sequence[int], change: InboxChange) -> list[ChangedAnswer]:
    kind = KINDS[Action(change.action)]
    there = set(Mark.objects.filter(response__in=keys, kind=kind).values_list("response_id", flat=True))
    new = [key for key in keys if key not in there]
    marks = [Mark(response_id=key, kind=kind, made_by=change.made_by, made_at=change.made_at) for key in new]
    Mark.objects.bulk_create(marks, ignore_conflicts=True)
    return [ChangedAnswer(response_id=key) for key in new]


def _take_marks(keys: Sequence[int], change: InboxChange) -> list[ChangedAnswer]:
    marks = list(Mark.objects.filter(response__in=keys, kind=KINDS[Action(change.action)]))
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return [
        ChangedAnswer(
            response_id=mark.response_id, before={"made_by": mark.made_by_id, "made_at": mark.made_at.isoformat()}
        )
        for mark in marks
    ]


def _undo_add_marks(answers: Sequence[ChangedAnswer], change: InboxChange) -> None:
    keys = [one.response_id for one in answers]
    Mark.objects.filter(response__in=keys, kind=KINDS[Action(change.action)], made_at=change.made_at).delete()


def _undo_take_marks(answers: Sequence[ChangedAnswer], change: InboxChange) -> None:
    kind = KINDS[Action(change.action)]
    people = set(User.objects.filter(pk__in=[one.before["made_by"] for one in answers]).values_list("pk", flat=True))
    marks = [
        Mark(
            response_id=one.response_id,
            kind=kind,
            made_by_id=one.before["made_by"] if one.before["made_by"] in people else None,
            made_at=datetime.fromisoformat(one.before["made_at"]),
        )
        for one in answers
    ]
    Mark.objects.bulk_create(marks, ignore_conflicts=True)


def _choose_quotes(keys: Sequence[int], change: InboxChange) -> list[ChangedAnswer]:
    known = {quote.response_id: quote for quote in Quote.objects.filter(response__in=keys)}
    chosen = [key for key in keys if key not in known or known[key].removed_at is not None]
    last = Quote.objects.filter(removed_at=None).aggregate(last=Max("position"))["last"] or 0
    for place, key in enumerate(chosen, start=last + 1):
        quote = known.get(key) or Quote(response_id=key)
        quote.position, quote.made_by, quote.made_at, quote.removed_at = place, change.made_by, change.made_at, None
        quote.save()
    return [ChangedAnswer(response_id=key) for key in chosen]


def _remove_quotes(keys: Sequence[int], change: InboxChange) -> list[ChangedAnswer]:
    quotes = Quote.objects.filter(response__in=keys, removed_at=None)
    removed = list(quotes.values_list("response_id", flat=True))
    quotes.update(removed_at=change.made_at)
    return [ChangedAnswer(response_id=key) for key in removed]


def _undo_choose(answers: Sequence[ChangedAnswer], change: InboxChange) -> None:
    chosen = Quote.objects.filter(response__in=[one.response_id for one in answers], made_at=change.made_at)
    chosen.update(removed_at=timezone.now())


def _undo_remove(answers: Sequence[ChangedAnswer], change: InboxChange) -> None:
    removed = Quote.objects.filter(response__in=[one.response_id for one in answers], removed_at=change.made_at)
    removed.update(removed_at=None)


def _set_cause(keys: Sequence[int], change: InboxChange) -> list[ChangedAnswer]:
    """Add or remove a cause where that says something new: of answers with words that were read."""
    having = set(Coding.objects.filter(response__in=keys, cause=change.cause).values_list("response_id", flat=True))
    silent = CodedResponse.objects.filter(response__in=keys, status=CodedResponse.Status.NO_WORDS)
    read = set(CodedResponse.objects.filter(response__in=keys).values_list("pk", flat=True))
    adding = change.action == Action.ADD_CAUSE
    readable = read - set(silent.values_list("pk", flat=True))
    chosen = [key for key in keys if key in readable and (key in having) != adding]
    made = correct_many(chosen, change.cause, VERDICTS[Action(change.action)], change.made_by)
    return [ChangedAnswer(response_id=said.response_id, correction=said) for said in made]


def _undo_cause(answers: Sequence[ChangedAnswer], change: InboxChange) -> None:
    undo_many([one.correction for one in answers if one.correction])


_DOING: dict[str, Callable[[Sequence[int], InboxChange], list[ChangedAnswer]]] = {
    Action.READ: _add_marks,
    Action.UNREAD: _take_marks,
    Action.STAR: _add_marks,
    Action.UNSTAR: _take_marks,
    Action.QUOTE: _choose_quotes,
    Action.UNQUOTE: _remove_quotes,
    Action.ADD_CAUSE: _set_cause,
    Action.REMOVE_CAUSE: _set_cause,
}
_UNDOING: dict[str, Callable[[Sequence[ChangedAnswer], InboxChange], Any]] = {
    Action.READ: _undo_add_marks,
    Action.UNREAD: _undo_take_marks,
    Action.STAR: _undo_add_marks,
    Action.UNSTAR: _undo_take_marks,
    Action.QUOTE: _undo_choose,
    Action.UNQUOTE: _undo_remove,
    Action.ADD_CAUSE: _undo_cause,
    Action.REMOVE_CAUSE: _undo_cause,
}
