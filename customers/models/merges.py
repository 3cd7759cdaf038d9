"""One customer under two references: the one is kept, the other leads to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from customers.models.people import Customer


class CustomerMerge(models.Model):
    """Two customers made one, with what the taken one was, so that it can be undone."""

    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    taken_ref = models.CharField(max_length=200)
    # The taken customer's fields, the keys of the rows that were handed over, and the kept one's fields before.
    before = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.taken_ref} → {self.kept_id}"


class CustomerAlias(models.Model):
    """Another reference of a customer: imports that name it mean this customer."""

    ref = models.CharField(max_length=200, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.ref
