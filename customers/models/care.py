"""Who looks after a customer, how it stands, and what was noted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.people import Customer

USER = settings.AUTH_USER_MODEL


class CustomerCare(models.Model):
    """Who in success, operations and marketing looks after a customer, and how it stands."""

    class Status(models.TextChoices):
        NONE = "", _("nothing noted")
        WATCHED = "watched", _("being watched")
        IN_TOUCH = "in_touch", _("in touch")
        LEAVING = "leaving", _("has said it will leave")
        SETTLED = "settled", _("settled")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="care")
    success = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    operations = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    marketing = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.status}"


class CustomerNote(models.Model):
    """What a colleague noted of a customer; removed ones can be brought back."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(max_length=5000)
    written_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.written_at:%Y-%m-%d}"
