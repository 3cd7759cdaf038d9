"""The form by the open link."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest

from surveys.frames import allow_hosts
from surveys.models import Response, Survey
from surveys.tokens import read_form_token

pytestmark = pytest.mark.django_db


def _shown(text: str) -> list[str]:
    return re.findall(r'name="reasons" value="([^"]+)"', text)


def test_it_asks(open_form):
    assert "What led to this?" in open_form().text


def test_it_stores_and_goes_on_to_thanks(open_form):
    response = open_form().send(reasons=["price", "support"], main="price", words="太贵了, and slow")
    assert (response.status_code, response.headers["Location"][:32]) == (303, "/s/exit/thanks/?lang=en&receipt=")
    assert Response.objects.get().verbatim() == "太贵了, and slow"


def test_ticks_and_the_main_one_are_stored(open_form):
    open_form().send(reasons=["price", "support"], main="support")
    stored = Response.objects.get()
    assert (stored.reason_keys(), stored.main_reason_key()) == (["price", "support"], "support")


def test_channel_and_language_are_stored(open_form):
    open_form("/s/exit/?lang=zh-Hant").send(words="太貴")
    assert Response.objects.values_list("channel", "language").get() == ("form", "zh-Hant")


def test_it_says_first_that_it_is_optional(open_form):
    text = open_form().text
    first = text.index("This is optional and changes nothing about your subscription.")
    assert first < text.index("<h1>") < text.index("<form")


def test_it_says_how_many_questions_and_how_long(open_form):
    assert "4 short questions, about a minute." in open_form().text


def test_nothing_is_required_or_chosen_beforehand(open_form):
    text = open_form().text.partition("<script")[0]
    assert not re.search(r"\brequired\b|\bchecked\b|<option value=\"[^\"]+\" selected", text)


def test_who_asks_what_is_kept_and_whom_to_contact_stand_above_the_buttons(open_form, settings):
    settings.ORGANISATION_NAME, settings.CONTACT_EMAIL, settings.RETENTION_MONTHS = "Lumen", "p@lumen.example", 7
    text = open_form().text
    above = text[: text.index('value="send"')]
    assert all(said in above for said in ("Lumen, to learn", "7 months.", "p@lumen.example", "/s/exit/notice/"))


def test_skip_stores_nothing_and_thanks(open_form):
    response = open_form().send(do="skip", words="typed, then thought better of it")
    assert (response.status_code, response.headers["Location"]) == (303, "/s/exit/thanks/?lang=en&empty=1")
    assert not Response.objects.exists()


def test_skip_is_a_button_like_send(open_form):
    buttons = re.findall(r"<button ([^>]+)>", open_form().text)
    assert [re.sub(r'value="\w+"', "", attributes) for attributes in buttons] == ['type="submit" name="do" '] * 2


def test_an_empty_page_sent_stores_nothing_and_thanks(open_form):
    assert open_form().send(words="  \n").headers["Location"].endswith("empty=1")
    assert not Response.objects.exists()


def test_each_page_has_a_submission_id_of_its_own(open_form):
    first, second = (read_form_token(open_form().token) for _ in range(2))
    assert first.submission_id != second.submission_id


def test_choices_are_shuffled_and_another_reason_stays_last(open_form):
    orders = [tuple(_shown(open_form().text)) for _ in range(6)]
    assert len(set(orders)) > 1
    assert {order[-1] for order in orders} == {"other"}


def test_the_order_shown_is_stored(open_form):
    page = open_form()
    page.send(words="x")
    assert Response.objects.get().choice_order == _shown(page.text)


def test_no_cookie_is_set(open_form):
    page = open_form()
    page.send(words="x")
    assert not page.client.cookies


def test_a_staff_session_does_not_reach_the_page(client, survey, django_user_model):
    client.force_login(django_user_model.objects.create_user("staff@example.com"))
    response = client.get("/s/exit/")
    assert "Cookie" not in response.headers["Vary"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "strict-origin"),
        ("X-Robots-Tag", "noindex, nofollow"),
        ("Content-Language", "en"),
        ("Vary", "Accept-Language"),
    ],
)
def test_headers(client, survey, name, value):
    assert client.get("/s/exit/").headers[name] == value


def test_it_loads_a_style_sheet_and_nothing_else(open_form):
    text = open_form().text
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', text) == ["/static/css/form.css"]
    assert not re.search(r"<style|style=\"|\ssrc=|\son\w+=|href=\"(https?:)?//", text)


@pytest.mark.parametrize(
    "path", ["/s/exit/", "/s/exit/embed/", "/s/exit/thanks/?framed=1", "/s/exit/notice/", "/i/no/"]
)
def test_a_page_holds_the_scripts_that_its_policy_names_by_their_hashes_and_no_others(client, survey, path):
    allow_hosts(survey, ["https://shop.example"])
    page = client.get(path)
    allowed = re.search(r"script-src ([^;]*)", page["Content-Security-Policy"])[1].split()
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.content.decode(), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in scripts]
    assert {f"'sha256-{digest}'" for digest in digests} <= set(allowed)
    assert all(source.startswith("'sha256-") for source in allowed)


def test_it_is_small(open_form):
    assert len(gzip.compress(open_form().text.encode())) < 7_000


@pytest.mark.parametrize(("status", "code"), [("draft", 404), ("closed", 410)])
def test_a_survey_that_is_not_published_gets_a_kind_page(client, survey, status, code):
    Survey.objects.update(status=status)
    response = client.get("/s/exit/")
    assert response.status_code == code
    assert "Your subscription and its end do not depend on this page." in response.content.decode()


def test_an_unknown_survey_gets_a_kind_page(client, db):
    assert client.get("/s/other/").status_code == 404


def test_words_sent_to_a_closed_survey_come_back(open_form):
    page = open_form()
    Survey.objects.update(status="closed")
    response = page.send(words="I wrote this for ten minutes")
    assert response.status_code == 410
    assert "I wrote this for ten minutes" in response.content.decode()


def test_wordings_of_the_team_are_escaped(open_form, survey):
    survey.title = {"en": "<script>alert(1)</script>"}
    survey.save()
    assert "<script>alert" not in open_form().text


def test_other_methods_are_refused(client, survey):
    assert client.put("/s/exit/").status_code == 405
