"""A customer's invitations as the team sees them: open with its link, answered, or expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from customers.models import Customer
from reports.customer_spans import PaidSpan
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


def invitations_of(customer: Customer, asked: bool) -> list[Invited]:
    """Return a customer's invitations, newest first; ``asked`` says whether the customer may be."""
    found = []
    for invitation in customer.invitations.select_related("survey", "response"):
        response = getattr(invitation, "response", None)
        opens = response is None and not invitation.expired()
        url = invitation_url(invitation) if opens and asked else ""
        found.append(Invited(invitation, url, response.pk if response else None, opens and not asked))
    return found


def invitable(customer: Customer, spans: Sequence[PaidSpan]) -> list[Survey]:
    """Return the surveys that a customer can be invited to: none before it left.

    None either where it was asked why it left this time, by whichever survey, or has said so already: one leaving has
    one form. Who came back and left again can be asked again.
    """
    if customer.ended_on is None:
        return []
    came = _came(spans)
    asked, said = ({"created_at__date__gte": came}, {"left_on__gte": came}) if came else ({}, {})
    if customer.invitations.filter(**asked).exists() or customer.responses.filter(**said).exists():
        return []
    return list(Survey.objects.filter(status=Survey.Status.PUBLISHED).order_by("key"))


def _came(spans: Sequence[PaidSpan]) -> date | None:
    """Return the day on which a customer came, or came back, last; None where nothing is known of it."""
    came: date | None = None
    for span in reversed(spans):
        if came and span.end != came:
            break
        came = span.begin
    return came
