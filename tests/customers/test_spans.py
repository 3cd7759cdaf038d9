"""The rules of spans, one by one, and what a customer is by them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from customers.models import Customer, Subscription
from customers.spans import Span, due_customers, settled, span_problems, sync_customers

TODAY = date(2026, 6, 15)
JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
PRO = Span(JANUARY, MARCH, "pro", mrr=Decimal(50), currency="EUR", line=2)
TEAM = Span(MARCH, None, "team", mrr=Decimal(90), currency="EUR", line=3)


def _wrong(*spans: Span) -> list[tuple[int, str, str]]:
    return [(problem.span.line, problem.field, problem.reason) for problem in span_problems(spans, TODAY)]


def test_a_change_of_plan_on_one_day_is_right():
    assert _wrong(PRO, TEAM) == []


def test_a_gap_is_leaving_and_coming_back():
    assert _wrong(PRO, replace(TEAM, started_on=MAY)) == []


def test_an_overlap_names_both_spans():
    [(line, field, reason)] = _wrong(PRO, replace(TEAM, started_on=date(2026, 2, 1)))
    assert (line, field) == (3, "started_on")
    assert "“pro” 2026-01-01 – 2026-03-01 (line 2) overlaps “team” from 2026-02-01 (line 3)" in reason


def test_a_span_without_end_before_another_says_what_to_do():
    [(_line, _field, reason)] = _wrong(replace(PRO, ended_on=None), TEAM)
    assert "has no end, but “team” from 2026-03-01 (line 3) follows" in reason


def test_a_long_span_is_set_against_all_it_covers():
    inside = [replace(TEAM, started_on=day, ended_on=day + timedelta(days=9), line=day.month) for day in (MARCH, MAY)]
    assert [line for line, _field, _reason in _wrong(replace(PRO, ended_on=date(2026, 6, 1)), *inside)] == [3, 5]


def test_two_spans_of_one_day_are_refused():
    [(line, field, reason)] = _wrong(PRO, replace(TEAM, started_on=JANUARY))
    assert (line, field) == (3, "started_on")
    assert "is also the day on which “pro” 2026-01-01" in reason


@pytest.mark.parametrize("end", [JANUARY, date(2025, 12, 31)])
def test_an_end_is_after_the_start(end):
    assert ("ended_on", True) in [
        (field, "is not after the day" in why) for _l, field, why in _wrong(replace(PRO, ended_on=end))
    ]


def test_nothing_begins_in_the_future():
    [(_line, field, reason)] = _wrong(replace(TEAM, started_on=TODAY + timedelta(days=1)))
    assert field == "started_on"
    assert "is still to come (today is 2026-06-15)" in reason


def test_an_end_may_lie_in_the_future():
    assert _wrong(replace(TEAM, ended_on=date(2027, 1, 1))) == []


def test_an_amount_is_needed():
    assert [field for _line, field, _reason in _wrong(replace(TEAM, mrr=None))] == ["mrr"]


def test_two_currencies_name_both_spans():
    [(line, field, reason)] = _wrong(PRO, replace(TEAM, currency="USD"))
    assert (line, field) == (3, "currency")
    assert "is USD, but “pro” 2026-01-01 – 2026-03-01 (line 2) is in EUR" in reason


def test_what_is_stored_holds_against_a_file():
    [(line, _field, _reason)] = _wrong(PRO, replace(TEAM, currency="USD", line=0))
    assert line == 2


def test_a_span_without_a_currency_has_that_of_the_others():
    assert [span.currency for span in settled([replace(PRO, currency=""), TEAM])] == ["EUR", "EUR"]
    assert settled([replace(PRO, currency="")], "CNY")[0].currency == "CNY"


def test_an_ending_stays_only_where_the_customer_left():
    went_on = replace(PRO, ending="voluntary")
    left = replace(TEAM, ended_on=MAY)
    assert [span.ending for span in settled([left, went_on])] == ["", "unknown"]
    assert [span.ending for span in settled([went_on, replace(left, started_on=date(2026, 4, 1))])] == [
        "voluntary",
        "unknown",
    ]


def _customer(*spans: tuple[date, date | None, str]) -> Customer:
    customer = Customer.objects.create(ref="acme", attributes={"plan": "old", "size": "1-9"})
    for started_on, ended_on, plan in spans:
        Subscription.objects.create(
            customer=customer, plan=plan, mrr=len(plan), currency="EUR", started_on=started_on, ended_on=ended_on
        )
    return customer


@pytest.mark.django_db
def test_a_customer_says_what_its_spans_say():
    customer = _customer((JANUARY, MARCH, "pro"), (MARCH, MAY, "team"))
    assert sync_customers([customer.pk], TODAY) == 1
    customer.refresh_from_db()
    assert (customer.started_on, customer.ended_on, customer.ending) == (JANUARY, MAY, "unknown")
    assert (customer.mrr, customer.currency) == (4, "EUR")
    assert customer.attributes == {"plan": "team", "size": "1-9"}


@pytest.mark.django_db
def test_an_end_to_come_is_no_loss_until_its_day():
    customer = _customer((JANUARY, TODAY, "pro"))
    yesterday = TODAY - timedelta(days=1)
    sync_customers([customer.pk], yesterday)
    assert Customer.objects.get().ended_on is None
    assert due_customers(yesterday) == []
    assert due_customers(TODAY) == [customer.pk]
    sync_customers(due_customers(TODAY), TODAY)
    assert Customer.objects.get().ended_on == TODAY
    assert due_customers(TODAY) == []


@pytest.mark.django_db
def test_customers_without_spans_stay_as_they_are():
    customer = Customer.objects.create(ref="acme", started_on=JANUARY, ended_on=MAY, mrr=5)
    assert sync_customers([customer.pk], TODAY) == 0
    assert Customer.objects.get().ended_on == MAY


@pytest.mark.django_db
def test_many_customers_cost_few_queries(django_assert_num_queries):
    customers = Customer.objects.bulk_create(Customer(ref=f"c{number}") for number in range(40))
    Subscription.objects.bulk_create(Subscription(customer=one, mrr=1, started_on=JANUARY) for one in customers)
    with django_assert_num_queries(3):
        assert sync_customers([one.pk for one in customers], TODAY) == 40
