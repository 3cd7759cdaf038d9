"""Rollups: they equal a count from scratch, whatever changes the rows and however."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from customers.models import Customer
from reports.corrections import correct
from reports.exits import read_exits
from reports.models import CodedResponse, Coding, RollupBlock
from reports.rollups import store
from reports.rollups.check import differences
from reports.rollups.columns import Coded, coded, pack, unpack
from reports.rollups.store import read_rollups, refresh_rollups
from surveys.models import Answer, Response


def people():
    return int(read_rollups().answers.people.sum())


def test_it_works(many):
    many(6, plan="pro", causes=["price", "quality"], reasons=["price"])
    assert people() == 6


def test_equal_answers_are_one_row(many):
    many(6, plan="pro")
    answers = read_rollups().answers
    assert (len(answers), answers.mrr.tolist()) == (1, [30000])


@pytest.mark.parametrize("words", ["太贵了", "太貴了", "Too dear", "太贵 and slow 😡", "ＦＵＬＬ", "", "长" * 5000])
def test_no_words_are_kept(answer, words):
    answer(words=words, causes=["price"] if words else ())
    read_rollups()
    blocks = b"".join(bytes(str(unpack(bytes(one.content))), "utf-8") for one in RollupBlock.objects.all())
    assert not words or words.encode() not in blocks


@pytest.mark.parametrize(
    "change",
    [
        lambda response: Response.objects.filter(pk=response.pk).update(segment={"plan": "free"}),
        lambda response: Coding.objects.filter(response=response).update(cause="support"),
        lambda response: Coding.objects.filter(response=response).delete(),
        lambda response: CodedResponse.objects.filter(response=response).delete(),
        lambda response: Answer.objects.filter(response=response).delete(),
        lambda response: Response.objects.filter(pk=response.pk).delete(),
        lambda response: Customer.objects.filter(pk=response.customer_id).delete(),
        lambda response: Customer.objects.filter(pk=response.customer_id).update(ending="involuntary"),
        lambda response: Response.objects.filter(pk=response.pk).update(mrr=Decimal("7.25"), currency="EUR"),
    ],
)
def test_any_change_of_rows_is_seen(many, change):
    responses = many(4, plan="pro", reasons=["price"])
    read_rollups()
    change(responses[1])
    assert (differences(), read_rollups().answers.people.sum()) == ([], Response.objects.count())


def test_the_ending_is_todays(answer):
    response = answer()
    read_rollups()
    Customer.objects.filter(pk=response.customer_id).update(ending="involuntary")
    assert read_rollups().answers.ending.texts() == ["involuntary"]


def test_statements_past_django_are_seen(many):
    many(3)
    read_rollups()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_coding SET cause = 'support'")
    assert read_rollups().answers.causes.texts() == ["support"]


def test_a_correction_is_seen_at_once(answer, editor):
    response = answer()
    read_rollups()
    correct(response, "support", "main", None)
    assert "support" in read_rollups().answers.main.texts()


def test_nothing_is_built_when_nothing_changed(many):
    many(3)
    refresh_rollups()
    assert refresh_rollups() == (0, 0)


def test_the_same_tables_are_read_once(many):
    many(3)
    assert read_exits() is read_exits()


def test_customers_and_invitations_follow(answer):
    response = answer(started_on=date(2024, 5, 31), ended_on=date(2026, 3, 30))
    customers = read_rollups().customers
    Customer.objects.filter(pk=response.customer_id).update(ended_on=None)
    assert (customers.ended.tolist(), read_rollups().customers.ended.tolist()) == ([date(2026, 3, 30).toordinal()], [0])


@pytest.mark.parametrize(
    ("started", "ended", "tenure"),
    [
        (date(2024, 5, 31), date(2024, 8, 30), "0-2 months"),
        (date(2024, 5, 31), date(2024, 8, 31), "3-5 months"),
        (date(2020, 1, 1), date(2024, 1, 1), "48+ months"),
        (None, date(2024, 1, 1), ""),
    ],
)
def test_tenure_is_in_whole_months(customer, started, ended, tenure):
    customer(started_on=started, ended_on=ended)
    assert read_rollups().customers.dimension("tenure", date(2026, 1, 1)).texts() == [tenure]


def test_blocks_of_another_format_are_built_anew(many):
    many(3)
    read_rollups()
    RollupBlock.objects.update(version="0-0", content=pack({}))
    assert people() == 3


def test_a_reader_waits_only_so_long(viewer, many, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_A_READER_WAITS", -1)
    many(3)
    assert "still being counted" in viewer.get("/").content.decode()


def test_columns_come_back_as_they_were():
    column = coded(["", "年付", "monthly", "年付"])
    assert unpack(pack({"plan": column}))["plan"].texts() == ["", "年付", "monthly", "年付"]


def test_a_value_that_nobody_has_is_nobody():
    assert Coded(coded(["a"]).codes, ("", "a")).equals("b").tolist() == [False]


def test_the_command_rebuilds_and_proves(many, capsys):
    many(5, plan="pro", causes=["price", "quality"])
    call_command("rebuild_rollups")
    assert "Every cell equals" in capsys.readouterr().out


def test_the_command_finds_what_is_wrong(many):
    many(5, plan="pro")
    read_rollups()
    other = many(1, plan="free")[0]
    read_rollups()
    with connection.cursor() as cursor:
        on = " ON reports_coding" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER stale_reports_coding_delete{on}")
    Coding.objects.filter(response=other).delete()
    with pytest.raises(CommandError, match="differ"):
        call_command("rebuild_rollups", "--check")
