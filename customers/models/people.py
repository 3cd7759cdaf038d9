"""Customers, with their dimensions as data."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Ending(models.TextChoices):
    """How a subscription ended. Voluntary and involuntary losses are never mixed."""

    VOLUNTARY = "voluntary", _("voluntary")
    INVOLUNTARY = "involuntary", _("involuntary")
    UNKNOWN = "unknown", _("unknown")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def lost(self) -> CustomerQuerySet:
        """Customers whose subscription has ended."""
        return self.filter(ended_on__isnull=False)

    def lost_within(self, begin: date | None, end: date | None) -> CustomerQuerySet:
        """Customers lost in the half-open period ``[begin, end)``; an open side is None."""
        lost = self.lost()
        if begin:
            lost = lost.filter(ended_on__gte=begin)
        return lost.filter(ended_on__lt=end) if end else lost

    def matching(self, words: str) -> CustomerQuerySet:
        """Customers whose reference or name holds ``words``."""
        return self.filter(Q(ref__icontains=words) | Q(name__icontains=words)) if words else self


class Customer(models.Model):
    """One customer as the team's own systems know them.

    ``attributes`` maps a dimension's name to the value it has for this customer (``{"plan": "pro"}``), all text.
    """

    ref = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, db_index=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    mrr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # What it cost to win this customer, in the same currency.
    acquisition_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["ref"]
        # Lists of a million are sorted and cut into classes by these alone.
        indexes = [
            models.Index(fields=["mrr"], name="customers_by_mrr"),
            models.Index(fields=["started_on"], name="customers_by_start"),
            models.Index(fields=["currency", "mrr", "ended_on"], name="customers_by_size"),
        ]

    def __str__(self) -> str:
        return self.name or self.ref
