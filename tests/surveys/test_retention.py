"""Retention: what the notice promises is done, and nothing younger is touched."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from customers.models import Customer
from surveys.default_survey import ensure_default_survey
from surveys.intake import Given, Submission, record_response
from surveys.invitations import invite
from surveys.models import Answer, Erasure, Invitation, Response
from surveys.retention import delete_expired, expiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def answered(days_ago):
    submission = Submission(survey=ensure_default_survey(), answers={"words": Given(verbatim="太贵了")})
    response = record_response(submission)
    Response.objects.filter(pk=response.pk).update(recorded_at=NOW - timedelta(days=days_ago))
    return response


def test_an_old_answer_leaves_no_text():
    answered(days_ago=800)
    delete_expired(NOW)
    assert not Answer.objects.exists()


def test_a_count_of_them_is_kept():
    for _ in range(3):
        answered(days_ago=800)
    delete_expired(NOW)
    assert [(one.wish, one.count) for one in Erasure.objects.all()] == [("retention", 3)]


def test_a_younger_answer_stays():
    answered(days_ago=700)
    assert delete_expired(NOW) == 0


def test_it_counts_what_it_deleted(monkeypatch):
    monkeypatch.setattr("surveys.retention.BATCH", 2)
    for _ in range(5):
        answered(days_ago=800)
    assert delete_expired(NOW) == 5


def test_an_invitation_that_was_never_answered_goes_too():
    invitation = invite(ensure_default_survey(), Customer.objects.create(ref="c-1"))
    past = timezone.now() - timedelta(days=900)
    Invitation.objects.filter(pk=invitation.pk).update(created_at=past, expires_at=past)
    delete_expired()
    assert not Invitation.objects.exists()


def test_an_open_invitation_stays():
    invite(ensure_default_survey(), Customer.objects.create(ref="c-1"))
    delete_expired()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(("months", "expected"), [(1, "2026-02-28"), (13, "2025-02-28"), (24, "2024-03-31")])
def test_the_end_of_a_month_falls_on_a_day_that_exists(settings, months, expected):
    settings.RETENTION_MONTHS = months
    assert expiry(NOW).date().isoformat() == expected
