"""The people of Lumen Desk and what they did in the product, so that every page has something to show.

All of it is true of the sample: notes are put to customers of whom they hold, what was read of an answer is what its
writer meant, a message tells of what was planted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from customers.models import ActivityState, Customer, CustomerCare, CustomerEvent, CustomerNote, FadingThreshold
from reports.models import CauseCare, CauseNote, ChurnAim, DigestTarget, Release, SavedView
from reports.roles import give_role
from reports.sample.company import Calendar

Status = CustomerCare.Status
# Customers are looked after from so much revenue on, in their currency.
CARED_FROM = {"USD": 400, "CNY": 2500}
NOTED = 6


@cache
def told() -> dict[str, Any]:
    """Return who works there and what they wrote."""
    return tomllib.loads((Path(__file__).parent / "team.toml").read_text(encoding="utf-8"))


def team_accounts() -> Any:
    """Return the accounts of the sample's team that are there."""
    return User.objects.filter(username__in=told()["people"].values())


def store_team(customers: list[Customer], calendar: Calendar, rng: Random) -> dict[str, User]:
    """Store the team, whom it looks after and what it noted; return the accounts by first name.

    Nobody can log in as one of them: they have no password.
    """
    people: dict[str, User] = {}
    for name, address in told()["people"].items():
        people[name], made = User.objects.get_or_create(username=address)
        if made:
            people[name].set_unusable_password()
            people[name].save()
            give_role(people[name], "editor")
    _care_for_customers(customers, people, calendar, rng)
    _care_for_causes(people, calendar)
    _keep_settings(people["mei"], calendar)
    return people


def remove_team() -> None:
    """Take away what the sample's team set and wrote, and the team."""
    accounts = team_accounts()
    CauseCare.objects.filter(changed_by__in=accounts).delete()
    CauseNote.objects.filter(written_by__in=accounts).delete()
    Release.objects.filter(made_by__in=accounts).delete()
    ChurnAim.objects.filter(set_by__in=accounts).delete()
    FadingThreshold.objects.filter(made_by__in=accounts).delete()
    DigestTarget.objects.filter(added_by__in=accounts).delete()
    accounts.delete()


def days_before(calendar: Calendar, days: float) -> datetime:
    """Return a moment so many days before the sample's last one."""
    return timezone.make_aware(datetime.combine(calendar.as_of, time(9))) - timedelta(days=1 + days)


def _care_for_customers(customers: list[Customer], people: dict[str, User], calendar: Calendar, rng: Random) -> None:
    standing = _standing(customers, calendar)
    cared = [
        CustomerCare(
            customer=customer,
            success=people["ke"] if customer.currency == "CNY" else people["tom"],
            operations=people["jonas"] if customer.attributes["plan"] == "business" else None,
            marketing=people["mei"] if customer.attributes["source"] in ("partner", "referral") else None,
            status=_status(standing.get(customer.pk, ""), rng),
            changed_at=days_before(calendar, rng.randrange(1, 60)),
        )
        for customer in customers
        if not _gone(customer, calendar) and (customer.mrr or 0) >= CARED_FROM[customer.currency]
    ]
    CustomerCare.objects.bulk_create(cared)
    CustomerNote.objects.bulk_create(_notes(cared, standing, calendar, rng))


def _gone(customer: Customer, calendar: Calendar) -> bool:
    return customer.ended_on is not None and customer.ended_on <= calendar.as_of


def _standing(customers: list[Customer], calendar: Calendar) -> dict[int, str]:
    """Return how each customer stands of whom there is something to note."""
    states = ActivityState.objects.filter(customer__in=customers, state__in=("fading", "silent"))
    standing: dict[int, str] = dict(states.values_list("customer", "state"))
    calls = CustomerEvent.objects.filter(customer__in=customers, kind=CustomerEvent.Kind.CALL)
    standing |= dict.fromkeys(calls.values_list("customer", flat=True), "champion")
    return standing | {one.pk: "leaving" for one in customers if one.ended_on and not _gone(one, calendar)}


def _status(standing: str, rng: Random) -> str:
    if standing == "leaving":
        return Status.LEAVING
    if standing:
        return rng.choice([Status.WATCHED, Status.WATCHED, Status.IN_TOUCH])
    return Status.SETTLED if rng.random() < 0.08 else Status.NONE


def _notes(
    cared: list[CustomerCare], standing: dict[int, str], calendar: Calendar, rng: Random
) -> Iterator[CustomerNote]:
    """Yield notes on a few customers of each standing, in the language that goes with the customer."""
    for name, words in told()["customers"].items():
        of_this = [care for care in cared if standing.get(care.customer_id) == name]
        for care in of_this[:NOTED]:
            chinese = care.customer.currency == "CNY" or care.customer.attributes["country"] in ("Taiwan", "Hong Kong")
            fitting = [text for text in words if text.isascii() != chinese] or words
            yield CustomerNote(
                customer=care.customer,
                words=rng.choice(fitting),
                written_by=care.success,
                written_at=days_before(calendar, rng.randrange(1, 20)),
            )


def _care_for_causes(people: dict[str, User], calendar: Calendar) -> None:
    for number, of in enumerate(told()["causes"]):
        owner, at = people[of["owner"]], days_before(calendar, 12 - number)
        fixed_on = getattr(calendar, of["fixed"]) if "fixed" in of else None
        CauseCare.objects.create(
            cause=of["cause"], owner=owner, status=of["status"], fixed_on=fixed_on, changed_by=owner, changed_at=at
        )
        for writer, text in of["notes"]:
            CauseNote.objects.create(cause=of["cause"], text=text, written_by=people[writer], written_at=at)
    for release in told()["releases"]:
        Release.objects.create(
            name=release["name"],
            released_on=getattr(calendar, release["on"]),
            causes=release["causes"],
            segments=release["segments"],
            made_by=people[release["by"]],
        )


def _keep_settings(by: User, calendar: Calendar) -> None:
    """Keep filters, the line that churn is read against, a threshold, and a mailbox for the digest that is paused."""
    for view in told()["views"]:
        query = view["query"].format(price_rise=calendar.price_rise)
        SavedView.objects.create(name=view["name"], page=view["page"], query=query, shared=True, made_by=by)
    ChurnAim.objects.create(monthly=Decimal("0.03"), margin=Decimal("0.78"), set_by=by)
    FadingThreshold.objects.create(dimension="plan", value="business", below=Decimal("0.6"), made_by=by)
    paused = {"language": "en", "added_by": by, "paused_at": timezone.now()}
    DigestTarget.objects.create(kind=DigestTarget.Kind.MAIL, address=told()["people"]["mei"], **paused)
