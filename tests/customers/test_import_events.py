"""Importing what happened to customers: support contacts, calls, outages."""

from datetime import date

import pytest

from customers.importing.undo import ask_undo, undo_run
from customers.models import Customer, CustomerEvent, ImportRun

pytestmark = pytest.mark.django_db

EVENTS = "customer id,date,type,subject\n7,2024-03-01,工单,cannot log in\n7,2024-03-02,phone call,\n"


@pytest.fixture
def imported(csv_file, import_file):
    Customer.objects.create(ref="7")
    return lambda text=EVENTS, **options: import_file(csv_file(text), command="import_events", **options)


def _stored():
    return list(CustomerEvent.objects.values_list("customer__ref", "on", "kind", "words"))


def test_it_works(imported):
    assert "2 rows read: 2 created, 0 unchanged, 0 empty, 0 refused." in imported().out
    assert _stored() == [("7", date(2024, 3, 1), "support", "cannot log in"), ("7", date(2024, 3, 2), "call", "")]


def test_running_it_twice_changes_nothing(imported):
    imported()
    assert "0 created, 2 unchanged" in imported().out
    assert len(_stored()) == 2


def test_a_file_that_says_it_twice_says_it_once(imported):
    assert "2 created, 1 unchanged" in imported(EVENTS + "7,2024-03-02,call,\n").out


def test_a_dry_run_stores_nothing(imported):
    assert "2 created" in imported(dry_run=True).out
    assert _stored() == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("8,2024-03-01,call,", "customer id", "import customers first"),
        (",2024-03-01,call,", "customer id", "is empty"),
        ("7,,call,", "date", "is empty"),
        ("7,2199-03-01,call,", "date", "is still to come"),
        ("7,2024-03-01,dance,", "type", "is no known kind"),
        ("7,2024-03-01,call," + "x" * 301, "subject", "301 characters"),
    ],
)
def test_a_wrong_row_is_listed_and_the_rest_is_imported(imported, row, column, reason):
    result = imported(EVENTS + row + "\n")
    assert [(error["line"], error["column"]) for error in result.errors] == [("4", column)]
    assert reason in result.errors[0]["reason"]
    assert len(_stored()) == 2


def test_it_can_be_undone(imported):
    imported()
    run = ImportRun.objects.get()
    ask_undo(run)
    list(undo_run(run))
    assert _stored() == []
