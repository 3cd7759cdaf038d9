"""The pages of the digest: who receives it, what it says, and the way out of it."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from reports import digest_pages
from reports.models import DigestTarget
from reports.outgoing.mail import unsubscribe_token
from tests.reports.digest_contents import content, quiet
from tests.reports.outgoing_server import chat_server

WEBHOOK = "https://hooks.example.com/services/T000/B000/verysecret1234"


@pytest.fixture(autouse=True)
def week(monkeypatch, settings):
    settings.EMAIL_URL = "smtp://"
    monkeypatch.setattr(digest_pages, "digest_content", lambda begin, end: content("太贵 <script>alert(1)</script>"))


@pytest.fixture
def target(db):
    def make(kind="mail", address="pm@example.com", **fields):
        user, _made = User.objects.get_or_create(username="who@example.com")
        return DigestTarget.objects.create(kind=kind, address=address, language="zh-Hans", added_by=user, **fields)

    return make


def add(client, **fields):
    sent = {"kind": "mail", "address": "pm@example.com", "language": "zh-Hans"} | fields
    return client.post("/digest/add/", sent, follow=True)


def test_it_works(viewer, target):
    target()
    page = viewer.get("/digest/")
    assert page.status_code == 200
    assert "pm@example.com" in page.content.decode()


def test_an_editor_adds_a_mailbox(editor):
    assert "pm@example.com is in the list" in add(editor).content.decode()
    found = DigestTarget.objects.get()
    assert (found.kind, found.language, found.added_by.username) == ("mail", "zh-Hans", "editor@example.com")


def test_of_a_webhook_only_the_end_is_shown(editor, viewer):
    added = add(editor, kind="slack", address=WEBHOOK).content.decode()
    for page in (added, viewer.get("/digest/").content.decode()):
        assert "hooks.example.com …1234" in page
        assert "verysecret" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "pm"}, "This is no e-mail address."),
        ({"kind": "feishu", "address": "http://open.feishu.cn/x"}, "must begin with https"),
        ({"kind": "wecom", "address": "https://"}, "names no server"),
        ({"kind": "fax"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(editor, fields, said):
    page = add(editor, **fields)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert page.context["page"].form["address"].value() == fields.get("address", "pm@example.com")


def test_an_address_is_added_once(editor, target):
    target()
    assert "in the list already" in add(editor, address="PM@example.com").content.decode()


def test_whoever_ended_the_mail_is_not_added_by_others(editor, target):
    target(unsubscribed_at=timezone.now(), deleted_at=timezone.now())
    assert "only they can take that back" in add(editor).content.decode()
    assert DigestTarget.objects.receiving().count() == 0


def test_deleting_can_be_undone(editor, target):
    one = target()
    assert "below, that can be undone" in editor.post(f"/digest/{one.pk}/delete/", follow=True).content.decode()
    assert DigestTarget.objects.receiving().count() == 0
    editor.post(f"/digest/{one.pk}/restore/")
    assert DigestTarget.objects.receiving().count() == 1


def test_pausing_and_going_on(editor, target):
    one = target()
    assert "Paused" in editor.post(f"/digest/{one.pk}/pause/", follow=True).content.decode()
    editor.post(f"/digest/{one.pk}/pause/")
    assert DigestTarget.objects.receiving().count() == 1


def test_a_test_arrives_marked_as_one_and_does_not_count(editor, target):
    one = target()
    editor.post(f"/digest/{one.pk}/test/")
    assert mail.outbox[0].subject.startswith("测试：")
    assert one.sendings.count() == 0


def test_a_test_that_fails_says_why(editor, target, settings):
    settings.OUTGOING_HTTP, settings.OUTGOING_ALLOWED = True, ["127.0.0.0/8"]
    with chat_server() as chat:
        chat.status = 404
        one = target("slack", chat.url)
        page = editor.post(f"/digest/{one.pk}/test/", follow=True).content.decode()
    # A port may hold the same figures.
    assert len(re.findall(r"\b404\b", page)) == 2
    assert "secret-of" not in page


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("channel", ["mail", "slack", "feishu", "wecom"])
def test_every_channel_and_language_has_a_preview(viewer, channel, language):
    page = viewer.get("/digest/preview/", {"channel": channel, "language": language})
    assert page.context["page"].kind == channel
    assert "<script>alert" not in page.content.decode()
    if channel != "mail":
        assert json.loads(page.context["page"].sent)


def test_the_mail_is_previewed_as_it_is_sent_and_nothing_in_it_runs(viewer):
    response = viewer.get("/digest/preview/mail/", {"language": "zh-Hant"})
    assert "太貴" in response.content.decode()
    assert "<script>" not in response.content.decode()
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("asked", [{}, {"quiet": "1"}])
def test_a_quiet_week_is_previewed_too(viewer, monkeypatch, asked):
    if not asked:
        monkeypatch.setattr(digest_pages, "digest_content", lambda begin, end: quiet())
    page = viewer.get("/digest/preview/", {"channel": "slack", "language": "en"} | asked).content.decode()
    assert "nothing is sent" in page
    assert "Rose by more than chance" not in page


def test_opening_the_link_in_a_mail_only_asks(target):
    one = target()
    page = Client().get(f"/digest/end/{unsubscribe_token(one.pk)}/")
    assert page.status_code == 200
    assert DigestTarget.objects.receiving().count() == 1


def test_one_click_ends_the_mail_without_log_in_and_token(target):
    one = target()
    client = Client(enforce_csrf_checks=True)
    address = f"/digest/end/{unsubscribe_token(one.pk)}/"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestTarget.objects.receiving().count() == 0
    client.post(address, {"again": "1"})
    assert DigestTarget.objects.receiving().count() == 1


@pytest.mark.parametrize("token", ["1.forged", "1", "x" * 400, "%00"])
def test_a_forged_link_ends_nothing(target, token):
    target()
    assert Client().post(f"/digest/end/{token}/").status_code == 404
    assert DigestTarget.objects.receiving().count() == 1
