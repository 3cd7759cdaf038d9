"""Imports asked for in the browser: worked off by another process, resumed, stopped, and forgotten in time."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.utils.timezone import now

from customers.importing import work
from customers.importing.holding import held, import_folder
from customers.importing.runs import was_killed
from customers.importing.undo import ask_undo
from customers.importing.uploads import UNDO_DAYS, errors_path, forget_old, upload_path
from customers.importing.waiting import mark_killed, watch
from customers.models import Customer, ImportedRow, ImportRun

pytestmark = pytest.mark.django_db

MANY = "ref,plan\n" + "".join(f"{n},pro\n" for n in range(250))
State = ImportRun.State


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def uploaded():
    """Make a run that waits with its file: uploaded("ref\\n1\\n", dry_run=True)."""

    def make(text=MANY, **fields):
        mapping = {"columns": {"ref": "ref"}, "attributes": {"plan": "plan"}}
        run = ImportRun.objects.create(**{"kind": "customers", "stored_as": "abc", "mapping": mapping} | fields)
        upload_path(run).write_text(text)
        return run

    return make


def _worked(run, stop=lambda: False):
    work.work_next(stop)
    run.refresh_from_db()
    return run


def test_it_works(uploaded):
    run = _worked(uploaded())
    assert (run.state, run.rows_done, run.counts) == (State.DONE, 250, {"read": 250, "created": 250})
    assert Customer.objects.count() == 250
    assert not upload_path(run).exists()


def test_a_dry_run_is_checked_and_keeps_its_file(uploaded):
    run = _worked(uploaded("ref,plan\n1,pro\n,pro\n", dry_run=True))
    assert (run.state, run.counts) == (State.CHECKED, {"read": 2, "created": 1, "refused": 1})
    assert "is empty" in errors_path(run).read_text(encoding="utf-8-sig")
    assert (Customer.objects.count(), ImportedRow.objects.count(), upload_path(run).exists()) == (0, 0, True)


def test_a_process_that_is_told_to_stop_gives_the_import_back(uploaded):
    run = _worked(uploaded(), stop=lambda: True)
    assert (run.state, Customer.objects.count()) == (State.WAITING, 100)


def test_one_that_goes_on_counts_as_if_it_had_never_stopped(uploaded):
    run = _worked(uploaded(), stop=lambda: True)
    assert _worked(run).counts == {"read": 250, "created": 250}
    assert run.rows.count() == 250


def test_one_that_was_stopped_twice_counts_as_if_it_had_never_stopped(uploaded):
    run = _worked(uploaded(), stop=lambda: True)
    stops = iter([False, True, True])
    assert _worked(run, stop=lambda: next(stops)).state == State.WAITING
    assert _worked(run).counts == {"read": 250, "created": 250}


def test_it_stops_between_batches_when_somebody_asks(uploaded):
    run = uploaded(stop_asked=True)
    assert (_worked(run).state, Customer.objects.count(), run.counts["created"]) == (State.STOPPED, 100, 100)


def test_what_cannot_be_read_fails_and_says_why(uploaded):
    run = _worked(uploaded("\n"))
    assert (run.state, run.message) == (
        State.FAILED,
        "The file has no header: its first line must name the columns.",
    )


def test_an_error_nobody_foresaw_keeps_its_words_to_itself(uploaded, monkeypatch, caplog):
    monkeypatch.setattr("customers.importing.customers.store_customers", lambda *a, **k: 1 / len(""))
    run = uploaded()
    with pytest.raises(ZeroDivisionError):
        work.work_next()
    run.refresh_from_db()
    assert (run.state, run.message) == (State.FAILED, "ZeroDivisionError")


def test_one_that_was_killed_is_found_and_stopped(uploaded):
    run = uploaded(state=State.RUNNING, touched_at=now() - timedelta(hours=1))
    assert was_killed(run)
    mark_killed()
    run.refresh_from_db()
    assert run.state == State.STOPPED


def test_one_that_another_process_holds_was_not_killed(uploaded):
    run = uploaded(state=State.RUNNING, touched_at=now() - timedelta(hours=1))
    with held(run.pk):
        assert not was_killed(run)


def test_undoing_is_worked_off_too(uploaded):
    run = _worked(uploaded())
    ask_undo(run, later=True)
    assert (_worked(run).state, Customer.objects.count()) == (State.UNDONE, 0)


def test_uploads_that_nobody_imported_are_forgotten(uploaded):
    run = uploaded(state=State.MAPPING, made_at=now() - timedelta(days=8))
    forget_old()
    assert not ImportRun.objects.exists()
    assert not upload_path(run).exists()


def test_files_without_an_import_are_deleted_after_some_days(uploaded):
    stray, waiting = import_folder() / "stray", upload_path(uploaded())
    stray.write_text("")
    for path in (stray, waiting):
        os.utime(path, (time.time() - 8 * 86_400,) * 2)
    forget_old()
    assert [path.name for path in import_folder().iterdir()] == [Path(waiting).name]


def test_journals_are_deleted_when_undoing_is_past(uploaded):
    run = _worked(uploaded())
    ImportRun.objects.update(finished_at=now() - timedelta(days=UNDO_DAYS + 1))
    forget_old()
    assert run.rows.count() == 0


def test_the_process_that_waits_works_until_it_is_told_to_stop(uploaded):
    run, stop = uploaded("ref\n1\n", mapping={"columns": {"ref": "ref"}}), Event()

    class Once(Event):
        def wait(self, timeout=None):
            stop.set()
            self.set()

    watch(Once())
    run.refresh_from_db()
    assert (run.state, stop.is_set()) == (State.DONE, True)


def test_what_fails_is_logged_by_its_kind_and_ends_the_process(uploaded, monkeypatch, caplog):
    monkeypatch.setattr("customers.importing.work.work_next", lambda stop: 1 / len(""))
    uploaded()
    watch(Event())
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


def test_waiting_needs_no_pandas():
    code = "import django; django.setup(); import sys, customers.importing.waiting; sys.exit('pandas' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
