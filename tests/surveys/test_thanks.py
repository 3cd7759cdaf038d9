"""The thanks: once, and what happens with the answer."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_it_thanks_and_says_what_happens_next(client, survey):
    text = client.get("/s/exit/thanks/").content.decode()
    assert "<h1>Thank you</h1>" in text
    assert "The people who build the product will read it" in text


def test_it_asks_for_nothing_more(client, survey):
    text = client.get("/s/exit/thanks/").content.decode()
    assert not [asking for asking in ("<form", "<button", "<input") if asking in text]


def test_when_nothing_was_sent_it_says_so(client, survey):
    text = client.get("/s/exit/thanks/?empty=1").content.decode()
    assert "Nothing was sent, and nothing is kept." in text
    assert "has arrived" not in text


def test_it_still_thanks_after_the_survey_closed(client, survey):
    type(survey).objects.update(status="closed")
    assert client.get("/s/exit/thanks/").status_code == 200
