"""The spans of the rollups: what customers paid for and when, chained, and right after any change."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from customers.models import Customer, Subscription
from reports.models import StaleBlock
from reports.rollups.span_rows import term_of
from reports.rollups.spans import NONE
from reports.rollups.store import JOINS, read_rollups, read_spans


def day(text):
    return date.fromisoformat(text).toordinal() if text else 0


@pytest.fixture
def spans_of(customer):
    """Make a customer with spans: spans_of(("2025-01-01", "2025-06-01", 50, "pro"), …); ending as of the last."""

    def make(*spans, **fields):
        made = customer(**fields)
        for started, ended, mrr, *more in spans:
            plan, term, ending = [*more, *("pro", "monthly", "voluntary")[len(more) :]]
            Subscription.objects.create(
                customer=made,
                started_on=started,
                ended_on=ended,
                mrr=Decimal(str(mrr)),
                currency="USD",
                plan=plan,
                term=term,
                ending=ending if ended else "",
            )
        return made

    return make


def test_it_works(spans_of):
    spans_of(("2025-01-01", None, 50))
    assert (len(read_spans()), read_spans().mrr.tolist()) == (1, [5000])


def test_no_customers_no_spans(db):
    assert (len(read_spans()), read_spans().people) == (0, 0)


def test_spans_that_touch_are_a_chain(spans_of):
    spans_of(("2025-01-01", "2025-03-01", 50), ("2025-03-01", "2025-06-01", 80))
    spans = read_spans()
    assert (spans.before.tolist(), spans.lost.tolist()) == ([NONE, 5000], [False, True])
    assert set(spans.chain_end.tolist()) == {day("2025-06-01")}
    assert spans.ending.texts() == ["voluntary", "voluntary"]


def test_a_gap_is_leaving_and_coming_back(spans_of):
    spans_of(("2025-01-01", "2025-03-01", 50), ("2025-03-02", None, 50))
    spans = read_spans()
    assert spans.lost.tolist() == [True, False]
    assert (spans.chain.tolist(), spans.first.tolist()) == (
        [day("2025-01-01"), day("2025-03-02")],
        [day("2025-01-01")] * 2,
    )


def test_a_contract_goes_on_while_its_term_does(spans_of):
    spans_of(("2024-01-01", "2024-06-01", 5), ("2024-06-01", "2025-01-01", 5, "pro", "yearly"))
    spans_of(("2024-01-01", "2024-06-01", 5, "pro", "yearly"), ("2024-06-01", None, 9, "pro", "yearly"))
    contracts = read_spans().contract.tolist()
    assert contracts == [day("2024-01-01"), day("2024-06-01"), day("2024-01-01"), day("2024-01-01")]


def test_one_customers_spans_do_not_go_on_from_anothers(spans_of):
    spans_of(("2025-01-01", "2025-03-01", 50))
    spans_of(("2025-03-01", None, 50))
    spans = read_spans()
    assert (spans.before.tolist(), spans.person.tolist(), spans.people) == ([NONE, NONE], [0, 1], 2)


def test_a_customer_without_subscriptions_is_one_span(customer):
    customer(started_on=date(2025, 1, 1), ended_on=date(2025, 5, 1), plan="pro", contract="One year")
    spans = read_spans()
    assert (spans.implied.tolist(), spans.plan.texts(), spans.term.texts()) == ([True], ["pro"], ["yearly"])
    assert (spans.mrr.tolist(), spans.lost.tolist()) == ([5000], [True])


def test_a_customer_without_days_is_none(customer):
    customer(started_on=None)
    assert len(read_spans()) == 0


@pytest.mark.parametrize(
    ("attributes", "term"),
    [
        ({"contract": "Two year"}, "yearly"),
        ({"Contract": "Month-to-month"}, "monthly"),
        ({"billing": "annual"}, "yearly"),
        ({"contract": "一年"}, "yearly"),
        ({"plan": "year of the ox"}, "monthly"),
        ({}, "monthly"),
    ],
)
def test_the_term_of_a_customer_without_subscriptions(attributes, term):
    assert term_of(attributes) == term


@pytest.mark.parametrize(
    "change",
    [
        lambda: Subscription.objects.update(mrr=Decimal("7.25")),
        lambda: Subscription.objects.all().delete(),
        lambda: Customer.objects.update(attributes={"size": "large"}),
        lambda: Customer.objects.all().delete(),
        lambda: Customer.objects.update(acquisition_cost=Decimal(900)),
    ],
)
def test_any_change_of_rows_is_seen(spans_of, change):
    spans_of(("2025-01-01", None, 50))
    before = read_spans()
    change()
    assert read_spans() is not before


def test_statements_past_django_are_seen(spans_of):
    spans_of(("2025-01-01", None, 50))
    read_spans()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_subscription SET mrr = 8")
    assert read_spans().mrr.tolist() == [800]


def test_other_pages_neither_build_nor_read_spans(spans_of, monkeypatch):
    spans_of(("2025-01-01", None, 50))
    monkeypatch.setattr("reports.rollups.store.JOINS", JOINS | {"spans": None})
    read_rollups()
    assert StaleBlock.objects.filter(kind="spans").exists()


def test_dimensions_of_spans(spans_of):
    spans_of(("2025-01-01", "2025-03-01", 15, "free"), ("2025-03-01", None, 80, "pro"), plan="pro", size="small")
    spans, until = read_spans(), date(2025, 4, 1)
    assert [spans.dimension(name, until).texts() for name in ("plan", "mrr_band", "size", "cohort", "tenure")] == [
        ["free", "pro"],
        ["under 20", "50-99"],
        ["small", "small"],
        ["2025-Q1", "2025-Q1"],
        ["3-5 months", "3-5 months"],
    ]


@pytest.mark.parametrize(
    ("on", "there"), [(date(2025, 1, 1), 0), (date(2025, 1, 2), 1), (date(2025, 3, 1), 1), (date(2025, 3, 2), 0)]
)
def test_who_is_there_at_the_start_of_a_period(spans_of, on, there):
    spans_of(("2025-01-01", "2025-03-01", 50))
    assert read_spans().there_before(on).sum() == there


def test_a_change_of_plan_on_the_first_day_counts_once(spans_of):
    spans_of(("2025-01-01", "2025-03-01", 50), ("2025-03-01", None, 80))
    assert read_spans().there_before(date(2025, 3, 1)).tolist() == [True, False]
