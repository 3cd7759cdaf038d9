"""A customer over time: the picture stays readable and true whatever is known."""

import json
from datetime import date, timedelta

import pytest
from django.utils import translation

from customers.models import CustomerEvent, Subscription
from reports.customer_picture import customer_picture
from reports.customer_spans import paid_spans
from reports.customer_timeline import timeline_of
from reports.customer_words import timeline_rows, use_sentence
from tests.reports.using import AS_OF, FIRST, silent, steady, use

pytestmark = pytest.mark.django_db


def over_time(customer):
    return timeline_of(customer, paid_spans(customer), [], [])


def drawn(customer):
    return customer_picture(over_time(customer), "x")["datasets"]


def test_the_sentence_tells_it_as_it_happened(customer):
    someone = customer()
    use({someone: silent(), customer(): steady()})
    assert use_sentence(over_time(someone)) == "Daily until May 2026, silent since May 30, 2026."


def test_the_sentence_is_said_in_chinese_without_spaces(customer):
    someone = customer()
    use({someone: silent(), customer(): steady()})
    with translation.override("zh-hans"):
        sentence = use_sentence(over_time(someone))
    assert (" " in sentence, sentence[-1]) == (False, "。")


def test_a_customer_without_anything_has_no_picture(customer, viewer):
    someone = customer(started_on=None)
    assert over_time(someone).empty
    assert b"Nothing is known over time" in viewer.get(f"/customers/{someone.pk}/").content


def test_without_spans_the_own_dates_are_one(customer):
    span = paid_spans(customer(plan="pro", ended_on=date(2026, 1, 1)))[0]
    assert (span.plan, span.implied, span.end) == ("pro", True, date(2026, 1, 1))


def test_an_end_before_the_start_is_no_span(customer):
    assert paid_spans(customer(started_on=date(2026, 1, 2), ended_on=date(2026, 1, 1))) == []


def test_changes_of_plan_price_and_term_are_told(customer):
    someone = customer()
    days = [date(2025, 1, 1), date(2025, 6, 1), date(2025, 9, 1)]
    Subscription.objects.create(
        customer=someone, plan="pro", mrr=50, currency="USD", started_on=days[0], ended_on=days[1]
    )
    Subscription.objects.create(
        customer=someone, plan="team", mrr=80, currency="USD", term="yearly", started_on=days[2]
    )
    assert paid_spans(someone)[1].changes == (
        "came back after 92 days",
        "plan pro → team",
        "price raised by $30",
        "term yearly",
    )


def test_use_before_the_start_and_after_the_exit_is_drawn_and_said(customer, viewer):
    someone = customer(started_on=FIRST + timedelta(days=70), ended_on=AS_OF - timedelta(days=70))
    use({someone: steady()})
    line = over_time(someone)
    assert line.outside == 50 + 50
    assert line.phases[0].begin >= someone.started_on
    assert line.phases[-1].end <= someone.ended_on
    assert b"100 days before the start or after the exit" in viewer.get(f"/customers/{someone.pk}/").content


def test_ten_years_are_drawn_by_month(customer):
    someone = customer(started_on=date(2016, 6, 27))
    use({someone: steady(522)}, first=AS_OF - timedelta(days=522 * 7 - 1), judged=False)
    line = over_time(someone)
    assert (line.unit, len(line.bars)) == ("month", 121)
    assert len(json.dumps(customer_picture(line, "x"))) < 80_000


def test_thousands_of_events_are_a_mark_a_bin(customer):
    someone = customer()
    use({someone: steady()})
    days = [FIRST + timedelta(days=number % 270) for number in range(5000)]
    CustomerEvent.objects.bulk_create(CustomerEvent(customer=someone, kind="support", on=day) for day in days)
    marks = drawn(someone)["marks"]
    assert len(marks) <= 41
    assert marks[5]["told"].endswith("times")


def test_the_table_has_everything_in_order(customer):
    someone = customer(ended_on=date(2026, 6, 20))
    use({someone: steady()})
    CustomerEvent.objects.create(customer=someone, kind="outage", on=date(2026, 2, 1), words="Down for an hour")
    rows = timeline_rows(over_time(someone))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert {"Use", "Plan and price", "outage", "Left"} == {row[1] for row in rows}


def test_words_of_the_answer_are_on_the_axis(viewer, answer):
    response = answer("It became too dear for us.")
    assert "“It became too dear for us.”" in viewer.get(f"/customers/{response.customer_id}/").content.decode()


def test_nothing_is_said_by_colour_alone(customer):
    someone = customer()
    use({someone: silent(), customer(): steady()})
    for kind in ("support", "call", "outage", "other"):
        CustomerEvent.objects.create(customer=someone, kind=kind, on=AS_OF)
    drawing = drawn(someone)
    assert len({mark["shape"] for mark in drawing["marks"]}) == 4
    assert all(strip["label"] for strip in drawing["strips"])


def test_the_picture_is_given_as_a_file(viewer, customer):
    someone = customer()
    use({someone: silent(), customer(): steady()})
    file = viewer.get(f"/customers/{someone.pk}/?chart=timeline.svg")
    assert (file["Content-Type"], b"silent" in file.content) == ("image/svg+xml", True)
