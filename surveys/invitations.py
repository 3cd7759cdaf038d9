"""Invitations: made once for a leaving, opened by a signed link."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.contacting import may_ask
from customers.dimensions import segment_of
from customers.models import Customer
from surveys.contexts import Context, ContextRefused
from surveys.models import Invitation, Response, Survey
from surveys.tokens import invitation_token


class NotToBeAsked(ValueError):
    """A customer who is on the do-not-contact list; the message tells the team so."""


@transaction.atomic
def invite(survey: Survey, customer: Customer, language: str = "", today: date | None = None) -> Invitation:
    """Return an invitation for this customer's leaving: a new one, or the open one that there already is.

    One leaving gets one invitation, so calling this twice never leads to a second form; a language given later is
    taken over. Raises NotToBeAsked for a customer on the do-not-contact list, also when there is an open invitation.
    """
    today = today or timezone.localdate()
    # One at a time for a customer, so that two clicks at once find the same invitation.
    Customer.objects.select_for_update().get(pk=customer.pk)
    if not may_ask(customer):
        raise NotToBeAsked(
            _("“%(customer)s” is on the do-not-contact list, so no invitation is made.") % {"customer": customer.ref}
        )
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


def invite_by_context(survey: Survey, context: Context) -> Invitation:
    """Return the one invitation of the leaving that a host vouches for, made when its link is first opened.

    What the host says is laid over what we know of the customer. Opened again it changes nothing; what the host said
    later (a new end, a longer life of the link) replaces what it said before, until there is an answer. Raises
    ContextRefused when the same leaving was another customer's before.
    """
    known = known_by_context(survey, context)
    if known and known.created_at >= context.issued_at:
        return known
    try:
        return _write_context(survey, context)
    except IntegrityError:
        # The same link was opened at the same moment elsewhere.
        if (known := known_by_context(survey, context)) is None:
            raise
        return known


def known_by_context(survey: Survey, context: Context) -> Invitation | None:
    """Return the invitation of the leaving that a host vouches for, or None when its link was never opened.

    Raises ContextRefused when the leaving was another customer's.
    """
    named = Invitation.objects.filter(survey=survey, context_id=context.context_id)
    known = named.select_related("survey", "customer").first()
    if known and known.customer.ref != context.customer_ref and _customer_of(context) != known.customer:
        raise ContextRefused("jti names a leaving of another customer")
    return known


@transaction.atomic
def _write_context(survey: Survey, context: Context) -> Invitation:
    told = {"attributes": context.segment}
    customer = _customer_of(context) or Customer.objects.get_or_create(ref=context.customer_ref, defaults=told)[0]
    Customer.objects.select_for_update().get(pk=customer.pk)
    # An invitation that the team made itself is of the same leaving: nobody gets a second form.
    unnamed = Invitation.objects.filter(
        survey=survey, customer=customer, context_id=None, expires_at__gt=timezone.now()
    ).first()
    invitation = known_by_context(survey, context) or unnamed or Invitation(survey=survey, customer=customer)
    invitation.context_id = context.context_id
    if not Response.objects.filter(invitation=invitation.pk).exists():
        invitation.state, invitation.state_date = context.state, context.ends_on
        invitation.language = context.language or invitation.language
        invitation.segment = segment_of(customer) | context.segment
        invitation.expires_at = context.expires_at
    invitation.created_at = context.issued_at
    invitation.save()
    return invitation


def _customer_of(context: Context) -> Customer | None:
    """Return the customer whom a host names, by its own reference or one that was merged into it."""
    return customers_called([context.customer_ref]).get(context.customer_ref)


def invitation_url(invitation: Invitation) -> str:
    """Return the whole address of an invitation's form."""
    return settings.SITE_URL + reverse("invitation", args=[invitation_token(invitation.pk)])
