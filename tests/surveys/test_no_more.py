"""“Do not write to me”: a sealed link that asks when it is opened and acts when it is clicked, without a cookie."""

import re

import pytest
from django.test import Client

from customers.contacting import list_address, may_ask, may_write_to
from customers.models import DoNotContact
from surveys.no_more import Reader, no_more_token, no_more_url, read_no_more_token
from surveys.tokens import TokenRefused

ANN = Reader("Ann@Example.com", "C-1", "zh-Hant")
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def path(db):
    return no_more_url(ANN).removeprefix("http://127.0.0.1:8000")


def test_the_link_shows_no_address(path):
    assert not re.search("ann|example|C-1", path, re.IGNORECASE)
    assert read_no_more_token(path.split("/")[2]) == ANN


@pytest.mark.parametrize(
    "token",
    ["", "x", "é", "a" * 3000, no_more_token(ANN)[:-3], "A" + no_more_token(ANN)],
    ids=["empty", "short", "accented", "long", "cut", "altered"],
)
def test_an_altered_link_names_nobody(token):
    with pytest.raises(TokenRefused):
        read_no_more_token(token)


def test_an_altered_link_ends_kindly(db, client):
    assert client.get("/n/altered/").status_code == 403


def test_a_link_holds_after_the_secret_key_changed(settings):
    token = no_more_token(ANN)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert read_no_more_token(token) == ANN


def test_looking_changes_nothing_and_sets_no_cookie(path, client):
    shown = client.get(path)
    assert (shown.status_code, shown.cookies, shown["Cache-Control"]) == (200, {}, "no-store")
    assert shown["Referrer-Policy"] == "no-referrer"
    assert may_write_to("ann@example.com")


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en", "No more mail to you?"), ("zh-Hans", "不再给您发邮件？"), ("zh-Hant", "不再寄信給您？")],
)
def test_it_speaks_three_languages(path, client, tag, said):
    assert said in client.get(path, {"lang": tag}).content.decode()


def test_it_speaks_the_language_of_the_mail(path, client):
    assert client.get(path)["Content-Language"] == "zh-Hant"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_one_click_of_a_mail_program_is_enough(path, kind):
    body = (
        ONE_CLICK
        if "url" in kind
        else '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    )
    sent = Client(enforce_csrf_checks=True).post(path, body, content_type=kind)
    assert (sent.status_code, sent.cookies) == (200, {})
    assert not may_write_to("ANN@example.com")


def test_the_customer_is_not_invited_any_more(path, client, customer):
    client.post(path)
    assert not may_ask(customer)
    assert DoNotContact.objects.get().origin == "asked"


def test_clicked_twice_is_listed_once_and_can_be_taken_back(path, client):
    for _click in range(2):
        client.post(path, {"do": "stop"})
    assert DoNotContact.objects.count() == 1
    client.post(path, "do=again", content_type="application/x-www-form-urlencoded")
    assert may_write_to("ann@example.com")


def test_nobody_takes_back_by_link_what_the_team_entered(path, client):
    list_address("ann@example.com", "team")
    assert "do" not in re.findall('name="(.*?)"', client.get(path).content.decode())
    client.post(path, "do=again", content_type="application/x-www-form-urlencoded")
    assert not may_write_to("ann@example.com")


def test_the_page_names_only_the_beginning_of_the_address(path, client):
    text = client.get(path).content.decode()
    assert "A…@Example.com" in text
    assert "Ann" not in text
