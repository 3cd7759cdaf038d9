"""Cells become days, money and months, or are refused with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.dimensions import tenure_months
from customers.importing.values import (
    ValueRefused,
    months_before,
    parse_currency,
    parse_day,
    parse_money,
    parse_months,
    snake_case,
)


@pytest.mark.parametrize(
    "text",
    ["2024-01-05", "2024/1/5", "2024.01.05", "20240105", "2024年1月5日", "２０２４年１月５日", "2024-01-05 13:45:00",
     "2024-01-05T13:45:00Z"],
)  # fmt: skip
def test_days_that_begin_with_the_year(text):
    assert parse_day(text) == date(2024, 1, 5)


@pytest.mark.parametrize("text", ["05/01/2024", "5.1.2024", "2024-13-01", "2024-02-30", "0001-01-01", "soon", "45296"])
def test_days_that_nobody_can_be_sure_of_are_refused(text):
    with pytest.raises(ValueRefused, match="2024-01-31"):
        parse_day(text)


def test_days_in_the_stated_format():
    assert parse_day("03/04/2024", ("%d/%m/%Y",)) == date(2024, 4, 3)
    assert parse_day("03/04/2024", ("%m/%d/%Y",)) == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("text", "decimal", "amount", "currency"),
    [
        ("53.85", ".", "53.85", ""),
        ("1,234.56", ".", "1234.56", ""),
        ("$1,234", ".", "1234.00", ""),
        ("US$ 99", ".", "99.00", "USD"),
        ("USD 99.5", ".", "99.50", "USD"),
        ("￥９９.００", ".", "99.00", ""),
        ("99元/月", ".", "99.00", ""),
        ("人民币 1 299", ".", "1299.00", "CNY"),
        ("NT$1,200", ".", "1200.00", "TWD"),
        ("1.234,56 €", ",", "1234.56", "EUR"),
        ("1 234,56 €", ",", "1234.56", "EUR"),
        ("CHF 1'234.50", ".", "1234.50", "CHF"),
        ("12 / month", ".", "12.00", ""),
        ("0.125", ".", "0.13", ""),
    ],
)
def test_money(text, decimal, amount, currency):
    assert parse_money(text, decimal) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["", "NaN", "Infinity", "1e5", "12,34", "1.234.567", "free", "-5", "99 bananas", "9" * 13]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueRefused):
        parse_money(text)


def test_a_decimal_comma_has_to_be_stated():
    with pytest.raises(ValueRefused, match=r"1234\.56"):
        parse_money("1.234,56")


@given(st.text(max_size=40), st.sampled_from([".", ","]))
def test_any_text_is_an_amount_or_refused(text, decimal):
    try:
        amount, currency = parse_money(text, decimal)
    except ValueRefused:
        return
    assert amount >= 0
    assert len(currency) in (0, 3)


def test_currencies_are_codes():
    assert [parse_currency(text) for text in ("eur", " USD ", "人民币", "€")] == ["EUR", "USD", "CNY", "EUR"]
    with pytest.raises(ValueRefused):
        parse_currency("$")


def test_months_are_whole():
    assert [parse_months(text) for text in ("0", "12", "12.0", "１２")] == [0, 12, 12, 12]
    for text in ("-1", "1.5", "a year", "99999"):
        with pytest.raises(ValueRefused):
            parse_months(text)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_before_is_the_tenure_back(day, months):
    assert tenure_months(months_before(day, months), day) == months


def test_dimension_names():
    headers = ["Internet Service", "planName", "CLTV", "套餐", " Size (people) ", "Ｐlan"]
    assert [snake_case(header) for header in headers] == [
        "internet_service", "plan_name", "cltv", "套餐", "size_people", "plan",
    ]  # fmt: skip
