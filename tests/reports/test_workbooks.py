"""Workbooks hold text as text and numbers as numbers, and say what every column means."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from openpyxl.utils.escape import unescape

from reports import tables, workbooks
from reports.columns import KNOWN, SHARES, column_meaning
from reports.definitions import DEFINITIONS
from reports.exports import file_pieces
from reports.workbooks import About

FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1", "{=1}", "=cmd|' /C calc'!A0", "=HYPERLINK(1)"]
OTHERS = [
    "太贵了，还缺功能",
    "https://example.com",
    "mailto:a@b.c",
    "internal:Sheet2!A1",
    "007",
    "1e5",
    "_x0041_",
    "a\nb",
    "🙂",
    "<r><t>x</t></r>",
    "<r><</r>",
    "<b>&amp;</b>",
]


def opened(columns, rows, about=None):
    return openpyxl.load_workbook(io.BytesIO(b"".join(file_pieces("xlsx", columns, rows, about))))


def cells(*values):
    columns = [f"c{place}" for place in range(len(values))]
    return list(opened(columns, [dict(zip(columns, values, strict=True))]).worksheets[0][2])


@pytest.mark.parametrize("text", FORMULAS + OTHERS)
def test_text_is_text_and_comes_back_as_it_was(text):
    (cell,) = cells(text)
    # openpyxl leaves the codes of control characters in texts as they are in the file.
    assert (unescape(cell.value).rstrip(), cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("column", ["=1+1", "+1"])
def test_the_head_is_text_too(column):
    assert opened([column], []).worksheets[0]["A1"].data_type == "s"


def test_numbers_dates_and_truth_have_their_types():
    day, moment = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 12, 30, tzinfo=datetime.UTC)
    found = cells(7, 0.25, Decimal("19.90"), day, moment, True, {"CNY": Decimal(5)}, ["a", "b"])
    seen = [datetime.datetime(2026, 3, 1), moment.replace(tzinfo=None)]
    assert [cell.value for cell in found] == [7, 0.25, 19.9, *seen, True, "5 CNY", "a; b"]
    assert [cell.data_type for cell in found] == list("nnnddbss")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime.date(1066, 10, 14)])
def test_what_a_workbook_has_no_type_for_is_text(value):
    (cell,) = cells(value)
    assert cell.value == str(value)


def test_shares_are_shown_as_percentages():
    assert opened(["share"], [{"share": 0.25}]).worksheets[0]["A2"].number_format == "0.0%"


def test_the_head_stays_when_one_scrolls():
    assert opened(["a"], []).worksheets[0].freeze_panes == "A2"


def test_the_second_sheet_tells_what_was_asked_and_what_it_means():
    about = About("Causes", (("Period", "all dates"), ("Base", "12 of 15")), ("exits",))
    rows = list(opened(["count", "share"], [], about).worksheets[1].values)
    told = dict(rows)
    assert rows[0][0] == "Causes"
    assert (told["Period"], told["Base"]) == ("all dates", "12 of 15")
    assert told["share"] == column_meaning("share").text
    assert {"Share of a cause", "Hidden figures", "Exits", "Made"} <= set(told)


def test_the_second_sheet_speaks_the_language_of_the_reader():
    with translation.override("zh-hans"):
        assert opened(["share"], []).sheetnames == ["数据", "指标定义"]


@pytest.mark.parametrize("name", ["CAUSES_BY_SEGMENT", "PEOPLE", "CUSTOMERS"])
def test_every_column_is_explained(name):
    assert set(getattr(tables, name)) <= KNOWN


def test_columns_lead_to_definitions_that_exist():
    keys = {definition.key for definition in DEFINITIONS}
    assert {key for column in KNOWN for key in column_meaning(column).definitions} <= keys
    assert {"share", "low", "high"} <= SHARES


def test_a_text_too_long_for_a_cell_is_said_to_be_shortened():
    book = opened(["words"], [{"words": "长" * 40_000}])
    assert len(book.worksheets[0]["A2"].value) == 32_767
    assert any(row[0] == "Shortened" for row in book.worksheets[1].values)


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    book = opened(["a"], [{"a": number} for number in range(5)])
    assert [[row[0] for row in sheet.values] for sheet in book.worksheets[:3]] == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


@pytest.mark.parametrize("address", ["/causes-by-segment.xlsx?by=plan", "/people.xlsx", "/customers.xlsx?state=lost"])
def test_every_table_can_be_had_as_a_workbook(viewer, many, address):
    many(6, words="=1+1 太贵", plan="pro")
    response = viewer.get(address)
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert book.worksheets[0].max_row > 1
    assert len(book.worksheets) == 2
