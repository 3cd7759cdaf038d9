"""The team's log-in."""

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def account(db):
    return User.objects.create_user("ada@example.com", password="a-long-password")


def log_in(client, **form):
    return client.post("/log-in/", {"username": "ada@example.com", "password": "a-long-password"} | form)


def test_it_works(client, account):
    assert log_in(client)["Location"] == "/"


def test_the_first_account_is_explained(client, db):
    assert b"manage.py add_member" in client.get("/log-in/").content


def test_later_it_is_not(client, account):
    assert b"manage.py add_member" not in client.get("/log-in/").content


def test_capitals_in_the_address_do_not_matter(client, account):
    assert log_in(client, username="Ada@Example.com").status_code == 302


def test_a_wrong_password_is_said_in_words(client, account):
    assert b"error-summary" in log_in(client, password="wrong").content


def test_it_leads_back_to_the_page_asked_for(client, account):
    assert log_in(client, next="/customers/")["Location"] == "/customers/"


def test_it_leads_nowhere_else(client, account):
    assert log_in(client, next="https://elsewhere.example/")["Location"] == "/"


def test_logging_out_is_by_post_only(client, account):
    log_in(client)
    assert client.get("/log-out/").status_code == 405
