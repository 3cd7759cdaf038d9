"""The page of churn: it works, says what it says with its base, and keeps the team's aim."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from customers.models import Customer, ImportRun, Subscription
from reports.churn.asked import known_until, read_churn
from reports.churn.page import churn_page
from reports.churn.periods import months_later, spells
from reports.churn.segments import most_of
from reports.churn.table import CHURN
from reports.columns import KNOWN
from reports.models import ChurnAim
from reports.rollups.store import read_spans

TODAY = timezone.localdate()
# The last month that is over.
MONTH = spells("month", 1, TODAY)[0]


@pytest.fixture
def customers(db):
    """Make customers of a plan, of whom some left in the last month: customers(40, 8, "free", mrr=0)."""

    def make(number, lost, plan, mrr=50, **fields):
        begin, gone = months_later(MONTH.begin, -3), MONTH.begin + timedelta(days=9)
        for at in range(number):
            one = Customer.objects.create(ref=f"{plan}-{at}", acquisition_cost=fields.get("cost"))
            Subscription.objects.create(
                customer=one,
                plan=plan,
                mrr=Decimal(mrr),
                currency=fields.get("currency", "USD"),
                term=fields.get("term", "monthly"),
                started_on=begin,
                ended_on=gone if at < lost else None,
                ending="voluntary" if at < lost else "",
            )
        # Something told of today, so that the last month is known to be over.
        fresh, _created = Customer.objects.get_or_create(ref=f"fresh-{plan}")
        Subscription.objects.get_or_create(customer=fresh, plan=plan, mrr=0, currency="USD", started_on=TODAY)

    return make


def page(client, address="/churn/"):
    return client.get(address).content.decode()


def test_it_works(viewer, customers):
    customers(200, 20, "pro")
    assert "10.0%" in page(viewer)


def test_every_figure_stands_with_its_base(viewer, customers):
    customers(200, 20, "pro")
    assert "20 of 200 customers left, 10.0% (95% interval 6.6% to 14.9%)" in page(viewer)


def test_without_customers_it_says_how_to_begin(viewer, db):
    assert "No subscriptions yet" in page(viewer)


def test_before_a_period_is_over_it_says_so(viewer, db):
    one = Customer.objects.create(ref="new")
    Subscription.objects.create(customer=one, mrr=5, started_on=TODAY)
    assert "No period is over yet" in page(viewer)


def test_most_losses_are_not_most_lost_money(viewer, customers):
    customers(60, 30, "free", mrr=0)
    customers(40, 4, "pro", mrr=50)
    customers(40, 2, "team", mrr=500)
    text = page(viewer)
    losses = "Most losses are of free: 83.3%, 30 of 36 customers (of all customers at the starts: 42.9%)."
    money = (
        "Most lost money is of team: 83.3%, $1,000 of $1,200 of monthly revenue (of all revenue at the starts: 90.9%)."
    )
    assert (losses in text, money in text) == (True, True)


def test_segments_above_the_rest_are_named(viewer, customers):
    customers(100, 30, "free")
    customers(100, 5, "pro")
    assert "Above the rest, beyond chance: free" in page(viewer)


def test_differences_within_chance_are_said_to_be(viewer, customers):
    customers(100, 5, "free")
    customers(100, 5, "pro")
    assert "No segment loses more than the rest beyond chance (2 comparisons)." in page(viewer)


def test_too_few_are_not_compared(viewer, customers):
    customers(10, 5, "free")
    customers(100, 5, "pro")
    text = page(viewer)
    assert ("Above the rest" in text, "too few to say" in text) == (False, True)


@pytest.mark.parametrize(
    ("amounts", "few"),
    [
        ({"free": 60, "pro": 25, "team": 15}, ("free",)),
        ({"a": 30, "b": 30, "c": 20, "d": 20}, ("a", "b")),
        ({"a": 100, "b": 0}, ("a",)),
        ({"a": 100}, None),
        ({"a": 0, "b": 0}, None),
        (dict.fromkeys("abcdefghij", 10), None),
    ],
)
def test_few_segments_that_make_half(amounts, few):
    most = most_of({segment: Decimal(amount) for segment, amount in amounts.items()})
    assert (most.segments if most else None) == few


def test_every_figure_is_told_by_segment(viewer, customers):
    customers(40, 4, "pro", mrr=100)
    customers(40, 8, "max", mrr=700, currency="")
    found = churn_page(read_churn({"by": "plan", "last": "1"}), {}).by_segment
    told = {line.segment: {money.currency: money.churn.gross for money in line.money} for line in found}
    assert told == {"*": {"USD": 0.1, "": 0.2}, "max": {"": 0.2}, "pro": {"USD": 0.1}}
    assert "MRR churn currency unknown" in page(viewer)


def test_currencies_are_told_apart(viewer, customers):
    customers(40, 4, "pro", mrr=100)
    customers(40, 8, "max", mrr=700, currency="CNY")
    text = page(viewer)
    assert "MRR churn CNY" in text
    assert "MRR churn USD" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("each=week", "is no length of a period"),
        ("last=99", "is no number of periods"),
        ("by=nothing", "No customer or answer has a dimension"),
        ("rate=abc", "is no rate from 0 to 50"),
        ("rate=nan", "is no rate from 0 to 50"),
        ("target=-3", "is no rate from 0 to 50"),
    ],
)
def test_what_does_not_exist_becomes_a_sentence(viewer, customers, query, words):
    customers(40, 4, "pro")
    assert words in page(viewer, f"/churn/?{query}")


def test_what_is_left_in_a_year(viewer, customers):
    customers(100, 0, "pro", mrr=1000)
    text = page(viewer, "/churn/?rate=5&target=3")
    assert ("$54,036" in text, "$69,384" in text, "$15,348" in text) == (True, True, True)


def test_payback_that_comes_after_they_left_is_flagged(viewer, customers):
    customers(100, 20, "pro", mrr=10, cost=500)
    assert "leave before they have paid back" in page(viewer)


def test_old_data_ends_where_it_ends(viewer, customers):
    customers(40, 4, "pro")
    Subscription.objects.filter(started_on=TODAY).delete()
    Subscription.objects.update(started_on=date(2020, 1, 5), ended_on=date(2020, 6, 9), ending="voluntary")
    text = page(viewer)
    assert "Nothing was imported, started or ended since 2020-06-09" in text
    assert "May 2020" in text


@pytest.mark.parametrize(("mapping", "until"), [({"as_of": "2020-09-30"}, date(2020, 9, 30)), ({}, TODAY)])
def test_an_import_tells_of_the_day_its_file_was_drawn(customer, mapping, until):
    customer(started_on=date(2020, 1, 5))
    ImportRun.objects.create(kind="customers", state="done", mapping=mapping, finished_at=timezone.now())
    assert known_until(read_spans()) == until


def test_the_team_sets_its_aim(editor, viewer, customers):
    customers(200, 20, "pro")
    editor.post("/churn/aim/?each=month", {"monthly": "12,5".replace(",", "."), "margin": "80"})
    assert ChurnAim.objects.get().margin == Decimal("0.8")
    assert "the aim of 12.5%" in page(viewer)


def test_a_wrong_aim_is_kept_as_typed(editor, db):
    response = editor.post("/churn/aim/", {"monthly": "-1"})
    assert (response.status_code, b'value="-1"' in response.content) == (400, True)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_it_speaks_chinese(viewer, customers, language):
    customers(200, 20, "pro")
    text = viewer.get("/churn/", headers={"accept-language": language}).content.decode()
    assert "10.0%" in text
    assert "95%" in text
    assert "of 200 customers" not in text


def test_customers_of_files_are_counted_once(viewer, customers):
    customers(40, 4, "pro", mrr=100)
    customers(40, 8, "max", mrr=700, currency="CNY")
    rows = json.loads(b"".join(viewer.get("/churn.json").streaming_content))
    told = [row for row in rows if row["period_begin"] == MONTH.begin.isoformat() and row["segment"] == "*"]
    assert sum(row["customers_lost"] or 0 for row in told) == 12
    assert {row["currency"]: row["mrr_churned"] for row in told if row["currency"]} == {"USD": 400, "CNY": 5600}


def test_a_workbook_explains_every_column(viewer, customers):
    customers(40, 4, "pro")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(viewer.get("/churn.xlsx").streaming_content)))
    assert tuple(cell.value for cell in book.worksheets[0][1]) == CHURN
    assert set(CHURN) <= KNOWN


def test_the_chart_is_given_as_a_file(viewer, customers):
    customers(200, 20, "pro")
    response = viewer.get("/churn/?chart=churn.svg")
    assert (response["Content-Type"], response.content[:4]) == ("image/svg+xml", b"<svg")
