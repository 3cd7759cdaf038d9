"""The page of cohorts: it works, leaves blank what is not known yet, and draws curves by segment."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from customers.models import Customer, Subscription
from reports.churn.asked import read_churn
from reports.churn.cohort_page import USUAL, cohort_page
from reports.churn.cohort_words import COHORTS
from reports.churn.periods import months_later
from reports.columns import KNOWN
from reports.templatetags.churn import retained

TODAY = timezone.localdate()
BEGIN = months_later(TODAY.replace(day=1), -14)


@pytest.fixture
def started(db):
    """Make customers who started in one month, of whom some left after so many days: started("pro", 40, 10, 100)."""

    def make(plan, number, lost, days, begin=BEGIN):
        for at in range(number):
            one = Customer.objects.create(ref=f"{plan}-{at}")
            ended = begin + timedelta(days=days) if at < lost else None
            ending = "voluntary" if ended else ""
            span = {"mrr": Decimal(50), "currency": "USD", "plan": plan, "started_on": begin}
            Subscription.objects.create(customer=one, ended_on=ended, ending=ending, **span)
        # Something told of today, so that all months since are known.
        fresh, _created = Customer.objects.get_or_create(ref=f"fresh-{plan}")
        Subscription.objects.get_or_create(customer=fresh, plan=plan, mrr=5, currency="USD", started_on=TODAY)

    return make


def page(client, address="/cohorts/"):
    return client.get(address).content.decode()


def test_it_works(viewer, started):
    started("pro", 40, 10, 100)
    assert "Of the customers of 1 cohort that is a year old, 75.0%" in page(viewer)


def test_without_customers_it_says_how_to_begin(viewer, db):
    assert "No subscriptions yet" in page(viewer)


def test_without_starts_it_says_so(viewer, db):
    Customer.objects.create(ref="x", ended_on=TODAY, ending="voluntary")
    assert "Nobody of whom the start is known" in page(viewer)


def test_segments_that_leave_at_another_pace_are_told(viewer, started):
    started("free", 60, 50, 40)
    started("pro", 60, 5, 200)
    assert "lose customers at different paces, beyond chance (log-rank, p &lt; 0.001)" in page(viewer)


def test_money_is_followed_by_currency(viewer, started):
    started("pro", 40, 10, 100)
    assert "$2,000" in page(viewer, "/cohorts/?of=USD")


def test_cohorts_are_told_by_segment(viewer, started):
    started("free", 40, 20, 100)
    started("pro", 40, 10, 100)
    told = cohort_page(read_churn({"by": "plan"}, USUAL, of_starts=True), {}).by_segment
    assert {row.segment: row.shares[12] for row in told} == {"free": (0.5, 1), "pro": (0.75, 1)}


@pytest.mark.parametrize("query", ["of=EUR", "each=week", "last=x", "by=nothing", "by=tenure", "is.tenure=0-2+months"])
def test_what_does_not_exist_becomes_a_sentence(viewer, started, query):
    started("pro", 40, 10, 100)
    assert 'role="alert"' in page(viewer, f"/cohorts/?{query}")


def test_files_leave_empty_what_is_not_known(viewer, started):
    started("pro", 40, 10, 100)
    started("new", 5, 0, 0, begin=TODAY)
    rows = json.loads(b"".join(viewer.get("/cohorts.json").streaming_content))
    assert {row["customers_there"] for row in rows if row["cohort_begin"] > BEGIN.isoformat()} == {None}
    assert next(row["retention"] for row in rows if row["months_since"] == 12) == 0.75


@pytest.mark.parametrize(
    ("share", "lowest", "heat"), [(0.5, 0.5, 1), (1.0, 0.5, 9), (1.3, 0.5, 9), (0.75, 0.5, 5), (0.98, 0.8, 8)]
)
def test_the_lowest_of_the_table_is_the_faintest(share, lowest, heat):
    assert retained(share, lowest) == f"heat-{heat}"


def test_every_column_is_explained():
    assert set(COHORTS) <= KNOWN


def test_the_curves_are_given_as_a_file(viewer, started):
    started("pro", 40, 10, 100)
    assert viewer.get("/cohorts/?chart=curves.svg").content[:4] == b"<svg"
