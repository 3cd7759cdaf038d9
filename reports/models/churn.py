"""What the team sets for the page of churn: the line that it is read against, and rates to convert money at."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone


class ChurnAim(models.Model):
    """How much churn a month the team aims to stay under, and its margin. The newest one counts; all are kept.

    ``monthly`` and ``margin`` are shares, 0–1; without a margin, payback is told of revenue.
    """

    monthly = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal("0.03"))
    margin = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.monthly:.2%}"


class ExchangeRates(models.Model):
    """What one unit of other currencies is worth in ``currency`` on a day. Of a currency the newest set counts.

    ``rates`` is by currency, as text, so that no digit is lost; all sets are kept.
    """

    currency = models.CharField(max_length=3)
    day = models.DateField()
    rates = models.JSONField(default=dict)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
