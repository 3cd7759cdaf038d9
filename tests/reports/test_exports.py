"""Files hold text as text: nothing runs in a spreadsheet or a page, and numbers stay numbers."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.importing.guarding import guard_formula, unguard_formula
from reports.exports import csv_cell, csv_lines, json_lines


def read_csv(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_begins_with_a_byte_order_mark():
    assert "".join(csv_lines(["a"], [])).startswith("\ufeff")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠"])
def test_what_would_be_a_formula_is_text(begin):
    assert csv_cell(begin + "1") == "'" + begin + "1"


@pytest.mark.parametrize("before", [" ", "   ", "\n", "\r\n ", "\u00a0", "\u3000", "\u200b", "\ufeff", "'", "''"])
@pytest.mark.parametrize("begin", "=+-@＝＋－＠")
def test_what_stands_before_a_formula_does_not_hide_it(before, begin):
    assert csv_cell(before + begin + "1") == "'" + before + begin + "1"


@given(st.text(st.sampled_from("'=＝ \t\n\u3000a1"), max_size=8))
def test_a_guarded_cell_gives_back_what_it_was_given(text):
    assert unguard_formula(guard_formula(text)) == text


@pytest.mark.parametrize("value", [-1, 0.25, Decimal("-3.50")])
def test_a_number_stays_a_number(value):
    assert csv_cell(value) == value


def test_a_column_name_is_made_safe_too():
    assert read_csv("".join(csv_lines(["=a"], [])))[0] == ["'=a"]


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_csv_gives_text_back(text):
    cell = read_csv("".join(csv_lines(["a"], [{"a": text}])))[1:]
    assert cell in ([[csv_cell(text)]], [[]] if text == "" else None)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_gives_text_back(text):
    assert json.loads("".join(json_lines(["a"], [{"a": text}])))[0]["a"] == text


def test_json_holds_no_markup():
    assert "<" not in "".join(json_lines(["a"], [{"a": "</script><script>"}]))


def test_json_of_nothing_is_an_empty_list():
    assert json.loads("".join(json_lines(["a"], []))) == []


def test_amounts_by_currency_are_readable_in_a_cell():
    assert csv_cell({"CNY": Decimal(5), "USD": Decimal(7)}) == "5 CNY; 7 USD"
