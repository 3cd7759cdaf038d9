"""CSV and XLSX tables are read exactly, with the line of every row."""

import csv
import io
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from customers.importing.files import SHAPE, FileShape, open_table
from customers.importing.guarding import guard_formula, unguard_formula
from customers.importing.refusals import FileRefused

EXACT = [
    "00123",
    "NA",
    "null",
    "9007199254740993",
    "1e5",
    "  leading",
    "TRUE",
    "None",
    "nan",
    "-",
    "=1+1",
    "𠮷野家",
    "陳小姐",
]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
# What XML cannot hold, or no cell can tell from a line feed.
CELL_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
SLOW_FILES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _frame(path, **shape):
    return next(open_table(path, FileShape(**shape)).frames(1000))


def _lines_with_errors(path) -> dict[int, str]:
    frame = _frame(path)
    return {line: wrong for line, wrong in frame[SHAPE].items() if wrong}


def test_csv_cells_stay_as_they_stand(csv_file):
    path = csv_file("ref,value\n" + "".join(f'{n},"{text}"\n' for n, text in enumerate(EXACT)))
    assert _frame(path)["value"].tolist() == EXACT


def test_xlsx_cells_stay_as_they_stand(xlsx_file):
    workbook = xlsx_file([["ref", "value"], *([str(n), text] for n, text in enumerate(EXACT) if text[0] != "=")])
    assert _frame(workbook)["value"].tolist() == [text for text in EXACT if text[0] != "="]


@SLOW_FILES
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=5))
def test_any_text_comes_through_csv(csv_file, rows):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("ref", "value"), *rows])
    frame = _frame(csv_file(written.getvalue()))
    assert list(zip(frame["ref"], frame["value"], strict=True)) == rows


@SLOW_FILES
@given(st.lists(st.tuples(CELL_TEXT, CELL_TEXT), min_size=1, max_size=5))
def test_any_text_comes_through_xlsx(tmp_path, rows):
    # In a workbook "_x000D_" is how a carriage return is written: openpyxl does not escape a text that looks like one.
    assume(not any(re.search(r"_x[0-9A-Fa-f]{4}_", text) for row in rows for text in row))
    workbook = Workbook()
    for number, row in enumerate([("ref", "value"), *rows, ("last", "row")], 1):
        for place, text in enumerate(row, 1):
            cell = workbook.active.cell(number, place, text)
            cell.data_type = "s"
    workbook.save(tmp_path / "any.xlsx")
    frame = _frame(tmp_path / "any.xlsx")
    assert list(zip(frame["ref"], frame["value"], strict=True))[:-1] == rows


@given(ANY_TEXT)
def test_a_guarded_cell_gives_its_text_back(text):
    assert unguard_formula(guard_formula(text)) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(csv_file, delimiter):
    rows = [["ref", "name", "note"], ["1", "Ann", "a,b"], ["2", "Ben", "c;d"]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    assert open_table(csv_file(written.getvalue())).header == rows[0]


def test_lines_are_counted_as_an_editor_does(csv_file):
    frame = _frame(csv_file('ref,name\n1,"two\nlines"\n\n2,Ann\n'))
    assert frame.index.tolist() == [2, 4, 5]


def test_old_line_ends_are_lines_too(csv_file):
    assert _frame(csv_file("ref,name\r1,Ann\r2,Ben\r")).index.tolist() == [2, 3]


def test_a_row_that_does_not_fit_the_header_is_named(csv_file):
    wrong = _lines_with_errors(csv_file("ref,name\n1,Ann,too,many\n2\n3,Ben\n4,Cy,\n"))
    assert wrong == {
        2: "does not fit the header: 4 instead of 2 cells",
        3: "does not fit the header: 1 instead of 2 cells",
    }


def test_short_rows_can_be_allowed(csv_file):
    frame = _frame(csv_file("ref,name\n1\n"), short_rows=True)
    assert frame.iloc[0].tolist() == ["1", "", ""]


def test_a_broken_quotation_spoils_its_row_only(csv_file):
    wrong = _lines_with_errors(csv_file('ref,name\n1,"An"n\n2,Ben\n3,"open\n'))
    assert list(wrong) == [2, 4]


def test_a_line_that_names_the_delimiter_is_no_header(csv_file):
    assert open_table(csv_file("sep=;\nref;name\n1;Ann\n"), FileShape(header_line=2)).header == ["ref", "name"]


def test_titles_above_the_header_can_be_passed_over(csv_file, xlsx_file):
    text = csv_file("Customers of May\n\nref,name\n1,Ann\n")
    workbook = xlsx_file([["Customers of May"], [], ["ref", "name"], ["1", "Ann"]])
    frames = [_frame(path, header_line=3) for path in (text, workbook)]
    assert [frame.index.tolist() for frame in frames] == [[4], [4]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no header"),
        ("\n\n", "no header"),
        ("ref,name,name\n1,2,3\n", "same name: name"),
        ("ref,,name\n1,2,3\n", "Column 2 has no name"),
        (",".join(f"c{n}" for n in range(1001)) + "\n", "more than 1000 columns"),
    ],
)
def test_a_header_that_cannot_name_columns_is_refused(csv_file, text, sentence):
    with pytest.raises(FileRefused, match=sentence):
        open_table(csv_file(text))


def test_columns_without_name_at_the_end_are_left_off(csv_file):
    assert open_table(csv_file("ref,name,,\n1,Ann,,\n")).header == ["ref", "name"]


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(FileRefused, match="cannot be opened"):
        open_table(tmp_path / "absent.csv")
