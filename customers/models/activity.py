"""What customers did: counts by customer and day, and what happened around them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.imports import ImportRun
from customers.models.people import Customer


class ActivityMonth(models.Model):
    """How often a customer did something on each day of a month, as one import told it.

    ``month`` is year × 12 + month − 1. ``days`` holds 31 little-endian unsigned 16-bit counts; 65,535 means that the
    import did not speak of that day. Where two imports speak of the same day, the later one holds.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="activity")
    month = models.IntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="activity")
    days = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "month", "run"], name="activity_once")]
        indexes = [models.Index(fields=["month", "customer"], name="activity_by_month")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month // 12}-{self.month % 12 + 1:02}"


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
