"""What the team reads to judge the engine by: a sample a week, and what was said of each answer of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models import Response


class ReadSample(models.Model):
    """The answers drawn in one week (named by its Monday), from all that were coded and left since a day (None: ever).

    ``frame`` is how many these were and ``unsure`` how many of them the engine was not sure of.
    """

    week = models.DateField(unique=True)
    since = models.DateField(null=True, blank=True)
    frame = models.PositiveIntegerField()
    unsure = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-week"]

    def __str__(self) -> str:
        return f"{self.week}"


class SampledAnswer(models.Model):
    """An answer that was drawn: how likely that was, what the engine had found, and what the reader said.

    ``shown`` says that the reader saw the engine's causes before saying theirs. ``corrections`` are the keys of what
    the reading made, so that it can be taken back.
    """

    class Way(models.TextChoices):
        RANDOM = "random", _("at random")
        UNSURE = "unsure", _("by uncertainty")

    sample = models.ForeignKey(ReadSample, on_delete=models.CASCADE, related_name="answers")
    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="sampled")
    position = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=Way.choices)
    chance = models.FloatField()
    unsure = models.BooleanField(default=False)
    found = models.JSONField(default=list)
    # The engine's scores of these causes, in the same order.
    scores = models.JSONField(default=list)
    language = models.CharField(max_length=10, blank=True)
    shown = models.BooleanField(default=False)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True, db_index=True)
    said = models.JSONField(default=list)
    corrections = models.JSONField(default=list)

    class Meta:
        ordering = ["sample", "position"]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.position}"
