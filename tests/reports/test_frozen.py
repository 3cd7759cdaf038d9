"""Frozen reports: what they show stays, leads to nobody, and ends when it should."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from reports.frozen import Cover, Frozen, FrozenPart, Quoted, freeze, frozen_address, frozen_token
from reports.models import FrozenQuote, FrozenReport
from reports.outgoing.cleaning import cleaned_html
from surveys.erasures import erase
from surveys.models import Erasure

HTML = (
    '<table class="matrix"><thead><tr><th scope="col">Cause</th></tr></thead><tbody><tr id="r1" data-x="1">'
    '<th scope="row"><a href="/people/?cause=price">Price</a></th><td hx-get="/x" style="color:red">12%</td></tr>'
    '</tbody></table><svg viewBox="0 0 9 9" onload="x()"><path d="M0 0" fill="url(//evil.example)"/></svg>'
    '<form action="/x"><button>Go</button></form><script>alert(1)</script><img src="/x.png" alt="">'
)


@pytest.fixture
def frozen(db):
    """Freeze a report: frozen(days=-1, quotes=…)."""

    def make(days=30, language="en", **fields):
        user, _made = User.objects.get_or_create(username="who@example.com")
        cover = Cover("2026-01-01 – 2026-03-31", ("Plan: Pro",), ("412 coded answers of 530",))
        parts = (FrozenPart("Shares", HTML),)
        known = {"title": "Causes by plan", "cover": cover, "parts": parts, "figures": {"price": 0.12, "trust": None}}
        with translation.override(language):
            report = freeze(
                Frozen(**(known | {"definitions": ("share",)} | fields)), timezone.now() + timedelta(days=30), user
            )
        FrozenReport.objects.filter(pk=report.pk).update(expires_at=timezone.now() + timedelta(days=days))
        return report

    return make


def opened(report, **headers):
    return Client().get(f"/frozen/{frozen_token(report)}/", headers=headers)


def test_anyone_with_the_link_reads_it(frozen):
    page = opened(frozen()).content.decode()
    for said in ("Causes by plan", "2026-01-01 – 2026-03-31", "Plan: Pro", "412 coded answers of 530", "12%", "÷ base"):
        assert said in page


def test_it_leads_to_nobody(frozen):
    page = opened(frozen()).content.decode()
    for gone in (
        "/people/",
        "<script",
        "<form",
        "<button",
        "onload",
        "hx-get",
        "data-x",
        "evil.example",
        "x.png",
        " style=",
    ):
        assert gone not in page


def test_nobody_keeps_it_and_nothing_runs(frozen):
    response = opened(frozen())
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert "form-action 'none'" in response["Content-Security-Policy"]
    assert not response.cookies


def test_it_speaks_the_language_it_was_frozen_in(frozen):
    page = opened(frozen(language="zh-hant"), **{"accept-language": "en"}).content.decode()
    assert '<html lang="zh-hant">' in page
    assert "定義" in page


def test_figures_can_be_had_as_json(frozen):
    response = Client().get(f"/frozen/{frozen_token(frozen())}/figures.json")
    assert response.json()["figures"] == {"price": 0.12, "trust": None}


@pytest.mark.parametrize(("days", "status"), [(1, 200), (-1, 410)])
@pytest.mark.parametrize("path", ["", "figures.json"])
def test_it_ends_when_its_time_has_passed(frozen, days, status, path):
    assert Client().get(f"/frozen/{frozen_token(frozen(days))}/{path}").status_code == status


def test_an_ended_one_says_so_kindly_and_shows_nothing(frozen):
    page = opened(frozen(-1)).content.decode()
    assert "can give you a new one" in page
    assert "Causes by plan" not in page


def test_revoking_can_be_undone(frozen, editor):
    report = frozen()
    editor.post(f"/frozen/{report.pk}/revoke/")
    assert opened(report).status_code == 410
    editor.post(f"/frozen/{report.pk}/restore/")
    assert opened(report).status_code == 200


@pytest.mark.parametrize(
    "forge", [lambda token: token[:-1], lambda token: token.split(".")[0], lambda token: "x" + token]
)
def test_a_link_that_was_changed_does_not_open(frozen, forge):
    assert Client().get(f"/frozen/{forge(frozen_token(frozen()))}/").status_code == 404


def test_the_list_shows_each_link_with_its_state(frozen, viewer):
    open_one, ended = frozen(), frozen(-1)
    page = viewer.get("/frozen/").content.decode()
    assert frozen_address(open_one) in page
    assert frozen_address(ended) not in page
    assert "expired" in page


def test_a_quote_goes_with_the_answer_it_is_from(frozen, answer):
    response = answer(words="So dear that we left.")
    report = frozen(quotes=(Quoted(response.pk, "So dear that we left.", "en"),))
    assert "So dear" in opened(report).content.decode()
    erase([response.pk], Erasure.Wish.RESPONDENT)
    assert "So dear" not in opened(report).content.decode()


def test_a_quote_goes_when_the_answer_is_changed(frozen, answer):
    response = answer(words="So dear that we left.")
    frozen(quotes=(Quoted(response.pk, "So dear that we left."),))
    response.answers.all().delete()
    assert not FrozenQuote.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 800])
def test_a_time_that_is_past_or_too_far_is_refused(db, days):
    frozen = Frozen("x", Cover("all dates"), (), {})
    with pytest.raises(ValueError, match="two years"):
        freeze(frozen, timezone.now() + timedelta(days=days), User.objects.create(username="x"))


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a &lt;b&gt; &amp; 太贵</p>", "<p>a &lt;b&gt; &amp; 太贵</p>"),
        ('<a href="javascript:x()">a</a>', "a"),
        ("<form><p>a</p><form></form></form>b", "b"),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
        ("<p>1<br>2<hr/></p>", "<p>1<br>2<hr></p>"),
        ('<img src="data:image/png;base64,AA">', '<img src="data:image/png;base64,AA">'),
        ('<img src="data:text/html,x"><img src="//evil.example/a">', "<img><img>"),
        ('<td title="&quot; onclick=x">a</td>', '<td title="&quot; onclick=x">a</td>'),
        ("<!-- --><iframe src=x>a</iframe><style>p{}</style><base href=x><meta>b", "b"),
    ],
)
def test_html_is_cleaned(html, left):
    assert cleaned_html(html) == left
