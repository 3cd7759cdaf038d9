"""Coding from the command line."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.models import Customer, Subscription
from reports.models import CodedResponse, Coding
from reports.watching import watch
from surveys.models import Answer, Response


@pytest.fixture
def pending(answer):
    return answer("it is too expensive", status=None)


class StopsAfter:
    """An event that is set once it was waited for a number of times; keeps how long each wait was to be."""

    def __init__(self, waits, between=lambda: None):
        self.left, self.between, self.seconds = waits, between, []

    def is_set(self):
        return self.left <= 0

    def wait(self, seconds):
        self.left -= 1
        self.seconds.append(seconds)
        self.between()


def test_it_works(pending):
    call_command("code_responses")
    assert Coding.objects.get(response=pending).cause == "price"


def test_it_says_how_many(pending, capsys):
    call_command("code_responses")
    assert "1 answers coded" in capsys.readouterr().out


def test_what_is_coded_is_left(answer):
    response = answer("it is too expensive", ["trust"])
    call_command("code_responses")
    assert Coding.objects.get(response=response).cause == "trust"


def test_all_codes_anew(answer):
    response = answer("it is too expensive", ["trust"])
    call_command("code_responses", all=True)
    assert Coding.objects.get(response=response).cause == "price"


def test_watching_codes_what_comes_in(answer):
    stop = StopsAfter(2, lambda: answer("it is too expensive", status=None) if stop.left == 1 else None)
    watch(stop)
    assert Coding.objects.get().cause == "price"


def test_watching_looks_several_times_a_second(db):
    stop = StopsAfter(2)
    watch(stop)
    assert max(stop.seconds) <= 0.3


def test_watching_codes_what_is_committed_late(answer, survey):
    earlier, later = answer("too dear", status=None), answer("too expensive", status=None)
    key = earlier.pk
    earlier.delete()

    def commit():
        if stop.left == 1:
            late = Response.objects.create(pk=key, survey=survey, left_on=later.left_on)
            Answer.objects.create(response=late, question=survey.questions.get(key="words"), verbatim="too expensive")

    stop = StopsAfter(2, commit)
    watch(stop)
    assert set(Coding.objects.values_list("response", flat=True)) == {key, later.pk}


def test_watching_deletes_what_the_notice_promised(answer):
    response = answer("it is too expensive")
    Response.objects.filter(pk=response.pk).update(recorded_at=datetime(2001, 1, 1, tzinfo=UTC))
    watch(StopsAfter(1))
    assert not Response.objects.exists()


def test_watching_survives_a_failing_database(pending, monkeypatch, caplog):
    from django.db import OperationalError

    from reports import watching

    failures = [OperationalError("secret words")]
    working = watching.code_pending
    monkeypatch.setattr(
        watching, "code_pending", lambda: (_ for _ in ()).throw(failures.pop()) if failures else working()
    )
    watch(StopsAfter(2))
    assert CodedResponse.objects.filter(response=pending).exists()


def test_watching_counts_a_customer_as_lost_once_the_day_it_told_has_come(db):
    customer = Customer.objects.create(ref="acme")
    began, ends = timezone.localdate() - timedelta(days=40), timezone.localdate()
    Subscription.objects.create(customer=customer, mrr=5, started_on=began, ended_on=ends, ending="voluntary")
    watch(StopsAfter(1))
    customer.refresh_from_db()
    assert (customer.ended_on, customer.ending) == (ends, "voluntary")
