"""Whom no mail of this product may reach."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.people import Customer


class DoNotContactQuerySet(models.QuerySet["DoNotContact"]):
    def holding(self) -> DoNotContactQuerySet:
        """Entries that hold: those that nobody took off the list."""
        return self.filter(removed_at=None)


class DoNotContact(models.Model):
    """An address or a customer that is not to be written to, by any mail of this product, for good.

    ``customers.contacting`` asks and changes the list. Who took an entry off it, when and why stays in the row, and
    can be undone.
    """

    class Origin(models.TextChoices):
        ASKED = "asked", _("asked us")
        TEAM = "team", _("entered by the team")
        IMPORTED = "imported", _("imported")
        BOUNCED = "bounced", _("mail came back")

    # As it is compared (``customers.contacting.compared``). Empty when the whole customer is meant.
    address = models.CharField(max_length=320, blank=True, db_index=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="do_not_contact"
    )
    # The customer's reference: the wish outlives a deleted customer, a merge and a new import.
    ref = models.CharField(max_length=200, blank=True, db_index=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DoNotContactQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(removed_at=None) & ~Q(address=""), name="address_listed_once"
            ),
            models.UniqueConstraint(
                fields=["ref"], condition=Q(removed_at=None, address=""), name="customer_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.origin
