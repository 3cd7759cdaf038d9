"""The receipt: the own answer read, changed and deleted by a private link, without a log-in."""

from __future__ import annotations

import html
import re
import uuid

import pytest

from surveys.models import Answer, Display, Erasure, Response
from surveys.receipts import receipt_path
from surveys.tokens import FormPage, form_token, invitation_token, receipt_token
from tests.surveys.conftest import OpenedForm

pytestmark = pytest.mark.django_db

WORDS = "太贵了, and the 匯出 fails 👋🏽 <b>＆"


@pytest.fixture
def sent(open_form) -> OpenedForm:
    page = open_form()
    page.send(reasons=["price", "support"], main="price", words=WORDS, contact="yes", contact_address="me@a.example")
    return page


@pytest.fixture
def path(sent) -> str:
    return receipt_path(Response.objects.get())


def _change_form(client, path: str) -> OpenedForm:
    return OpenedForm(f"{path}change/", client.get(f"{path}change/").content.decode(), client)


KEPT = {"reasons": ["price"], "main": "", "words": WORDS, "contact": "yes", "contact_address": "me@a.example"}


def test_the_thanks_page_shows_the_link(sent, client):
    location = sent.send(reasons=["price", "support"], main="price", words=WORDS, contact="yes",
                         contact_address="me@a.example").headers["Location"]  # fmt: skip
    path = receipt_path(Response.objects.get())
    assert f"{path}</a>" in client.get(location).content.decode()


def test_the_team_s_line_is_shown_after_an_answer_until_it_is_closed(open_form, client, survey):
    type(survey).objects.update(alternative={"en": "You can also pause.", "zh-Hans": "您也可以暂停。"})
    thanks = open_form("/s/exit/?lang=zh-Hans").send(words="太贵").headers["Location"]
    assert "您也可以暂停。" in client.get(thanks).content.decode()
    skipped = open_form().send(do="skip").headers["Location"]
    shown = [client.get(address).content.decode() for address in (f"{thanks}&closed=1", skipped, "/s/exit/")]
    assert [text for text in shown if "pause" in text or "暂停" in text] == []


def test_it_shows_the_answer(client, path):
    text = html.unescape(client.get(path).content.decode())
    assert all(said in text for said in (WORDS, "Too expensive", "Customer support did not help", "me@a.example"))


def test_nothing_of_it_is_readable_in_the_address_and_no_other_page_hears_of_it(client, path):
    response = client.get(path)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert str(Response.objects.get().submission_id) not in path


def test_looking_changes_nothing(client, path):
    before = list(Response.objects.values()), list(Answer.objects.values())
    for page in ("", "change/", "delete/"):
        assert client.get(path + page).status_code == 200
    assert (list(Response.objects.values()), list(Answer.objects.values())) == before


def test_a_change_is_stored_and_stamped(client, path):
    page = _change_form(client, path)
    assert page.send(**KEPT | {"words": "越用越慢"}).headers["Location"].endswith("changed=1")
    stored = Response.objects.get()
    assert (stored.verbatim(), stored.reason_keys(), stored.changed_at is None) == ("越用越慢", ["price"], False)


def test_the_form_holds_the_whole_answer(client, path):
    text = _change_form(client, path).text
    assert set(re.findall(r'value="(\w+)" [^>]*checked', text)) == {"price", "support", "yes"}
    assert '<option value="price" selected>' in text
    assert html.escape(WORDS) in text.replace("&#x27;", "'")


def test_saving_without_a_change_stamps_nothing(client, path):
    _change_form(client, path).send(**KEPT | {"reasons": ["price", "support"], "main": "price"})
    assert Response.objects.get().changed_at is None


def test_what_cannot_be_stored_comes_back_and_leaves_the_answer(client, path):
    response = _change_form(client, path).send(**KEPT | {"words": "x" * 5001})
    assert (response.status_code, "x" * 5001 in response.content.decode()) == (400, True)
    assert Response.objects.get().verbatim() == WORDS


def test_an_answer_that_would_be_empty_is_to_be_deleted_instead(client, path):
    response = _change_form(client, path).send()
    assert (response.status_code, Response.objects.get().verbatim()) == (400, WORDS)


def test_the_page_of_another_answer_changes_nothing(client, path, open_form):
    other = open_form()
    response = _change_form(client, path).send(**KEPT | {"form_token": other.token, "words": "of another"})
    assert (response.status_code, Response.objects.get().verbatim()) == (403, WORDS)


def test_deleting_asks_once_and_leaves_a_count_only(client, path):
    response = client.post(f"{path}delete/", b"do=delete", content_type="application/x-www-form-urlencoded")
    assert "deleted=1" in response.headers["Location"]
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
    assert Erasure.objects.values_list("wish", "count").get() == ("respondent", 1)
    assert client.get(path).status_code == 410


def test_keeping_it_deletes_nothing(client, path):
    assert client.post(f"{path}delete/", b"do=x", content_type="application/x-www-form-urlencoded").status_code == 200
    assert Response.objects.count() == 1


def test_a_page_sent_again_does_not_bring_a_deleted_answer_back(sent, client, path):
    client.post(f"{path}delete/", b"do=delete", content_type="application/x-www-form-urlencoded")
    response = sent.send(words="sent again by the browser")
    assert (response.status_code, "sent again by the browser" in response.content.decode()) == (410, True)
    assert not Response.objects.exists()
    assert Display.objects.get().outcome == "answered"


def test_a_page_sent_again_with_other_words_keeps_them_and_shows_the_receipt(sent, path):
    response = sent.send(words="what I forgot to say")
    text = response.content.decode()
    assert (response.status_code, "what I forgot to say" in text, path in text) == (410, True, True)
    assert Response.objects.get().verbatim() == WORDS


def form_token_of(submission_id: uuid.UUID) -> str:
    return form_token(FormPage("exit", str(submission_id)))


def altered(submission_id: uuid.UUID) -> str:
    return receipt_token(submission_id) + "x"


@pytest.mark.parametrize("made", [invitation_token, form_token_of, altered])
def test_no_other_token_opens_it(client, sent, made):
    assert client.get(f"/r/{made(Response.objects.get().submission_id)}/").status_code == 403


def test_a_changed_answer_is_coded_again(client, path):
    from reports.coding import code_pending, pending_responses
    from reports.models import Coding

    sum(code_pending())
    _change_form(client, path).send(**KEPT | {"words": "总是崩溃, it crashes all the time"})
    assert pending_responses().count() == 1
    sum(code_pending())
    assert (pending_responses().count(), Coding.objects.filter(main=True).get().cause) == (0, "quality")
