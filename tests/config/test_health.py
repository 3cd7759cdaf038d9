"""Health: the process answers, and an answer could be stored."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from config import health


def test_healthz_touches_no_database(client):
    assert client.get(reverse("healthz")).json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_says_ok(client):
    assert client.get(reverse("readyz")).json() == {"status": "ok", "problems": []}


@pytest.mark.django_db
def test_readyz_leaves_no_row(client):
    from django.contrib.sessions.models import Session

    client.get(reverse("readyz"))
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_is_not_ready(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(health, "_writable", refuse)
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["problems"]) == (503, ["database"])
