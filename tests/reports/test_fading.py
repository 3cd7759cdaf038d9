"""Customers who fade: the list, its money and base, thresholds of classes, and the file."""

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from customers.models import ActivityState, CustomerCare, FadingThreshold
from reports.customer_list_page import known_customers
from reports.fading import at_risk, read_fading
from tests.reports.using import fading, silent, steady, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(customer):
    """One who is as active as ever, one who fades, one who is silent."""
    those = [customer(name=name, mrr=mrr) for name, mrr in (("Steady", "100"), ("Fade", "60"), ("Gone quiet", "40"))]
    use(dict(zip(those, (steady(), fading(), silent()), strict=True)))
    return those


def page(client, query=""):
    return client.get(f"/fading/{query}").content.decode()


def test_it_works(viewer, three):
    shown = page(viewer)
    assert ("Fade" in shown, "Gone quiet" in shown, "Steady" in shown) == (True, True, False)


def test_without_activity_it_says_how_to_import(viewer, customer):
    customer()
    assert "manage.py import_activity" in page(viewer)


def test_revenue_at_risk_has_its_base(three):
    known = known_customers()
    risk = at_risk(read_fading({}, known)[0])
    assert (risk.fading, risk.silent, risk.known, risk.amounts) == (1, 1, 3, {"USD": Decimal(100)})
    assert risk.revenue_shares == [("USD", Decimal(100), 0.5)]


def test_most_revenue_comes_first(viewer, three):
    shown = page(viewer)
    assert shown.index("Fade</a>") < shown.index("Gone quiet</a>")


def test_only_one_state_is_shown_when_asked(viewer, three):
    shown = page(viewer, "?show=silent")
    assert ("Fade</a>" in shown, "Gone quiet</a>" in shown) == (False, True)


@pytest.mark.parametrize(
    "query", ["?sort=since", "?sort=last", "?sort=left", "?sort=x&show=y&owner=z&page=-1&is.plan=%00"]
)
def test_every_order_works_and_nonsense_is_no_error(viewer, three, query):
    assert viewer.get(f"/fading/{query}").status_code == 200


def test_the_file_has_the_same(viewer, three):
    rows = json.loads(b"".join(viewer.get("/fading.json").streaming_content))
    assert [(row["name"], row["use"], row["recent"], row["before"]) for row in rows] == [
        ("Fade", "fading", 4, 60),
        ("Gone quiet", "silent", 0, 60),
    ]


def test_owned_ones_are_found_by_owner(viewer, three):
    owner = User.objects.create(username="own@example.com")
    CustomerCare.objects.create(customer=three[1], operations=owner)
    shown = page(viewer, f"?owner={owner.pk}")
    assert ("Fade</a>" in shown, "Gone quiet</a>" in shown) == (True, False)


def test_who_left_is_not_listed(viewer, three):
    three[1].ended_on = "2026-06-01"
    three[1].save()
    assert "Fade</a>" not in page(viewer)


def set_threshold(client, **typed):
    return client.post("/fading/thresholds/", {f"threshold-{name}": value for name, value in typed.items()})


def test_a_class_alarms_earlier(editor, customer):
    large = customer(name="Large", mrr="900")
    use({large: steady(36) + steady(4, on=(0, 2, 4)), customer(): steady()})
    assert ActivityState.objects.get(customer=large).state == "active"
    set_threshold(editor, of="mrr", least="500", percent="70")
    assert "Large</a>" in page(editor)


def test_removing_a_threshold_is_undone_with_one_click(editor, three):
    set_threshold(editor, of="mrr", least="500", percent="70")
    answer = editor.post(f"/fading/thresholds/{FadingThreshold.objects.get().pk}/remove/", follow=True)
    assert not FadingThreshold.objects.exists()
    assert '<input type="hidden" name="threshold-least" value="500.00">' in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"of": "mrr", "percent": "70"}, {"of": "x", "percent": "70"}, {"of": "mrr", "least": "1", "percent": "100"}],
)
def test_what_makes_no_sense_is_not_set(editor, three, typed):
    assert set_threshold(editor, **({"percent": "70"} | typed)).status_code == 400
    assert not FadingThreshold.objects.exists()


def test_queries_do_not_grow(viewer, customer, django_assert_max_num_queries):
    use({customer(): fading() for _one in range(20)} | {customer(): steady()})
    page(viewer)
    with django_assert_max_num_queries(26):
        page(viewer)
