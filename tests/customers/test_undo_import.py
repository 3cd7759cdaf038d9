"""Undoing a whole import: what it made goes, what it changed comes back, what others touched since stays."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from customers.importing import undo
from customers.importing.undo import ask_undo, undo_run
from customers.models import Customer, CustomerNote, ImportedRow, ImportRun
from customers.models import Subscription as Span

pytestmark = pytest.mark.django_db

FIRST = "ref,name,mrr,currency,plan\n1,Ann,99,EUR,pro\n2,Bo,49,EUR,team\n"
SECOND = "ref,name,mrr,plan\n1,Anna,120,max\n3,Cy,5,pro\n"


@pytest.fixture
def imported(csv_file, import_file):
    def run(text):
        import_file(csv_file(text))
        return ImportRun.objects.first()

    return run


def _undo(run):
    ask_undo(run)
    list(undo_run(run))
    run.refresh_from_db()
    return {name.removeprefix("undo_"): n for name, n in run.counts.items() if name.startswith("undo_")}


def _stored():
    return list(Customer.objects.order_by("ref").values_list())


def test_what_it_made_is_removed(imported):
    run = imported(FIRST)
    assert _undo(run) == {"removed": 2}
    assert (run.state, Customer.objects.count()) == ("undone", 0)


def test_what_was_there_before_comes_back_as_it_was(imported):
    imported(FIRST)
    before = _stored()
    assert _undo(imported(SECOND)) == {"removed": 1, "put_back": 1}
    assert _stored() == before


def test_a_field_that_was_changed_since_stays_and_the_others_come_back(imported):
    imported(FIRST)
    run = imported(SECOND)
    Customer.objects.filter(ref="1").update(name="Anne", attributes={"plan": "max", "size": "large"})
    assert _undo(run)["kept_changed"] == 1
    ann = Customer.objects.get(ref="1")
    assert (ann.name, ann.mrr, ann.attributes) == ("Anne", 99, {"plan": "pro", "size": "large"})


def test_a_made_row_that_was_changed_since_stays(imported):
    run = imported(FIRST)
    Customer.objects.filter(ref="1").update(mrr=1)
    assert _undo(run) == {"removed": 1, "kept_changed": 1}
    assert Customer.objects.get().ref == "1"


def test_a_made_row_on_which_something_hangs_stays(imported):
    run = imported(FIRST)
    CustomerNote.objects.create(customer=Customer.objects.get(ref="2"), words="called")
    assert _undo(run) == {"removed": 1, "kept_used": 1}
    assert Customer.objects.get().ref == "2"


def test_a_row_that_is_gone_is_counted(imported):
    run = imported(FIRST)
    Customer.objects.filter(ref="2").delete()
    assert _undo(run) == {"removed": 1, "gone": 1}


def test_what_was_undone_is_no_longer_kept(imported):
    _undo(imported(FIRST))
    assert not ImportedRow.objects.exists()


def test_it_goes_on_where_it_was_killed(imported, monkeypatch):
    run = imported("ref,plan\n" + "".join(f"{n},pro\n" for n in range(25)))
    monkeypatch.setattr(undo.Pace, "size", lambda pace: 10)
    ask_undo(run)
    next(undo_run(run))
    assert Customer.objects.count() == 15
    ImportRun.objects.update(touched_at=now() - timedelta(hours=1))
    assert _undo(ImportRun.objects.get())["removed"] == 25


def test_a_span_that_came_back_would_overlap_and_stays_away(imported):
    imported(FIRST)
    customer = Customer.objects.get(ref="1")
    first = Span.objects.create(customer=customer, mrr=1, started_on=date(2024, 1, 1), ended_on=date(2024, 3, 1))
    run = ImportRun.objects.create(kind="spans", state="done")
    run.rows.create(model="span", key=first.pk, before={"ended_on": None}, after={"ended_on": "2024-03-01"})
    Span.objects.create(customer=customer, mrr=2, started_on=date(2024, 6, 1))
    assert _undo(run) == {"kept_overlap": 1}
    first.refresh_from_db()
    assert first.ended_on == date(2024, 3, 1)


def test_a_span_that_was_taken_away_comes_back_under_its_key(imported):
    imported(FIRST)
    customer = Customer.objects.get(ref="1")
    said = {"customer_id": customer.pk, "plan": "pro", "term": "monthly", "mrr": "9.00", "currency": "EUR"}
    said |= {"started_on": "2024-01-01", "ended_on": None, "ending": ""}
    run = ImportRun.objects.create(kind="spans", state="done")
    run.rows.create(model="span", key=77, before=said, after=None)
    assert _undo(run) == {"put_back": 1}
    assert (Span.objects.get().pk, Span.objects.get().mrr) == (77, 9)
    customer.refresh_from_db()
    assert (customer.mrr, customer.started_on) == (9, date(2024, 1, 1))


def test_customers_say_what_their_spans_say_also_when_undoing_was_killed_between(imported):
    imported(FIRST)
    customer = Customer.objects.get(ref="1")
    Span.objects.create(customer=customer, mrr=7, started_on=date(2024, 1, 1))
    run = ImportRun.objects.create(kind="spans", state="undoing", rows_done=5)
    list(undo_run(run))
    customer.refresh_from_db()
    assert customer.mrr == 7


def test_an_import_is_undone_once(imported):
    run = imported(FIRST)
    call_command("undo_import", run.pk, verbosity=0)
    with pytest.raises(CommandError, match="cannot be undone: it is undone"):
        call_command("undo_import", run.pk, verbosity=0)


def test_the_command_says_what_stayed_and_why(imported, capsys):
    run = imported(FIRST)
    Customer.objects.filter(ref="1").update(mrr=1)
    call_command("undo_import", run.pk, verbosity=0)
    told = capsys.readouterr().out
    assert "1 row removed" in told
    assert "1 row kept in part or whole, because it was changed since" in told


def test_imports_are_listed(imported, capsys):
    run = imported(FIRST)
    call_command("imports")
    assert capsys.readouterr().out.split("\t")[2:] == ["customers", "done", "2", "customers.csv\n"]
    assert run.digest


def test_the_same_file_again_is_recognised(csv_file, import_file):
    import_file(csv_file(FIRST))
    run = ImportRun.objects.get()
    assert f"imported before: import {run.pk}" in import_file(csv_file(FIRST)).out


def test_an_undone_file_is_new_again(imported, csv_file, import_file):
    _undo(imported(FIRST))
    assert "imported before" not in import_file(csv_file(FIRST)).out


def test_an_import_that_runs_is_not_undone_under_its_feet(imported):
    run = imported(FIRST)
    ImportRun.objects.update(state="running", touched_at=now())
    run.refresh_from_db()
    with pytest.raises(undo.UndoRefused):
        ask_undo(run)


def test_one_whose_journal_is_deleted_is_not_undone(imported):
    run = imported(FIRST)
    run.made_at = now() - timedelta(days=undo.UNDO_DAYS + 1)
    with pytest.raises(undo.UndoRefused, match="more than 90 days old"):
        ask_undo(run)
