"""Programs are kept out of the open link, and never a person: 200 people behind one address all get through."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from surveys import guard
from surveys.guard import TRAP, address_of, forget_addresses
from surveys.models import Allowance, Response
from surveys.tokens import form_token, read_form_token

pytestmark = pytest.mark.django_db
URLENCODED = "application/x-www-form-urlencoded"
SAME = "cheap pills at example dot com, click here"


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    """Begin as a process that has just started."""
    monkeypatch.setattr(guard, "_lately", type(guard._lately)())
    monkeypatch.setattr(guard, "_alike", type(guard._alike)())
    monkeypatch.setattr(guard, "_room", {"left": 0})


@pytest.fixture
def quick(monkeypatch):
    """Let few be many, so that a test need not send hundreds."""
    for name, number in {"BUSY": 2, "SAME_LONG": 3, "SAME_ALLOWED": 5}.items():
        monkeypatch.setattr(guard, name, number)


@pytest.fixture
def send(open_form):
    """Send the form as another visitor each time, without opening it anew."""
    opened = open_form()
    page = read_form_token(opened.token)

    def sent(words, address="203.0.113.7", **fields):
        token = form_token(replace(page, submission_id=str(uuid4())))
        body = urlencode({"form_token": token, "do": "send", "words": words} | fields)
        return opened.client.post("/s/exit/?lang=en", body, content_type=URLENCODED, REMOTE_ADDR=address)

    return sent


def again(page):
    """Press the button of a kind page."""
    fields = re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', page.content.decode(), re.DOTALL)
    body = urlencode([(name, html.unescape(value)) for name, value in fields] + [("do", "send")])
    return Client().post("/s/exit/?lang=en", body, content_type=URLENCODED)


def test_200_people_behind_one_address_are_all_heard(send):
    assert Counter(send(f"每个人都不一样 {number} 太贵了").status_code for number in range(200)) == {303: 200}
    assert (Response.objects.count(), Allowance.objects.count()) == (200, 0)


def test_30_of_them_may_write_the_same(send):
    assert Counter(send("太贵了").status_code for _ in range(30)) == {303: 30}


def test_a_program_that_sends_the_same_again_and_again_is_slowed(send):
    statuses = Counter(send(SAME).status_code for _ in range(70))
    assert (statuses[303], statuses[429]) == (Response.objects.count(), 70 - statuses[303])
    assert statuses[303] < 55


def test_others_are_not_slowed_meanwhile(send, quick):
    assert 429 in [send(SAME).status_code for _ in range(12)]
    assert [send(SAME, "198.51.100.4").status_code, send("My own words.").status_code] == [303, 303]


def test_what_is_slowed_is_kept_on_the_page_and_can_be_sent_again(send, quick):
    slowed = next(page for page in (send(SAME, reasons="price") for _ in range(12)) if page.status_code == 429)
    assert (SAME in html.unescape(slowed.content.decode()), slowed["Retry-After"]) == (True, "30")
    Allowance.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    before = Response.objects.count()
    assert (again(slowed).status_code, Response.objects.count()) == (303, before + 1)


def test_a_flood_of_different_answers_leaves_each_address_its_allowance(send, quick, settings):
    settings.FLOOD_A_MINUTE = 6
    statuses = [send(f"words {number}").status_code for number in range(20)]
    assert (statuses[:12], 429 in statuses[12:]) == ([303] * 12, True)
    assert send("words of mine", "198.51.100.4").status_code == 303


def test_an_invitation_is_never_slowed(open_form, invitation_path, send, quick):
    assert 429 in [send(SAME).status_code for _ in range(12)]
    assert open_form(invitation_path).send(words=SAME).status_code == 303


def test_nothing_tells_the_address_and_all_is_forgotten_within_the_hour(send, quick):
    for _ in range(5):
        send(SAME, "203.0.113.77")
    assert "203.0.113" not in Allowance.objects.get().name
    forget_addresses(timezone.now() + timedelta(minutes=61))
    assert not Allowance.objects.exists()


@pytest.mark.parametrize(
    ("behind", "headers", "address"),
    [
        (False, {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "203.0.113.7"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.7"}, "203.0.113.7"),
        (False, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:0db8:0001:0002"),
        (False, {"REMOTE_ADDR": "::ffff:203.0.113.7"}, "203.0.113.7"),
        (False, {"REMOTE_ADDR": ""}, ""),
    ],
)
def test_only_our_own_proxy_is_believed(settings, behind, headers, address):
    settings.BEHIND_PROXY = behind
    assert address_of(RequestFactory().get("/", **headers)) == address


def test_the_field_that_people_do_not_see_is_hidden_from_everybody(open_form):
    text = open_form().text
    field = re.search(r'<div class="unasked"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert [part for part in ('aria-hidden="true"', " inert") if part not in field[0]] == []
    assert all(part in field[1] for part in (f'name="{TRAP}"', 'autocomplete="off"', 'tabindex="-1"', 'value=""'))


def test_a_program_that_fills_every_field_stores_nothing(send):
    page = send("我写的话都还在", **{TRAP: "https://spam.example"})
    assert (page.status_code, "我写的话都还在" in page.content.decode()) == (400, True)
    assert not Response.objects.exists()


def test_a_person_whose_browser_filled_it_in_can_send_all_the_same(send):
    page = send("我写的话都还在", **{TRAP: "https://mine.example"})
    assert (again(page).status_code, Response.objects.get().verbatim()) == (303, "我写的话都还在")
