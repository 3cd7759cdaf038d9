"""Money in one currency at the team's rates: converted once for all periods, and said with its day."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.models import Customer, Subscription
from reports.churn.exchange import converted
from reports.churn.flows import flows
from reports.churn.periods import Spell
from reports.models import ExchangeRates
from tests.reports.span_tables import day, spans_of

MARCH = Spell(date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 1))
RATES = ExchangeRates(currency="EUR", day=date(2026, 3, 1), rates={"USD": "0.9", "CNY": "0.125"})


def money_of(*rows):
    counted = flows(converted(spans_of(*rows), RATES), [MARCH])
    sums = {name: getattr(counted.money, name)[0, 0] for name in ("start", "churned", "end")}
    return {(name, counted.currencies[at]): int(sum_[at]) for name, sum_ in sums.items() for at in sum_.nonzero()[0]}


def test_currencies_with_a_rate_are_one_and_others_stay():
    rows = [(1, day(1), day(3, 9), 10000), (2, day(1), 0, 8000, "pro", "monthly", "", "CNY")]
    yen = (3, day(1), 0, 500, "pro", "monthly", "", "JPY")
    assert money_of(*rows, yen) == {
        ("start", "EUR"): 10000,
        ("start", "JPY"): 500,
        ("churned", "EUR"): 9000,
        ("end", "EUR"): 1000,
        ("end", "JPY"): 500,
    }


def test_the_currency_itself_and_what_is_not_known_stay_as_they_are():
    table = spans_of((1, day(1), 0, 700, "pro", "monthly", "", "EUR"), (2, day(1), 0, -1))
    found = converted(table, RATES)
    assert (found.mrr.tolist(), found.currency.texts()) == ([700, -1], ["EUR", "EUR"])


@pytest.fixture
def paying(db):
    """Two customers, who pay 100 USD and 800 CNY a month since long ago."""
    begin = timezone.localdate() - timedelta(days=100)
    for mrr, currency, started in ((100, "USD", begin), (800, "CNY", begin), (0, "USD", timezone.localdate())):
        one = Customer.objects.create(ref=f"{currency} {mrr}")
        Subscription.objects.create(customer=one, plan="pro", mrr=mrr, currency=currency, started_on=started)


def test_the_team_keeps_rates_and_sees_one_currency(editor, viewer, paying):
    editor.post("/churn/rates/", {"currency": "eur", "day": "2026-03-01", "rate_USD": "0.9", "rate_CNY": "0.125"})
    text = viewer.get("/churn/?in=EUR").content.decode()
    assert ("Monthly revenue in EUR" in text, "Monthly revenue in USD" in text) == (True, False)
    assert "at the team&#x27;s rates of 2026-03-01 (1 CNY = 0.125 EUR · 1 USD = 0.9 EUR)" in text


def test_files_say_of_which_day_the_rates_are(viewer, paying):
    RATES.pk = None
    RATES.save()
    rows = json.loads(b"".join(viewer.get("/churn.json?in=EUR").streaming_content))
    told = {(row["currency"], row["mrr_end"], row["mrr_rates_of"]) for row in rows if row["currency"]}
    assert told == {("EUR", 190, "2026-03-01")}


def test_no_rates_for_a_currency_are_said(viewer, paying):
    assert "There are no rates to show money in" in viewer.get("/churn/?in=CHF").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"currency": "euro", "day": "2026-03-01", "rate_USD": "1"}, "three letters"),
        ({"currency": "EUR", "day": "2999-01-01", "rate_USD": "1"}, "is to come"),
        ({"currency": "EUR", "day": "2026-03-01"}, "one other currency at least"),
        ({"currency": "USD", "day": "2026-03-01", "rate_USD": "2"}, "one other currency at least"),
        ({"currency": "EUR", "day": "2026-03-01", "rate_USD": "-1"}, "greater than or equal"),
    ],
)
def test_wrong_rates_are_not_kept(editor, paying, sent, said):
    response = editor.post("/churn/rates/", sent)
    assert (response.status_code, said in response.content.decode()) == (400, True)
    assert not ExchangeRates.objects.exists()
