"""A customer's invitations as the team sees them: open with its link, answered, or expired."""

from __future__ import annotations

from dataclasses import dataclass

from customers.contacting import may_ask
from customers.models import Customer
from surveys.invitations import invitation_url
from surveys.models import Invitation, Survey


@dataclass(frozen=True)
class Invited:
    """One invitation; ``response`` is the answer's key if there is one.

    ``url`` is empty once it opens no form, and while the customer is on the do-not-contact list. ``silent`` says so.
    """

    invitation: Invitation
    url: str
    response: int | None
    silent: bool = False


def invitations_of(customer: Customer) -> list[Invited]:
    """Return a customer's invitations, newest first."""
    found = []
    asked = may_ask(customer)
    for invitation in customer.invitations.select_related("survey", "response"):
        response = getattr(invitation, "response", None)
        opens = response is None and not invitation.expired()
        url = invitation_url(invitation) if opens and asked else ""
        found.append(Invited(invitation, url, response.pk if response else None, opens and not asked))
    return found


def invitable(customer: Customer) -> list[Survey]:
    """Return the surveys that a customer can be invited to: none before it left, none that it was asked before."""
    if customer.ended_on is None:
        return []
    asked = customer.invitations.values("survey")
    return list(Survey.objects.filter(status=Survey.Status.PUBLISHED).exclude(pk__in=asked).order_by("key"))
