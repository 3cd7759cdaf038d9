"""Rows that cannot be imported are listed with line, column and reason; the others are imported."""

import logging
import stat

import pytest

from customers.models import Customer

pytestmark = pytest.mark.django_db

MAPPING = '[columns]\nref = "ref"\nstarted_on = "start"\nended_on = "end"\nmrr = "mrr"\n[constants]\ncurrency = "EUR"\n'
HEADER = "ref,start,end,mrr,plan\n"


def _refused(import_file, path, mapping=MAPPING):
    return [(int(row["line"]), row["column"], row["reason"]) for row in import_file(path, mapping).errors]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",2024-01-01,,,", "ref", "is empty"),
        ("2,yesterday,,,", "start", "is not a date"),
        ("2,2024-02-01,2024-01-01,,", "end", "before the day the customer started"),
        ("2,,,plenty,", "mrr", "is not an amount"),
        ("2,,,£5,", "mrr", "is in GBP, not in EUR"),
        ("2,,,-5,", "mrr", "is below zero"),
        ("2,,,,a\x00b", "plan", "NUL"),
        ("2,,,," + "x" * 301, "plan", "is 301 characters long"),
        ("x" * 201 + ",,,,", "ref", "is 201 characters long"),
        ("1,,,,", "ref", "stands in line 2 already"),
        ("2,,,,,surplus", "", "6 instead of 5 cells"),
        ('2,,,,"open', "", "quotation marks"),
    ],
)
def test_a_wrong_row_is_listed_and_the_rest_is_imported(csv_file, import_file, row, column, reason):
    listed = _refused(import_file, csv_file(f"{HEADER}1,,,,\n{row}\n"))
    assert [(line, name) for line, name, _reason in listed] == [(3, column)]
    assert reason in listed[0][2]
    assert list(Customer.objects.values_list("ref", flat=True)) == ["1"]


def test_everything_wrong_with_a_row_is_said_at_once(csv_file, import_file):
    listed = _refused(import_file, csv_file(HEADER + "1,soon,later,much,\n2,,,,\n"))
    assert [column for _line, column, _reason in listed] == ["mrr", "start", "end"]


def test_a_value_that_is_neither_lost_nor_kept_is_refused(csv_file, import_file):
    mapping = (
        'as_of = 2024-01-01\n[columns]\nref = "ref"\nlost = "end"\n[lost]\nmeans_lost = ["yes"]\nmeans_kept = ["no"]\n'
    )
    listed = _refused(import_file, csv_file("ref,end\n1,yes\n2,maybe\n3,\n"), mapping)
    assert [(line, column) for line, column, _reason in listed] == [(3, "end")]


def test_a_loss_without_a_day_is_refused(csv_file, import_file):
    mapping = '[columns]\nref = "ref"\nlost = "lost"\nended_on = "end"\n[lost]\nmeans_lost = ["yes"]\n'
    listed = _refused(import_file, csv_file("ref,lost,end\n1,yes,\n2,yes,2024-01-01\n"), mapping)
    assert [(line, column) for line, column, _reason in listed] == [(2, "lost")]


def test_the_exit_code_is_one_when_nothing_could_be_imported(csv_file, import_file):
    assert "every row was refused" in import_file(csv_file(HEADER + ",,,,pro\n"), MAPPING).refused


def test_some_wrong_rows_are_no_failure_but_are_told(csv_file, import_file):
    result = import_file(csv_file(HEADER + "1,,,,\n2,soon,,,\n"), MAPPING)
    assert not result.refused
    assert "1 refused" in result.out
    assert "customers.csv.errors.csv" in result.out


def test_the_list_is_safe_in_a_spreadsheet(csv_file, import_file):
    path = csv_file('"=cmd()",start\n1,"=1+1"\n2,\n')
    result = import_file(path, '[columns]\nref = "=cmd()"\nstarted_on = "start"\n')
    assert result.errors[0]["value"] == "'=1+1"
    path = csv_file('ref,"=cmd()"\n1,"＝1+1"\n2,\n')
    result = import_file(path, '[columns]\nref = "ref"\nstarted_on = "=cmd()"\n')
    assert (result.errors[0]["column"], result.errors[0]["value"]) == ("'=cmd()", "'＝1+1")


def test_the_list_opens_in_a_spreadsheet_and_for_its_owner_only(csv_file, import_file):
    path = csv_file(HEADER + "1,,,,\n2,soon 张,,,\n")
    import_file(path, MAPPING)
    listed = path.with_name("customers.csv.errors.csv")
    assert listed.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600


def test_a_mended_file_takes_the_old_list_away(csv_file, import_file):
    path = csv_file(HEADER + "1,soon,,,\n2,,,,\n")
    import_file(path, MAPPING)
    result = import_file(csv_file(HEADER + "1,2024-01-01,,,\n"), MAPPING)
    assert not path.with_name("customers.csv.errors.csv").exists()
    assert not result.errors


def test_a_file_of_somebody_else_is_not_overwritten(csv_file, import_file):
    other = csv_file("my own notes\n", name="customers.csv.errors.csv")
    assert "is not a list of import errors" in import_file(csv_file(HEADER + "1,soon,,,\n"), MAPPING).refused
    assert other.read_text() == "my own notes\n"


def test_guarded_cells_give_their_text_back(csv_file, import_file):
    import_file(csv_file("ref,plan\n'-7,'=pro\n"), '[columns]\nref = "ref"\n[formats]\nguarded = true\n')
    customer = Customer.objects.get()
    assert (customer.ref, customer.attributes["plan"]) == ("-7", "=pro")


def test_no_personal_data_in_logs_or_on_the_terminal(csv_file, import_file, caplog):
    caplog.set_level(logging.INFO)
    result = import_file(csv_file(HEADER + "SECRET-1,,,,\nSECRET-2,soon,,,\n"), MAPPING)
    assert "SECRET" not in caplog.text + result.out + result.refused
