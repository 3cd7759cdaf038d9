"""Subscriptions as spans: what a customer paid for, from when to when, so that every past figure can be recomputed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.people import Customer, Ending


class Term(models.TextChoices):
    """How long a contract binds: a yearly customer is at risk when it comes up for renewal."""

    MONTHLY = "monthly", _("monthly")
    YEARLY = "yearly", _("yearly")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def running_on(self, day: date) -> SubscriptionQuerySet:
        """Spans that hold the day: it began by then, and had not ended."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)


class Subscription(models.Model):
    """A customer on one plan at one price: the half-open span ``[started_on, ended_on)``.

    A change of plan, term or price ends a span and begins the next on the same day; a gap of a day or more is leaving
    and coming back. Spans of a customer never overlap and are in one currency (``customers.spans`` holds the rules).
    ``ending`` says how the customer left at the end of the span; it is empty where the next span goes on.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="subscriptions")
    plan = models.CharField(max_length=100, blank=True)
    term = models.CharField(max_length=8, choices=Term.choices, default=Term.MONTHLY)
    mrr = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "started_on"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "started_on"], name="span_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")), name="span_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.started_on}–{self.ended_on or ''}"
