"""What customers did: counts by customer and day, and what happened around them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.imports import ImportRun
from customers.models.people import Customer


class ActivityMonth(models.Model):
    """How often a customer did something on each day of a month, as one import told it.

    ``month`` is year × 12 + month − 1. ``days`` holds 31 little-endian unsigned 16-bit counts; 65,535 means that the
    import did not speak of that day. Where two imports speak of the same day, the later one holds; an import that is
    not done, or was undone, does not count. ``customers.activity`` reads and writes these rows.
    """

    # Both are the first of an index below, and need none of their own: these are the longest tables there are.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="activity", db_index=False)
    month = models.IntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="activity", db_index=False)
    days = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "month", "run"], name="activity_once")]
        indexes = [models.Index(fields=["run", "month"], name="activity_of_run")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month // 12}-{self.month % 12 + 1:02}"


class ToldDays(models.Model):
    """Days that an import spoke of, both ends included: between them, no count means that nothing was done."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="told_days")
    first = models.DateField()
    last = models.DateField()

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class ActivityState(models.Model):
    """How a customer's activity stands against its own past, on the last day that activity is known of.

    ``recent`` and ``before``: active days in the last 28 days, and in the 84 before them.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        FADING = "fading", _("fading")
        SILENT = "silent", _("silent")
        NEW = "new", _("too new to say")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="activity_state")
    as_of = models.DateField()
    last_active = models.DateField(null=True)
    recent = models.PositiveSmallIntegerField(default=0)
    before = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices)
    # The state before this one and the first day it was seen changed: what the weekly mail tells of.
    since = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["state", "since"], name="activity_states")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.state}"


class FadingThreshold(models.Model):
    """From which part of its usual activity a class of customers is told as fading; all others from one half.

    A class is a dimension and its value (``size``, ``large``), or a least revenue a month in the customer's currency.
    Where several fit a customer, the highest holds.
    """

    dimension = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=200, blank=True)
    least_mrr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # 0.7: fading below seven tenths of what the customer did before.
    below = models.DecimalField(max_digits=3, decimal_places=2)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dimension or 'mrr'} {self.value or self.least_mrr}: {self.below}"


class ActivityKey(models.Model):
    """A key with which a program sends activity. Only its SHA-256 is kept: it is shown once, when it is made."""

    name = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    # How many batches it may send at once, as of ``seen_at``; it fills itself within a minute.
    left = models.FloatField()
    seen_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ActivityBatch(models.Model):
    """A batch that a program sent, by the name it gave it: sent again, it changes nothing."""

    name = models.CharField(max_length=100, unique=True)
    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="batch")

    def __str__(self) -> str:
        return self.name


class CustomerEvent(models.Model):
    """Something that happened to a customer on a day: a support contact, an outage, a call."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("support contact")
        CALL = "call", _("call")
        OUTAGE = "outage", _("outage")
        OTHER = "other", _("other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, null=True, blank=True, related_name="events")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["customer", "on"], name="events_of_customer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
