"""How often the respondent's pages ask the database; a page that asks more is a slower page for everyone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_open_form_needs_three(client, survey, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/s/exit/")


def test_an_invitation_needs_four(client, invitation_path, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(invitation_path)


def test_a_page_that_ends_needs_at_most_one(client, survey, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        client.get("/i/altered/")


def test_storing_reads_the_questions_once(open_form, django_assert_max_num_queries):
    page = open_form()
    with django_assert_max_num_queries(8):
        page.send(words="x", reasons=["price"])
