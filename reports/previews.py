"""What a change would do to past answers, before anybody accepts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.codebooks import TeamCodebook
from reports.coding import ReadResponse, read_responses, with_words
from reports.labels import reader_language
from surveys.models import Response

# A preview is made while somebody waits; of more answers than this the latest are looked at.
MOST_ANSWERS = 5_000
LONGEST_LIST = 200
_BATCH = 500


@dataclass(frozen=True)
class Step:
    """One cause of an answer in the list of changes: kept, ``added`` or ``removed``; ``main`` as it would be."""

    label: str
    change: str = ""
    main: bool = False
    was_main: bool = False


@dataclass(frozen=True)
class ChangedAnswer:
    """An answer whose causes would change."""

    response: int
    words: str
    language: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Preview:
    """How many of the ``looked`` at answers would change; the list has the latest of them, ``total`` are stored."""

    looked: int
    total: int
    changed: int
    answers: tuple[ChangedAnswer, ...]

    @property
    def left_out(self) -> int:
        """Return how many of the changed answers the list has no room for."""
        return self.changed - len(self.answers)


# Each cause of an answer, and whether it is the main one.
Causes = Mapping[str, bool]


@dataclass(frozen=True)
class Turned:
    """An answer with its causes before a change and after it."""

    read: ReadResponse
    then: Causes
    now: Causes


def preview(before: TeamCodebook, after: TeamCodebook) -> Preview:
    """Return what reading past answers by ``after`` instead of ``before`` would change."""
    total = Response.objects.with_words().count()
    changed = 0
    listed: list[ChangedAnswer] = []
    for turned in turned_answers(before, after):
        changed += 1
        if len(listed) < LONGEST_LIST:
            read = turned.read
            steps = steps_of(turned.then, turned.now, after)
            listed.append(ChangedAnswer(read.response.pk, read.response.verbatim(), read.found.language, steps))
    return Preview(min(total, MOST_ANSWERS), total, changed, tuple(listed))


def turned_answers(before: TeamCodebook, after: TeamCodebook) -> Iterator[Turned]:
    """Yield the answers that two codebooks read differently, latest first."""
    if before.digest == after.digest:
        return
    keys = list(Response.objects.with_words().order_by("-pk").values_list("pk", flat=True)[:MOST_ANSWERS])
    for begin in range(0, len(keys), _BATCH):
        batch = list(with_words(Response.objects.filter(pk__in=keys[begin : begin + _BATCH]).order_by("-pk")))
        pairs = zip(read_responses(batch, before), read_responses(batch, after), strict=True)
        for old, new in pairs:
            then, now = _causes(old), _causes(new)
            if then != now:
                yield Turned(old, then, now)


def steps_of(then: Causes, now: Causes, names: TeamCodebook) -> tuple[Step, ...]:
    """Return the causes of an answer in order: those it loses or keeps, and those it gets."""
    language = reader_language()
    steps = []
    for cause in [*then, *(key for key in now if key not in then)]:
        change = "removed" if cause not in now else "added" if cause not in then else ""
        label = names.label(cause, language) if cause in names.causes else cause
        steps.append(Step(label, change, now.get(cause, False), then.get(cause, False)))
    return tuple(steps)


def _causes(read: ReadResponse) -> Causes:
    return {cause.cause: cause.main for cause in read.causes}
