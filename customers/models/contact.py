"""Whom no mail of this product may reach."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.people import Customer


class DoNotContact(models.Model):
    """An address or a customer that is not to be written to, by any mail of this product, for good."""

    class Origin(models.TextChoices):
        ASKED = "asked", _("asked us")
        TEAM = "team", _("entered by the team")
        IMPORTED = "imported", _("imported")
        BOUNCED = "bounced", _("mail came back")

    # As it is compared: NFKC, without space around it, in small letters. Empty when the whole customer is meant.
    address = models.CharField(max_length=320, blank=True, db_index=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="do_not_contact"
    )
    origin = models.CharField(max_length=8, choices=Origin.choices)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.origin
