"""The consent to one message, after the message: the receipt says so, and takes no second address."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from surveys.models import Response
from surveys.receipts import receipt_path
from tests.surveys.conftest import OpenedForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(open_form) -> str:
    """The receipt of an answer whose author was written to."""
    open_form().send(words="太贵", contact="yes", contact_address="me@a.example")
    Response.objects.update(contact_address="", contacted_at=timezone.now())
    return receipt_path(Response.objects.get())


def change_form(client, path: str) -> OpenedForm:
    return OpenedForm(f"{path}change/", client.get(f"{path}change/").content.decode(), client)


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en", "You were written to once"), ("zh-Hans", "联系过您一次"), ("zh-Hant", "聯絡過您一次")],
)
def test_the_receipt_says_when(client, path, tag, said):
    text = client.get(path, {"lang": tag}).content.decode()
    assert said in text
    assert "me@a.example" not in text


def test_the_consent_is_not_ticked_again_and_the_answer_can_be_changed(client, path):
    form = change_form(client, path)
    assert not re.search(r"<input[^>]* checked", form.text)
    assert form.send(words="越用越慢").status_code == 303
    stored = Response.objects.get()
    assert (stored.verbatim(), stored.contacted_at is None) == ("越用越慢", False)


def test_a_second_address_is_refused_with_the_reason(client, path):
    sent = change_form(client, path).send(words="太贵", contact="yes", contact_address="me@a.example")
    assert sent.status_code == 400
    assert "written to once, as agreed" in sent.content.decode()
    assert Response.objects.get().contact_address == ""


def test_an_address_that_was_open_in_the_form_does_not_come_back(client, open_form):
    open_form().send(words="太贵", contact="yes", contact_address="me@a.example")
    path = receipt_path(Response.objects.get())
    form = change_form(client, path)
    Response.objects.update(contact_address="", contacted_at=timezone.now())
    assert form.send(words="太贵", contact="yes", contact_address="me@a.example").status_code == 400
    assert Response.objects.get().contact_address == ""


def test_a_consent_is_taken_back_by_the_receipt(client, open_form):
    open_form().send(words="太贵", contact="yes", contact_address="me@a.example")
    change_form(client, receipt_path(Response.objects.get())).send(words="太贵")
    assert Response.objects.get().contact_address == ""
