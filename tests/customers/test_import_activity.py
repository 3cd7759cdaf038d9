"""Activity from files: what counts for which day, what is left out and why, and that nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.activity import run_undone
from customers.activity.compacting import fold_old_runs
from customers.activity.reading import counts_between, daily_counts, last_told_day
from customers.activity.writing import stored_in_pieces
from customers.importing import activity
from customers.models import ActivityMonth, Customer, CustomerAlias, ImportRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers() -> dict[str, Customer]:
    return {ref: Customer.objects.create(ref=ref) for ref in ("ana", "bo", "007")}


@pytest.fixture
def imported(csv_file, import_file, customers):
    """Import a table of activity; returns what the command said."""

    def run(text: str, mapping: str = "", encoding: str = "utf-8", **options: object):
        path = csv_file(text, encoding, "activity.csv")
        return import_file(path, mapping, command="import_activity", **options)

    return run


def counts(customer: Customer, first: str, days: int = 1) -> list[int]:
    begin = date.fromisoformat(first)
    return counts_between([customer.pk], begin, begin + timedelta(days - 1))[0].tolist()


def test_counts_are_stored_by_day(imported, customers):
    told = imported("ref,day,count\nana,2025-03-30,3\nana,2025-04-01,1\nbo,20250330,2\n007,2025-03-31,0\n")
    assert "4 rows read: 4 counted, 0 unchanged, 0 unknown, 0 empty, 0 refused." in told.out
    assert counts(customers["ana"], "2025-03-30", 3) == [3, 0, 1]
    assert counts(customers["bo"], "2025-03-30") == [2]


def test_events_are_counted_by_day(imported, customers):
    imported("user id,timestamp\nana,2025-03-30 08:00\nana,2025-03-30T22:00:05\nana,2025-03-31\n")
    assert counts(customers["ana"], "2025-03-30", 2) == [2, 1]


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2025-03-29T23:30:00Z", "2025-03-30"),  # 00:30 in Berlin
        ("2025-03-30T21:59:59Z", "2025-03-30"),  # a day of 23 hours ends at 22:00 UTC
        ("2025-03-30T22:00:00Z", "2025-03-31"),
        ("2025-10-26T22:30:00Z", "2025-10-26"),  # and one of 25 hours at 23:00 UTC
        ("2025-10-26T00:30:00+00:00", "2025-10-26"),  # 02:30, for the first time
        ("2025-10-26T01:30:00+00:00", "2025-10-26"),  # 02:30, for the second time
        ("2025-06-01T00:30:00+0900", "2025-05-31"),
        ("2025-06-01 00:30:00.123456-05", "2025-06-01"),
        ("2025-03-30T02:30:00", "2025-03-30"),  # no such hour in Berlin: the day it names
        ("2025-06-01", "2025-06-01"),
    ],
)
@pytest.mark.parametrize("rows", [1, 6000])
def test_a_moment_is_on_its_day_in_the_zone_of_the_organisation(imported, customers, settings, stamp, day, rows):
    settings.TIME_ZONE = "Europe/Berlin"
    others = "".join(f"bo,2024-01-01T00:{n // 60 % 60:02}:{n % 60:02}.{n:06}Z\n" for n in range(rows - 1))
    imported(f"ref,day\nana,{stamp}\n{others}")
    assert counts(customers["ana"], day) == [1]


def test_what_is_wrong_is_listed_by_line_and_column_and_left_out(imported, customers):
    tomorrow = timezone.localdate() + timedelta(1)
    told = imported(
        "ref,day,count\n"
        f"ana,2025-03-30,3\nana,30/02,1\n,2025-03-30,1\nana,2025-03-30,-1\nana,2025-03-30,1.5\nana,{tomorrow},1\n"
        "ana,1969-12-31,1\nana,2025-03-30,70000\nana,2025-03-30,\n,,\nana,2025-03-30,1,9\nana,2025-02-29T00:00Z,1\n"
    )
    assert "12 rows read: 1 counted, 0 unchanged, 0 unknown, 1 empty, 10 refused." in told.out
    assert [(row["line"], row["column"], row["value"]) for row in told.errors] == [
        *[("3", "day", "30/02"), ("4", "ref", ""), ("5", "count", "'-1"), ("6", "count", "1.5")],
        *[("7", "day", str(tomorrow)), ("8", "day", "1969-12-31"), ("9", "count", "70000"), ("10", "count", "")],
        *[("12", "", ""), ("13", "day", "2025-02-29T00:00Z")],
    ]
    assert counts(customers["ana"], "2025-03-30") == [3]


def test_many_moments_are_refused_by_the_same_rules_as_few(imported):
    good = "".join(f"ana,2024-01-01T00:{n // 60 % 60:02}:{n % 60:02}.{n:06}Z\n" for n in range(6000))
    told = imported(f"ref,day\n{good}ana,2025-02-29T00:00:00Z\nana,2100-01-01T00:00\nana,2025-13-01 00:00\nana,soon\n")
    assert [row["line"] for row in told.errors] == ["6002", "6003", "6004", "6005"]
    assert "lies in the future" in told.errors[1]["reason"]


def test_lines_are_right_behind_cells_of_several_lines(imported):
    told = imported('ref,note,day\nana,"a\nb\nc",2025-01-01\nana,"x",never\n')
    assert [(row["line"], row["value"]) for row in told.errors] == [("5", "never")]


def test_customers_that_are_not_known_are_counted_listed_and_left_out(imported, customers):
    told = imported("ref,day\nzoe,2025-01-01\nana,2025-01-01\nzoe,2025-01-02\nyan,2025-01-02\n")
    assert "4 rows read: 1 counted, 0 unchanged, 3 unknown" in told.out
    assert [(row["line"], row["value"]) for row in told.errors] == [("2", "zoe"), ("5", "yan")]
    assert "2 rows are left out" in told.errors[0]["reason"]
    Customer.objects.create(ref="zoe")
    imported("ref,day\nzoe,2025-01-01\nana,2025-01-01\nzoe,2025-01-02\nyan,2025-01-02\n")
    assert counts(Customer.objects.get(ref="zoe"), "2025-01-01", 2) == [1, 1]


def test_where_nothing_could_be_counted_the_command_fails(imported):
    assert "every row was refused" in imported("ref,day\nstranger,2025-01-01\nana,soon\n").refused


def test_the_same_file_again_changes_nothing(imported, customers):
    imported("ref,day,count\nana,2025-01-01,2\n")
    imported("ref,day,count\nana,2025-01-01,5\n")
    told = imported("ref,day,count\nana,2025-01-01,2\n")
    assert "1 rows read: 0 counted, 1 unchanged" in told.out
    assert counts(customers["ana"], "2025-01-01") == [5]


def test_the_same_file_is_known_when_its_import_was_folded(imported, customers):
    text = "ref,day,count\nana,2025-01-01,2\n"
    imported(text)
    imported("ref,day,count\nana,2025-01-01,5\n")
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=31))
    fold_old_runs()
    assert "0 counted, 1 unchanged" in imported(text).out


def test_an_undone_import_shows_what_the_earlier_one_said(imported, customers):
    imported("ref,day,count\nana,2025-01-01,2\n")
    imported("ref,day,count\nana,2025-01-01,5\nana,2025-01-09,1\n")
    run = ImportRun.objects.latest("pk")
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDOING)
    run_undone(run)
    assert (counts(customers["ana"], "2025-01-01"), last_told_day()) == ([2], date(2025, 1, 1))
    assert not ActivityMonth.objects.filter(run=run).exists()


def test_other_references_of_a_customer_mean_it(imported, customers):
    CustomerAlias.objects.create(ref="anna", customer=customers["ana"])
    imported("ref,day\nanna,2025-01-01\nana,2025-01-01\n")
    assert counts(customers["ana"], "2025-01-01") == [2]


def test_a_file_of_moments_is_not_imported_in_two_zones(imported, customers, settings):
    text = "ref,day\nana,2025-01-01T23:30:00Z\n"
    imported(text)
    settings.TIME_ZONE = "Asia/Shanghai"
    told = imported(text)
    assert "Undo that import first" in told.refused
    assert counts(customers["ana"], "2025-01-01", 2) == [1, -1]
    assert ImportRun.objects.latest("pk").state == ImportRun.State.FAILED


def test_the_zone_is_kept_also_where_the_mapping_does_not_say_it(imported, settings):
    text = "ref,day\nana,2025-01-01T23:30:00Z\n"
    imported(text, '[columns]\nref = "ref"\nday = "day"\n')
    settings.TIME_ZONE = "Asia/Shanghai"
    assert "Undo that import first" in imported(text).refused


def test_days_counted_before_the_zone_changed_stay(imported, customers, settings):
    imported("ref,day\nana,2025-01-01T23:30:00Z\n")
    settings.TIME_ZONE = "Asia/Shanghai"
    imported("ref,day\nana,2025-01-02T23:30:00Z\n")
    assert counts(customers["ana"], "2025-01-01", 3) == [1, -1, 1]


def test_a_mapping_of_another_zone_is_refused(imported):
    told = imported("a,b\nana,2025-01-01\n", 'time_zone = "Asia/Tokyo"\n[columns]\nref = "a"\nday = "b"\n')
    assert "Asia/Tokyo" in told.refused


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "ref;day;count\nana;2025-01-01;2\n"),
        ("utf-16", "ref\tday\tcount\r\nana\t2025-01-01\t2\r\n"),
        ("gb18030", "客户编号,日期,次数\nana,2025年1月1日,2\n客户,2025年1月1日,2\n"),
        ("utf-8", '"ref","day","count"\n"ana","2025-01-01","2"\n'),
        ("utf-8", "sep=;\nref;day;count\n ana ;2025-01-01; 2 \n"),
        ("utf-8", 'ref,day,count\nana,2025-01-01,2\nbo,"2025-01-01,1\n'),
    ],
)
def test_files_are_read_as_spreadsheets_write_them(imported, customers, encoding, text):
    imported(text, encoding=encoding)
    assert counts(customers["ana"], "2025-01-01") == [2]


def test_references_are_texts(imported, customers):
    Customer.objects.create(ref="7")
    imported("ref,day,count\n007,2025-01-01,2\n7,2025-01-01,1\n")
    assert counts(customers["007"], "2025-01-01") == [2]


@pytest.mark.parametrize(
    ("rows", "pieces"),
    [
        ("ana,2025-01-01,2", "fast"),
        ("ana,2025-01-01,2\nbo,2025-01-01,2,9", "fast"),
        ("ana,2025-01-01,2\nbo,2025-01-01,2,9,8", "slow"),
        ("ana,2025-01-01,2,,\nana,2025-01-01,2,9,8", "slow"),
        ('ana,2025-01-01,2\nbo,"2025-01-01,2', "slow"),
    ],
)
def test_the_fast_way_reads_what_it_can(imported, customers, monkeypatch, rows, pieces):
    used = []
    for name in ("fast", "slow"):
        plain = getattr(activity, f"{name}_pieces")
        monkeypatch.setattr(
            activity, f"{name}_pieces", lambda *a, n=name, f=plain: (used.append(n), (yield from f(*a)))
        )
    told = imported(f"ref,day,count\n{rows}\n")
    assert used[-1] == pieces
    assert f"{rows.count(chr(10)) + 1} rows read: 1 counted" in told.out
    assert counts(customers["ana"], "2025-01-01") == [2]


def test_a_workbook_is_read(xlsx_file, import_file, customers):
    path = xlsx_file([["ref", "day", "count"], ["ana", date(2025, 1, 1), 2], ["007", "2025-01-01", "x"]])
    told = import_file(path, command="import_activity")
    assert counts(customers["ana"], "2025-01-01") == [2]
    assert [row["line"] for row in told.errors] == ["3"]


def test_days_written_in_two_ways_need_a_mapping(imported, customers):
    text = "ref,day\nana,03/04/2025\n"
    assert "two ways" in imported(text).refused
    imported(text, '[columns]\nref = "ref"\nday = "day"\n[formats]\ndates = ["%d/%m/%Y"]\n')
    assert counts(customers["ana"], "2025-04-03") == [1]


def test_a_dry_run_stores_nothing(imported, customers):
    told = imported("ref,day\nana,2025-01-01\n", dry_run=True)
    assert "1 counted" in told.out
    assert (daily_counts(customers["ana"]), ImportRun.objects.count()) == (None, 0)


def test_an_import_that_breaks_off_leaves_nothing(imported, customers, monkeypatch):
    def broken(*columns: object) -> Iterator[float]:
        yield next(stored_in_pieces(*columns))
        assert ActivityMonth.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr("customers.importing.activity.stored_in_pieces", broken)
    with pytest.raises(SystemExit):
        imported("ref,day\nana,2025-01-01\nbo,2025-01-01\n")
    assert not ActivityMonth.objects.exists()
    assert (ImportRun.objects.get().state, last_told_day()) == (ImportRun.State.STOPPED, None)


def test_nothing_of_what_a_file_says_is_kept_in_the_run(imported):
    imported("ref,day\nana,2025-01-01\nsecret-ref,2025-01-01\n")
    run = ImportRun.objects.get()
    assert "secret" not in f"{run.counts} {run.mapping} {run.message}"
