"""A customer's invitations as the team sees them: open with its link, answered, or expired."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import Customer
from surveys.invitations import invitation_url
from surveys.models import Invitation, Survey


@dataclass(frozen=True)
class Invited:
    """One invitation; ``url`` is empty once it opens no form, ``response`` is the answer's key if there is one."""

    invitation: Invitation
    url: str
    response: int | None


def invitations_of(customer: Customer) -> list[Invited]:
    """Return a customer's invitations, newest first."""
    found = []
    for invitation in customer.invitations.select_related("survey", "response"):
        response = getattr(invitation, "response", None)
        opens = response is None and not invitation.expired()
        found.append(
            Invited(invitation, invitation_url(invitation) if opens else "", response.pk if response else None)
        )
    return found


def invitable(customer: Customer) -> list[Survey]:
    """Return the surveys that a customer can be invited to: none before it left, none that it was asked before."""
    if customer.ended_on is None:
        return []
    asked = customer.invitations.values("survey")
    return list(Survey.objects.filter(status=Survey.Status.PUBLISHED).exclude(pk__in=asked).order_by("key"))
