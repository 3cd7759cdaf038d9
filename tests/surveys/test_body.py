"""Reading a body: whatever comes is read as far as it can be, and what had to be mended is named."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from surveys.body import parse_body

WHOLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


@given(st.binary(max_size=400))
@example(b"%")
@example(b"&&==&%zz=%")
@example(b"\xff%ff%00=\x00")
def test_any_bytes_are_read(raw):
    body = parse_body(raw)
    assert body.mended <= set(body.typed)


@given(st.dictionaries(WHOLE, st.lists(WHOLE, min_size=1, max_size=3), max_size=5))
def test_text_comes_back_exactly(fields):
    body = parse_body(urlencode(fields, doseq=True).encode())
    kept = {name: values for name, values in fields.items() if name or any(values)}
    assert {name: values for name, values in body.typed.items() if name or any(values)} == kept
    assert not body.mended


@given(name=st.sampled_from(["reasons", "main", "words", "contact", "contact_address", "do", "x"]), raw=st.binary())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_any_bytes_get_a_page_and_never_a_server_error(name, raw, open_form):
    page = open_form()
    response = page.send_raw(f"form_token={page.token}&{name}=".encode() + raw)
    assert response.status_code in (303, 400, 403)


def test_a_field_that_came_twice_has_no_one_value():
    assert parse_body(b"a=1&a=2").one("a") == ""


def test_pairs_are_all_that_was_sent_in_order():
    assert parse_body(b"a=1&b=%E8%B4%B5&a=2").pairs() == [("a", "1"), ("a", "2"), ("b", "贵")]
