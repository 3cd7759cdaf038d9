"""Invitations: made once for a leaving, opened by a signed link."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from customers.dimensions import segment_of
from customers.models import Customer
from surveys.models import Invitation, Survey
from surveys.tokens import invitation_token


@transaction.atomic
def invite(survey: Survey, customer: Customer, language: str = "", today: date | None = None) -> Invitation:
    """Return an invitation for this customer's leaving: a new one, or the open one that there already is.

    One leaving gets one invitation, so calling this twice never leads to a second form; a language given later is
    taken over.
    """
    today = today or timezone.localdate()
    # One at a time for a customer, so that two clicks at once find the same invitation.
    Customer.objects.select_for_update().get(pk=customer.pk)
    existing = Invitation.objects.filter(survey=survey, customer=customer, expires_at__gt=timezone.now()).first()
    if existing:
        if language and language != existing.language:
            existing.language = language
            existing.save(update_fields=["language"])
        return existing
    ends_later = bool(customer.ended_on and customer.ended_on > today)
    return Invitation.objects.create(
        survey=survey,
        customer=customer,
        language=language,
        state=Invitation.State.ENDS_ON if ends_later else Invitation.State.CANCELLED,
        state_date=customer.ended_on if ends_later else None,
        segment=segment_of(customer),
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )


def invitation_url(invitation: Invitation) -> str:
    """Return the whole address of an invitation's form."""
    return settings.SITE_URL + reverse("invitation", args=[invitation_token(invitation.pk)])
