"""Batches of activity that a program sends: stored once, or refused whole with what is wrong."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.activity.keys import BATCHES_A_MINUTE, KeyRefused, make_key, retire_key
from customers.activity.reading import counts_between
from customers.models import ActivityBatch, ActivityKey, Customer, ImportRun

pytestmark = pytest.mark.django_db
ROWS = "ref,day,count\nana,2025-01-01,3\nana,2025-01-02,1\n"


@pytest.fixture
def ana() -> Customer:
    return Customer.objects.create(ref="ana")


@pytest.fixture
def send(ana):
    """Send a batch; returns status and document."""
    bearer = make_key()[1]

    def post(body: str | bytes = ROWS, batch: str = "b1", kind: str = "text/csv", **headers: str) -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {bearer}", "idempotency-key": batch} | headers
        response = Client().post(reverse("receive_activity"), body, content_type=kind, headers=headers)
        return response.status_code, response.json()

    return post


def counts(customer: Customer, days: int = 2) -> list[int]:
    first = date(2025, 1, 1)
    return counts_between([customer.pk], first, first + timedelta(days - 1))[0].tolist()


def test_a_batch_is_stored(send, ana):
    status, told = send()
    assert (status, told["state"], told["read"], told["counted"], told["unknown"]) == (200, "stored", 2, 2, 0)
    assert counts(ana) == [3, 1]


def test_json_lines_say_the_same(send, ana):
    body = '{"ref": "ana", "day": "2025-01-01", "count": 3}\n\n{"ref": "ana", "day": "2025-01-02T10:00:00Z"}\n'
    assert send(body, kind="application/x-ndjson")[0] == 200
    assert counts(ana) == [3, 1]


def test_a_batch_sent_again_changes_nothing(send, ana):
    first = send()[1]
    send("ref,day,count\nana,2025-01-01,9\n", batch="b2")
    status, told = send()
    assert (status, told["state"], told["import"]) == (200, "stored before", first["import"])
    assert counts(ana) == [9, 1]


def test_another_content_under_the_same_name_is_refused(send, ana):
    send()
    assert send("ref,day,count\nana,2025-01-01,9\n")[0] == 409
    assert counts(ana) == [3, 1]


def test_what_the_team_has_undone_stays_undone(send, ana):
    send()
    ImportRun.objects.update(state=ImportRun.State.UNDONE)
    assert send()[0] == 409
    assert send(batch="anew")[0] == 200


def test_a_batch_whose_process_died_is_stored_the_next_time(send, ana):
    number = send()[1]["import"]
    long_ago = timezone.now() - timedelta(hours=1)
    ImportRun.objects.update(state=ImportRun.State.RUNNING, touched_at=long_ago, rows_done=0)
    assert counts(ana) == [-1, -1]
    assert send()[1] | {"import": number, "state": "stored"} == send()[1] | {"state": "stored", "unknown_customers": []}
    assert (counts(ana), ImportRun.objects.count()) == ([3, 1], 1)


def test_one_that_is_being_stored_is_not_stored_twice(send):
    send()
    ImportRun.objects.update(state=ImportRun.State.RUNNING, touched_at=timezone.now())
    assert send()[0] == 409


def test_wrong_rows_are_told_by_line_and_nothing_is_stored(send):
    body = "day,ref\n2025-01-01,ana\nnever,ana\n\n2025-01-01,\n2025-01-01,ana,1\n"
    status, told = send(body)
    assert (status, ImportRun.objects.count()) == (422, 0)
    assert [(error["line"], error["column"]) for error in told["errors"]] == [(3, "day"), (5, "ref"), (6, "")]
    assert told["errors_in_all"] == 3


@pytest.mark.parametrize(
    "line",
    [
        *("{", "[]", "1", '{"ref": "ana"}', '{"ref": "ana", "day": 5}', '{"ref": null, "day": "2025-01-01"}'),
        *('{"ref": "ana", "day": "2025-01-01", "count": true}', '{"ref": "ana", "day": "2025-01-01", "count": -1}'),
        *('{"ref": "ana", "day": "2025-01-01", "count": NaN}', '{"ref": "ana", "day": "2025-01-01", "counts": 1}'),
        "[" * 100_000,
    ],
)
def test_lines_that_are_no_rows_are_refused(send, line):
    status, told = send(line, kind="application/x-ndjson")
    assert (status, told["errors"][0]["line"]) == (422, 1)


def test_customers_that_are_not_known_are_told_and_left_out(send, ana):
    body = 'ref,day\nzoe,2025-01-01\nana,2025-01-01\nzoe,2025-01-02\n"a\x00b",2025-01-02\n'
    status, told = send(body)
    assert (status, told["counted"], told["unknown"]) == (200, 1, 3)
    assert told["unknown_customers"] == ["a\x00b", "zoe"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y", "Basic abc", "Bearer ü.y", "Bearer " + "a" * 5000])
def test_without_a_key_nothing_is_taken(send, header):
    assert send(authorization=header)[0] == 401
    assert not ImportRun.objects.exists()


def test_a_key_needs_its_own_secret_and_ends_when_it_is_retired(ana):
    (first, bearer), (second, _other) = make_key(), make_key()
    headers = {"idempotency-key": "b", "authorization": f"Bearer {second.name}.{bearer.partition('.')[2]}"}
    post = {"data": ROWS, "content_type": "text/csv"}
    assert Client().post(reverse("receive_activity"), **post, headers=headers).status_code == 401
    headers["authorization"] = f"Bearer {bearer}"
    assert Client().post(reverse("receive_activity"), **post, headers=headers).status_code == 200
    retire_key(first)
    assert Client().post(reverse("receive_activity"), **post, headers=headers).status_code == 401


def test_only_the_hash_of_a_key_is_kept():
    key, bearer = make_key()
    stored = " ".join(str(value) for value in ActivityKey.objects.values().get(pk=key.pk).values())
    assert bearer.partition(".")[2] not in stored


def test_two_keys_at_most_are_in_use():
    make_key(), make_key()
    with pytest.raises(KeyRefused):
        make_key()


def test_batches_a_minute_are_limited(send):
    ActivityKey.objects.update(left=1)
    assert send()[0] == 200
    status, told = send(batch="b2")
    assert (status, told["retry_after"] >= 1) == (429, True)
    ActivityKey.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert send(batch="b2")[0] == 200
    assert ActivityKey.objects.get().left <= BATCHES_A_MINUTE


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [
        ({"batch": ""}, 400),
        ({"batch": "a b"}, 400),
        ({"batch": "x" * 101}, 400),
        ({"kind": "application/json"}, 415),
        ({"content-encoding": "gzip"}, 415),
        ({"body": b"ref,day\n\xff,2025-01-01\n"}, 400),
        ({"body": "\n"}, 422),
        ({"body": "ref,day\n"}, 422),
        ({"body": "ref,when\nana,2025-01-01\n"}, 422),
        ({"body": 'ref,day\n"ana,2025-01-01\n'}, 422),
        ({"body": "ref,day\n" + "x" * 5_000_000}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(send, kwargs, status):
    found, told = send(**kwargs)
    assert (found, bool(told["error"])) == (status, True)
    assert not ActivityBatch.objects.exists()


def test_only_post_is_taken(db):
    response = Client().get(reverse("receive_activity"))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_nothing_of_a_batch_is_logged(send, caplog):
    with caplog.at_level(logging.DEBUG):
        send("ref,day\nsecret-ref,2025-01-01\nana,secret-day\n")
        send("ref,day\nsecret-ref,2025-01-01\n")
    assert "secret" not in caplog.text.replace("secret_key", "")


def test_the_command_makes_lists_and_retires_keys(capsys):
    call_command("activity_key", "make")
    made = capsys.readouterr()
    name = made.out.partition(".")[0]
    call_command("activity_key", "list")
    assert capsys.readouterr().out.startswith(name)
    call_command("activity_key", "retire", name)
    with pytest.raises(CommandError):
        call_command("activity_key", "retire", name)
    assert json.dumps(made.err).count(made.out.partition(".")[2].strip()) == 0
