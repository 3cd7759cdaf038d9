"""The sample that the team reads: drawn once a week, read one after the other, each reading a correction too.

Most answers are drawn at random, some at random among those that the engine is not sure of. An answer's chance of being
drawn either way is kept with it, so that the readings together stand for all answers (``reports.agreement``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports.codebooks import UNCLEAR, active_codebook
from reports.coding import recode
from reports.corrections import CorrectionRefused, read_answer
from reports.exits import CODED
from reports.models import CodedResponse, Coding, Correction, ReadSample, SampledAnswer
from surveys.models import Response

AT_RANDOM = 20
BY_UNCERTAINTY = 10
# The latest answers stand for how the engine does now: the shortest of these in which enough left, else all.
WINDOWS = (28, 91, 365)
ENOUGH = 300
Way = SampledAnswer.Way


@dataclass(frozen=True)
class Progress:
    """How far this week's sample is read; ``drawn`` is 0 where there is none yet."""

    sample: ReadSample | None
    drawn: int
    read: int

    @property
    def left(self) -> int:
        """How many are still to be read."""
        return self.drawn - self.read


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def progress() -> Progress:
    """Return how far this week's sample is."""
    sample = ReadSample.objects.filter(week=week_of(timezone.localdate())).first()
    if sample is None:
        return Progress(None, 0, 0)
    reads = list(sample.answers.values_list("read_at", flat=True))
    return Progress(sample, len(reads), sum(read_at is not None for read_at in reads))


def draw_sample(user: User, rng: random.Random | None = None, day: date | None = None) -> ReadSample | None:
    """Draw this week's sample, once: who asks again gets the same. None where there is nothing to draw from.

    With ``day``, that of its week, from those who had left before it.
    """
    rng = rng or random.SystemRandom()
    week = week_of(day or timezone.localdate())
    there = ReadSample.objects.filter(week=week).first()
    if there:
        return there
    since, keys = _frame(day)
    if not keys:
        return None
    doubtful = CodedResponse.objects.filter(response__in=_eligible(since, day), unsure=True)
    unsure = set(doubtful.values_list("pk", flat=True))
    unsure &= set(keys)
    drawn: dict[int, str] = dict.fromkeys(rng.sample(keys, min(AT_RANDOM, len(keys))), Way.RANDOM.value)
    among = rng.sample(sorted(unsure), min(BY_UNCERTAINTY, len(unsure)))
    drawn |= {key: Way.UNSURE.value for key in among if key not in drawn}
    with transaction.atomic():
        kept = {"since": since, "frame": len(keys), "unsure": len(unsure), "drawn_by": user}
        sample, made = ReadSample.objects.get_or_create(week=week, defaults=kept)
        if made:
            _store(sample, drawn, unsure, rng)
    return sample


def next_to_read() -> SampledAnswer | None:
    """Return the first answer of this week's sample that nobody has read."""
    this_week = SampledAnswer.objects.filter(sample__week=week_of(timezone.localdate()))
    return this_week.filter(read_at=None).select_related("response").first()


def show_found(sampled: SampledAnswer) -> None:
    """Keep that the reader saw the engine's causes before saying theirs; nothing changes once it is read."""
    SampledAnswer.objects.filter(pk=sampled.pk, read_at=None).update(shown=True)


def say_causes(sampled: SampledAnswer, causes: Sequence[str], main: str, user: User) -> bool:
    """Record what the reader found in the answer; False when somebody else has read it meanwhile.

    Raises CorrectionRefused when no cause is said, an unknown one, or *no reason given* beside others.
    """
    causes = list(dict.fromkeys(causes))
    if not causes or (UNCLEAR in causes and len(causes) > 1) or (main and main not in causes):
        raise CorrectionRefused(causes)
    with transaction.atomic():
        mine = SampledAnswer.objects.filter(pk=sampled.pk, read_at=None)
        if not mine.update(read_at=timezone.now(), read_by=user, said=causes):
            return False
        made = read_answer(sampled.response, causes, main, user)
        SampledAnswer.objects.filter(pk=sampled.pk).update(corrections=[one.pk for one in made])
    return True


def undo_reading(sampled: SampledAnswer) -> None:
    """Take a reading back with the corrections that it made; the answer is to be read again."""
    with transaction.atomic():
        said = Correction.objects.filter(pk__in=sampled.corrections, response=sampled.response, undone_at=None)
        said.update(undone_at=timezone.now())
        kept: dict[str, Any] = {"read_at": None, "read_by": None, "said": [], "corrections": []}
        if SampledAnswer.objects.filter(pk=sampled.pk).exclude(read_at=None).update(**kept):
            recode(sampled.response)


def _frame(before: date | None) -> tuple[date | None, list[int]]:
    """Return since when answers are drawn from, and their keys: only so many as a window holds, unless it is all."""
    for days in WINDOWS:
        since = (before or timezone.localdate()) - timedelta(days=days)
        if _eligible(since, before).count() >= ENOUGH:
            return since, list(_eligible(since, before).values_list("pk", flat=True))
    return None, list(_eligible(None, before).values_list("pk", flat=True))


def _eligible(since: date | None, before: date | None) -> QuerySet[Response]:
    """Return the coded answers that nobody drew or corrected before."""
    coded = Response.objects.filter(coded__codebook=active_codebook().digest, coded__status__in=CODED)
    fresh = coded.left_within(since, before).filter(sampled=None, corrections=None)
    return fresh.order_by()


def _store(sample: ReadSample, drawn: dict[int, str], unsure: set[int], rng: random.Random) -> None:
    """Keep what was drawn in an order that tells nothing, with the causes as they are now."""
    keys = list(drawn)
    rng.shuffle(keys)
    found: dict[int, dict[str, float]] = {key: {} for key in keys}
    for key, cause, score in Coding.objects.filter(response__in=keys).values_list("response_id", "cause", "score"):
        found[key][cause] = score
    languages = dict(CodedResponse.objects.filter(pk__in=keys).values_list("pk", "language"))
    at_random = min(1.0, AT_RANDOM / sample.frame)
    by_uncertainty = min(1.0, BY_UNCERTAINTY / sample.unsure) if sample.unsure else 0.0
    SampledAnswer.objects.bulk_create(
        SampledAnswer(
            sample=sample,
            response_id=key,
            position=position,
            way=drawn[key],
            chance=1 - (1 - at_random) * (1 - by_uncertainty) if key in unsure else at_random,
            unsure=key in unsure,
            found=list(found[key]),
            scores=list(found[key].values()),
            language=languages.get(key, ""),
        )
        for position, key in enumerate(keys)
    )
