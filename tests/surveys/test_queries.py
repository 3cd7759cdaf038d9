"""How often the respondent's pages ask the database; a page that asks more is a slower page for everyone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_open_form_reads_the_survey_and_counts_the_display(client, survey, django_assert_num_queries):
    client.get("/s/exit/")
    with django_assert_num_queries(2):
        client.get("/s/exit/")


def test_an_invitation_needs_no_more(client, invitation_path, django_assert_num_queries):
    client.get(invitation_path)
    with django_assert_num_queries(2):
        client.get(invitation_path)


def test_a_page_that_ends_needs_at_most_one(client, survey, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        client.get("/i/altered/")


def test_storing_reads_only_the_survey(open_form, settings, django_assert_max_num_queries):
    settings.FLOOD_A_MINUTE = 0  # other tests of this minute may have sent very many
    page = open_form()
    # The survey, the response, its answers, the display, and the savepoint that a test makes of the transaction.
    with django_assert_max_num_queries(6):
        page.send(words="x", reasons=["price"])


def test_an_answer_that_is_right_needs_no_form(open_form, monkeypatch):
    page = open_form()
    monkeypatch.delattr("surveys.views.ResponseForm")
    assert page.send(words="x", reasons=["price"], main="price").status_code == 303
