"""Rows stored by a kept statement are what Django itself would have stored."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from surveys.intake import Given, Submission, record_once
from surveys.models import Answer, Question, Response
from surveys.statements import insert

pytestmark = pytest.mark.django_db


def _stored(response: Response) -> dict[str, object]:
    """Return the row as the database holds it, without what differs by nature."""
    row = Response.objects.filter(pk=response.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("id", "submission_id")}


def test_a_row_with_every_kind_of_value_is_the_one_that_django_stores(survey, invitation):
    told = {"survey": survey, "language": "zh-Hant", "segment": {"plan": "專業"}, "mrr": Decimal("12.50")}
    told |= {"left_on": date(2026, 2, 28), "choice_order": ["b", "a"], "spoken_on": date(2026, 3, 1)}
    told |= {
        "recorded_at": timezone.now() - timedelta(days=1),
        "changed_at": timezone.now(),
        "contact_address": "a@b.c",
    }
    by_django = Response.objects.create(**told)
    ours = Response(**told, submission_id=uuid4())
    with connection.cursor() as cursor:
        (ours.pk,) = insert(cursor, Response, [vars(ours)])
    assert _stored(ours) == _stored(by_django)


def test_a_key_of_letters_and_digits_is_stored_as_django_looks_for_it(survey, invitation):
    answered = Response(survey=survey, invitation=invitation, left_on=date(2026, 2, 28))
    with connection.cursor() as cursor:
        insert(cursor, Response, [vars(answered)])
    assert Response.objects.get(invitation=invitation).submission_id == answered.submission_id


def test_several_rows_take_one_statement(survey, django_assert_num_queries):
    response = Response.objects.create(survey=survey, left_on=date(2026, 2, 28))
    asked = list(Question.objects.filter(survey=survey)[:2])
    rows = [{"response_id": response.pk, "question_id": one.pk, "choices": [], "verbatim": "100 %s"} for one in asked]
    with django_assert_num_queries(1), connection.cursor() as cursor:
        keys = insert(cursor, Answer, rows)
    assert sorted(keys) == sorted(response.answers.values_list("pk", flat=True))
    assert {answer.verbatim for answer in response.answers.all()} == {"100 %s"}


def test_nothing_is_asked_for_no_rows(db, django_assert_num_queries):
    with django_assert_num_queries(0), connection.cursor() as cursor:
        assert insert(cursor, Answer, []) == []
    assert connection.is_usable()


def test_what_is_returned_of_a_stored_row_is_what_the_database_holds(survey):
    outcome = record_once(Submission(survey, {"words": Given(verbatim="太貴了 🙂")}, left_on=date(2026, 2, 28)))
    kept = Response.objects.get(pk=outcome.response.pk)
    names = [field.attname for field in Response._meta.concrete_fields]
    assert {name: getattr(outcome.response, name) for name in names} == {name: getattr(kept, name) for name in names}
