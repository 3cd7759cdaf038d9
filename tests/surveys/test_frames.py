"""Which sites may frame a form."""

from __future__ import annotations

import re

import pytest

from surveys.frames import HostRefused, allow_hosts, allowed_hosts, clean_origin, clean_origins
from surveys.models import Response, Survey
from surveys.signing_keys import make_key
from tests.surveys.signing import link

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        (" https://Shop.Example/ ", SHOP),
        ("https://shop.example:443", SHOP),
        ("https://shop.example:8443", f"{SHOP}:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("https://例子.example", "https://xn--fsqu00a.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(written, origin):
    assert clean_origin(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "shop.example",
        "http://shop.example",
        "https://*.example",
        "https://shop.example/path",
        "https://shop.example?x",
        "https://shop.example/#x",
        "https://me@shop.example",
        "https://shop.example:99999",
        "https://shop.example:0",
        "https://",
        "https://a..b",
        "https://-a.example",
        "https://a b.example",
        "https://shop.example; script-src *",
        "https://shop.example https://evil.example",
        "https://shop.example\\@evil.example",
        "https://a,b",
        "https://[::1]",
        "https://" + "a" * 300,
        "javascript:alert(1)",
        "data:text/html,x",
        "//shop.example",
        "*",
        "'self'",
        "null",
        "商店",
    ],
)
def test_what_is_no_site_is_refused(written):
    with pytest.raises(HostRefused):
        clean_origin(written)


def test_each_line_is_one_site_and_counts_once():
    assert clean_origins(f"{SHOP}\n\n{SHOP}/\r\nhttps://b.example\n") == [SHOP, "https://b.example"]


def test_there_is_a_most():
    with pytest.raises(HostRefused, match="more than 20"):
        clean_origins("\n".join(f"https://a{n}.example" for n in range(21)))


def test_a_draft_keeps_the_sites_too(survey):
    Survey.objects.update(draft={"key": "exit", "frame_hosts": []})
    allow_hosts(survey, [SHOP])
    assert Survey.objects.get().draft["frame_hosts"] == [SHOP]


def test_what_is_no_origin_is_never_sent(client, survey):
    Survey.objects.update(frame_hosts=["*", "https://a.example; script-src *", 7, "https://Shop.example/", SHOP])
    assert allowed_hosts(Survey.objects.get()) == [SHOP]
    policy = client.get("/s/exit/embed/")["Content-Security-Policy"]
    assert f"frame-ancestors {SHOP};" in policy + ";"
    assert "script-src 'sha256-" in policy


def test_only_the_framed_pages_may_be_framed(client, survey):
    allow_hosts(survey, [SHOP])
    for path in ("/s/exit/", "/s/exit/notice/", "/log-in/"):
        response = client.get(path)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"
    assert "X-Frame-Options" not in client.get("/s/exit/embed/")


def test_without_a_list_nobody_frames(client, survey):
    response = client.get("/s/exit/embed/")
    assert (response.status_code, response["X-Frame-Options"]) == (200, "DENY")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_an_answer_in_a_frame_is_thanked_in_the_frame(client, open_form, survey):
    allow_hosts(survey, [SHOP])
    thanks = client.get(open_form("/s/exit/embed/").send(words="x")["Location"])
    assert (thanks.status_code, Response.objects.get().channel) == (200, "embed")
    assert f"frame-ancestors {SHOP}" in thanks["Content-Security-Policy"]
    assert f'data-hosts="{SHOP}"' in thanks.content.decode()
    assert 'data-outcome="answered"' in thanks.content.decode()


def test_a_signed_link_opened_again_in_a_frame_leads_to_the_receipt(client, open_form, survey):
    allow_hosts(survey, [SHOP])
    path = link(make_key(survey), frame="yes")
    open_form(path).send(words="once")
    again = client.get(path)
    assert f"frame-ancestors {SHOP}" in again["Content-Security-Policy"]
    receipt = re.search(r'href="(/r/[^"]+|http[^"]+/r/[^"]+)" target="_blank"', again.content.decode())
    assert receipt, again.content.decode()


def test_a_framed_page_sets_no_cookie_and_asks_for_none(client, open_form, survey):
    allow_hosts(survey, [SHOP])
    sent = open_form("/s/exit/embed/").send(words="x")
    pages = [client.get("/s/exit/embed/"), sent, client.get(sent["Location"])]
    assert [bool(page.cookies) for page in pages] == [False] * 3
    assert not any("Cookie" in page.get("Vary", "") for page in pages)
