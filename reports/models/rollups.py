"""What reports count from: blocks of counts, and which of them are out of date (reports.rollups)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class RollupBlock(models.Model):
    """Counts of answers, customers or invitations of consecutive keys, packed by ``reports.rollups.columns``."""

    kind = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=16)
    rows = models.PositiveIntegerField()
    content = models.BinaryField()
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.rows}"


class StaleBlock(models.Model):
    """That rows of a block changed since it was built; written by triggers of the database."""

    kind = models.CharField(max_length=12)
    number = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="stale_blocks")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
