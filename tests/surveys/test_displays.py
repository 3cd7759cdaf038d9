"""Displays: seen, skipped or answered, each once, so that response rates are true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.displays import DisplayCount, display_counts
from surveys.models import Display, Response
from surveys.retention import delete_expired
from surveys.tokens import read_form_token

pytestmark = pytest.mark.django_db


def _outcomes() -> list[str]:
    return sorted(Display.objects.values_list("outcome", flat=True))


def test_a_page_is_counted_under_its_own_id(open_form):
    page = open_form("/s/exit/?lang=zh-Hant&via=paper")
    display = Display.objects.get()
    assert str(display.pk) == read_form_token(page.token).submission_id
    assert (display.language, display.channel, display.outcome) == ("zh-Hant", "paper", "opened")


@pytest.mark.parametrize(
    "headers",
    [{"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"X-Purpose": "preview"}, {"X-Moz": "prefetch"}],
)
def test_a_page_read_ahead_is_not_counted_before_it_is_answered(open_form, headers):
    page = open_form(**headers)
    assert not Display.objects.exists()
    page.send(words="here after all")
    assert _outcomes() == ["answered"]


def test_a_probe_is_not_counted(client, survey):
    assert client.head("/s/exit/").status_code == 200
    assert not Display.objects.exists()


@pytest.mark.parametrize(
    ("typed", "outcome"), [({"do": "skip"}, "skipped"), ({"words": " "}, "skipped"), ({"words": "慢"}, "answered")]
)
def test_what_came_of_it_is_counted(open_form, typed, outcome):
    open_form().send(**typed)
    assert _outcomes() == [outcome]


def test_what_is_answered_stays_answered(open_form):
    page = open_form()
    page.send(words="慢")
    page.send(do="skip")
    assert _outcomes() == ["answered"]


def test_a_skipped_page_can_still_be_answered(open_form):
    page = open_form()
    page.send(do="skip")
    page.send(words="after all")
    assert (_outcomes(), Response.objects.count()) == (["answered"], 1)


def test_an_invitation_counts_once_by_the_furthest(open_form, invitation_path):
    pages = [open_form(invitation_path) for _ in range(3)]
    pages[0].send(do="skip")
    assert display_counts() == [DisplayCount("en", "form", "skipped", 1)]
    pages[1].send(words="now")
    assert display_counts() == [DisplayCount("en", "form", "answered", 1)]


def test_open_links_count_by_language_channel_and_outcome(open_form):
    for path in ("/s/exit/", "/s/exit/", "/s/exit/?lang=zh-Hans&via=mail"):
        open_form(path)
    open_form().send(words="x")
    assert display_counts() == [
        DisplayCount("en", "form", "answered", 1),
        DisplayCount("en", "form", "opened", 2),
        DisplayCount("zh-Hans", "mail", "opened", 1),
    ]


def test_they_go_with_the_time_that_the_notice_names(open_form):
    open_form()
    Display.objects.update(opened_at=timezone.now() - timedelta(days=900))
    open_form()
    delete_expired()
    assert Display.objects.count() == 1
