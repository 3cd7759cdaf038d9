"""Lists of customers by class, segment, owner and status."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from customers.models import CustomerCare, Subscription
from reports import customer_lists
from reports.customer_lists import (
    Sought,
    counted_before,
    customers_page,
    customers_sought,
    read_sought,
    sorted_customers,
)
from reports.exits import read_exits
from tests.reports.using import fading, silent, steady, use

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def company(customer):
    """Customers of every class."""
    for number in range(20):
        customer(name=f"Old {number}", mrr="50", started_on=date(2022, 1, 1), plan="starter")
    return {
        "large": customer(name="Large", mrr="900", started_on=date(2024, 1, 1), plan="team"),
        "new": customer(name="New", started_on=TODAY - timedelta(days=10), currency="EUR", plan="team"),
        "gone": customer(name="Gone", ended_on=date(2026, 5, 1), plan="team"),
    }


def names(**asked):
    return {customer.name for customer in customers_sought(Sought(**asked), TODAY)}


def test_large_new_and_gone_are_found(company):
    assert names(size="large", currency="USD") == {"Large"}
    assert names(since="new") == {"New"}
    assert names(state="lost") == {"Gone"}


COMBINED = [
    {},
    {"state": "active"},
    {"state": "lost", "where": (("plan", "team"),)},
    {"since": "old", "size": "50-99"},
    {"since": "new", "currency": "EUR"},
    {"where": (("plan", "none"),)},
    {"size": "unknown"},
]


@pytest.mark.parametrize("asked", COMBINED)
def test_what_was_counted_before_is_what_is_listed(company, asked):
    sought = Sought(**asked)
    assert counted_before(sought, read_exits(), TODAY) == customers_sought(sought, TODAY).count()


@pytest.mark.parametrize("asked", [{"words": "a"}, {"use": "active"}, {"owner": "1"}, {"state": "leaving"}])
def test_what_was_not_counted_before_is_not_guessed(company, asked):
    assert counted_before(Sought(**asked), read_exits(), TODAY) is None


def test_those_leave_whose_end_is_told_or_noted(customer):
    told, noted, _stays = customer(name="Told"), customer(name="Noted"), customer(name="Stays")
    days = {"started_on": date(2026, 1, 1), "ended_on": TODAY + timedelta(days=20)}
    Subscription.objects.create(customer=told, mrr=1, **days)
    CustomerCare.objects.create(customer=noted, status="leaving")
    assert names(state="leaving") == {"Told", "Noted"}


def test_use_owner_and_status_narrow_together(customer):
    those = [customer(name=name) for name in ("Steady", "Fade", "Quiet", "Unknown")]
    use(dict(zip(those[:3], (steady(), fading(), silent()), strict=True)))
    owner = User.objects.create(username="o@example.com")
    CustomerCare.objects.create(customer=those[1], marketing=owner, status="watched")
    assert (names(use="silent"), names(use="unknown")) == ({"Quiet"}, {"Unknown"})
    assert names(use="fading", owner=str(owner.pk), care="watched") == {"Fade"}
    assert names(owner="none") == {"Steady", "Quiet", "Unknown"}


@pytest.mark.parametrize("sort", ["", "ref", "mrr", "started", "left"])
def test_large_ones_are_the_same_whichever_way_they_are_found(company, sort):
    page = customers_page(Sought(size="large", sort=sort), 1)
    expected = sorted_customers(customers_sought(Sought(size="large")), sort).values_list("pk", flat=True)
    assert (list(page.object_list), page.paginator.count) == (list(expected), len(expected))


def test_many_and_few_who_stand_alike_are_found_alike(customer, monkeypatch):
    use({customer(name=name): steady() for name in ("One", "Two")})
    few = names(use="active")
    monkeypatch.setattr(customer_lists, "FEW", 1)
    assert names(use="active") == few == {"One", "Two"}


@pytest.mark.parametrize(("sort", "first"), [("mrr", "Large"), ("started", "New"), ("left", "Gone")])
def test_the_largest_come_first_and_unknown_ones_last(company, customer, sort, first):
    customer(name="Unknown").__class__.objects.filter(name="Unknown").update(mrr=None, started_on=None)
    found = list(sorted_customers(customers_sought(Sought()), sort).values_list("name", flat=True))
    assert found[0] == first
    assert sort == "left" or found[-1] == "Unknown"


def test_an_attribute_named_as_a_lookup_is_a_name(customer):
    customer(name="Odd", has_key="x")
    assert names(where=(("has_key", "x"),)) == {"Odd"}


def test_an_address_asks_for_what_a_query_says():
    sought, problems = read_sought(
        {"size": "large", "is.plan": "pro", "owner": "none", "q": " a  b "}, {"plan": ["pro"]}
    )
    assert (sought.query(), problems) == ("q=a+b&size=large&owner=none&is.plan=pro", [])


def test_what_does_not_exist_is_said(viewer, customer):
    customer()
    assert "There is no “zzz” to choose here" in viewer.get("/customers/?state=zzz").content.decode()


def test_ten_thousand_are_listed_and_all_are_given(viewer, customer, monkeypatch):
    monkeypatch.setattr("reports.customer_lists.MOST_LISTED", 3)
    monkeypatch.setattr("reports.customer_lists.LINES_A_PAGE", 2)
    monkeypatch.setattr("reports.customer_list_page.MOST_LISTED", 3)
    for _one in range(5):
        customer()
    shown = viewer.get("/customers/?q=c-").content.decode()
    assert "More than 3 customers" in shown
    assert b"".join(viewer.get("/customers.csv").streaming_content).count(b"\r\n") == 6


def test_a_view_of_the_list_is_kept(editor, customer):
    customer()
    editor.post("/saved/", {"name": "Ours", "page": "customers", "query": "size=large&owner=none"})
    assert "size=large&amp;owner=none" in editor.get("/customers/").content.decode()


def test_today_is_of_the_organisation(customer):
    customer(name="Leaves today", ended_on=timezone.localdate())
    assert {one.name for one in customers_sought(Sought(state="lost"))} == {"Leaves today"}
