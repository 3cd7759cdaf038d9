"""Whatever is typed or sent: stored exactly, or refused with everything typed still on the page."""

from __future__ import annotations

import html
import re

import pytest

from surveys.models import Response

pytestmark = pytest.mark.django_db

TEXTS = [
    "太贵了，而且导出总是失败。",
    "太貴了，匯出老是當機。",
    "价格 price 太高，support 没回复",
    "bye 👋🏽 👨‍👩‍👧‍👦 🇹🇼",
    "ＡＢＣ１２３！？　全角",
    "  two spaces before, tab\tinside, and after  ",
    "a line\nanother\n\nand a gap",
    "\nan empty line first",
    "<script>alert('x')</script> & \"quotes\" %00 +plus",
    "=1+1",
    "\u202eright to left\u202c e\u0301 \u00e9 \ufeff",
    "𠮷野家のせいではない",
    "字" * 5000,
    "👋" * 5000,
]


def _textarea(response) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return html.unescape(found[1])


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_stored_exactly(open_form, text):
    assert open_form().send(words=text).status_code == 303
    assert Response.objects.get().verbatim() == text


def test_the_line_ends_of_a_browser_become_those_that_were_typed(open_form):
    open_form().send(words="one\r\ntwo\r\n")
    assert Response.objects.get().verbatim() == "one\ntwo\n"


def test_5000_lines_ends_are_not_counted_twice(open_form):
    assert open_form().send(words="a\r\n" * 2500).status_code == 303


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"words=caf%E9+is+fine", "caf\ufffd is fine"),
        ("words=太贵".encode("gb18030") + b"+but+fine", " but fine"),
        (b"words=half%ED%A0%80+a+pair", "half\ufffd\ufffd\ufffd a pair"),
        (b"words=nul%00+inside", "nul inside"),
        (b"words=one&words=two", "one\ntwo"),
        (b"words=" + b"x" * 5001, "x" * 5001),
        (b"words=kept&reasons=no_such_reason", "kept"),
        (b"words=kept&main=no_such_reason", "kept"),
        (b"words=kept&reasons=price&reasons=price", "kept"),
        (b"words=kept&main=price&main=support", "kept"),
        (b"words=kept&contact=no", "kept"),
        (b"words=kept&contact=yes&contact_address=nobody", "kept"),
        (b"words=kept&contact=yes&contact_address=" + b"a" * 300 + b"%40example.com", "kept"),
        (b"words=kept&contact=yes", "kept"),
        (b"words=kept&contact_address=me%40example.com", "kept"),
        (b"words=kept&" + b"&".join(b"f%d=1" % number for number in range(1001)), "kept"),
    ],
)
def test_what_cannot_be_stored_comes_back_with_400(open_form, body, kept):
    page = open_form()
    response = page.send_raw(f"form_token={page.token}&do=send&".encode() + body)
    assert (response.status_code, kept in _textarea(response)) == (400, True)
    assert not Response.objects.exists()


def test_a_mended_page_is_taken_when_sent_again(open_form):
    page = open_form()
    page.send_raw(f"form_token={page.token}&words=nul%00+inside".encode())
    assert page.send(words="nul inside").status_code == 303


def test_an_error_stands_beside_its_field_and_on_top_with_a_link(open_form):
    text = open_form().send(words="x" * 5001).content.decode()
    message = "The text is 1 character too long (the most is 5000). Please shorten it."
    assert f'<a href="#id_words">What led to this?</a> <span>{message}' in text
    assert f'id="id_words_error"><p>{message}' in text
    assert 'aria-invalid="true" aria-describedby="id_words_helptext id_words_error"' in text


def test_all_that_is_wrong_is_said_at_once(open_form):
    text = open_form().send(words="x" * 5001, reasons="none_such", contact="yes").content.decode()
    assert [name for name in ("words", "reasons", "contact_address") if f'id="id_{name}_error"' not in text] == []


def test_ticks_are_kept_with_an_error(open_form):
    text = open_form().send(reasons=["price", "other"], main="other", words="x" * 5001).content.decode()
    assert set(re.findall(r'value="(\w+)" [^>]*checked', text)) == {"price", "other"}
    assert '<option value="other" selected>' in text


def test_the_order_of_choices_is_kept_with_an_error(open_form):
    page = open_form()
    again = page.send(words="x" * 5001).content.decode()
    orders = [re.findall(r'name="reasons" value="([^"]+)"', text) for text in (page.text, again)]
    assert orders[0] == orders[1]


def test_script_in_words_is_escaped_when_it_comes_back(open_form):
    text = open_form().send(words="</textarea><script>alert(1)</script>" + "x" * 5000).content.decode()
    assert "<script>alert" not in text


def test_an_address_and_the_consent_to_it_are_stored(open_form):
    open_form().send(contact="yes", contact_address=" me@example.com ")
    assert Response.objects.get().contact_address == "me@example.com"


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "text/plain", "application/json", ""])
def test_a_body_of_another_kind_gets_a_kind_page(open_form, content_type):
    response = open_form().send_raw(b'{"words": "x"}', content_type)
    assert (response.status_code, "We could not read what was sent" in response.content.decode()) == (415, True)


def test_more_than_a_megabyte_gets_a_kind_page(open_form):
    response = open_form().send(words="x" * 3_000_000)
    assert (response.status_code, "That was more than we can take" in response.content.decode()) == (413, True)


def test_a_megabyte_of_fields_is_refused_and_the_words_stay(open_form):
    page = open_form()
    response = page.send_raw(f"form_token={page.token}&words=kept&".encode() + b"a&" * 500_000)
    assert (response.status_code, _textarea(response)) == (400, "kept")


def test_a_page_older_than_it_may_be_comes_back_with_the_words(open_form, monkeypatch):
    page = open_form()
    monkeypatch.setattr("surveys.tokens.FORM_AGE", -page_age())
    response = page.send(words="written long ago")
    assert (response.status_code, _textarea(response)) == (403, "written long ago")


def page_age():
    from datetime import timedelta

    return timedelta(seconds=1)


def test_a_page_that_came_back_can_be_sent(open_form):
    page = open_form()
    again = page.send(form_token="altered", words="mine")
    page.text = again.content.decode()
    assert page.send(words="mine").status_code == 303


@pytest.mark.parametrize("token", ["", "x", ":::", "a" * 100_000, "\x00", "é"])
def test_without_the_page_s_own_token_nothing_is_stored(open_form, token):
    assert open_form().send(form_token=token, words="mine").status_code == 403
    assert not Response.objects.exists()


def test_the_same_page_sent_again_makes_one_response(open_form):
    page = open_form()
    assert [page.send(words="once").status_code for _ in range(3)] == [303, 303, 303]
    assert Response.objects.count() == 1


def test_the_database_away_keeps_what_was_typed(open_form, monkeypatch):
    from django.db import OperationalError

    def away(*args, **named):
        raise OperationalError

    page = open_form()
    monkeypatch.setattr("surveys.views.record_once", away)
    response = page.send(words="still here, all of it", reasons=["price"])
    assert (response.status_code, _textarea(response) != "") == (503, True)
    assert all(kept in response.content.decode() for kept in ("still here, all of it", "price", page.token))
