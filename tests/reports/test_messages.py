"""The pages of “you said, we did”: written, previewed and sent by a person."""

import re
import uuid
from datetime import date, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from customers.contacting import list_address
from reports.cause_care import take_care
from reports.messages import sending
from reports.models import FixMessage, FixSending
from surveys.models import Response
from tests.reports import scripted_mail

FIXED = date(2026, 4, 1)
TYPED = {
    "subject.en": "What became of {cause} <b>",
    "body.en": "Since {day}, exports take a second.\n\n<script>alert(1)</script> 👋 & more.",
    "subject.zh-Hans": "您的意见有了结果",
    "body.zh-Hans": "自{day}起，导出只需一秒。",
    "subject.zh-Hant": "您的意見有了結果",
    "body.zh-Hant": "自{day}起，匯出只要一秒。",
    "revision": "0",
}
TEXT, PREVIEW, SEND = "/messages/price/", "/messages/price/preview/", "/messages/price/send/"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL, settings.MAIL_FROM = "smtp://mail.example.com", "us@example.com"
    settings.EMAIL_BACKEND = scripted_mail.BACKEND
    scripted_mail.begin()
    return scripted_mail


@pytest.fixture
def fixed(db):
    who = User.objects.create(username="pm@example.com")
    take_care("price", {"owner": None, "status": "fixed", "fixed_on": FIXED}, who)


@pytest.fixture
def opted(answer, fixed):
    """Make answers whose authors may be written to: opted("ann@example.com", language="zh-Hans")."""

    def make(*addresses, language="en"):
        moment = timezone.make_aware(datetime(2026, 3, 12))
        for address in addresses:
            fields = {"contact_address": address, "language": language, "recorded_at": moment}
            Response.objects.filter(pk=answer().pk).update(**fields)

    return make


@pytest.fixture
def written(editor, fixed):
    """The message as it was typed and saved."""
    editor.post(TEXT, TYPED)
    return FixMessage.objects.get()


def seen(editor):
    """What the button of the preview sends."""
    page = editor.get(PREVIEW).content.decode()
    return dict(re.findall(r'name="(revision|name)" value="(.*?)"', page))


def test_without_a_fixed_cause_it_says_what_to_do(viewer):
    assert "No cause is marked fixed" in viewer.get("/messages/").content.decode()


def test_it_counts_who_may_hear_and_why_others_do_not(editor, opted, answer):
    opted("ann@example.com", "no@example.com"), answer()
    list_address("no@example.com", "team")
    text = editor.get("/messages/").content.decode()
    assert "<strong>1</strong> of 3 who named it may hear." in text
    assert "<strong>1</strong> are on the do-not-contact list" in text
    assert "ann@example.com" not in text


def test_few_people_are_not_counted_for_viewers(viewer, opted):
    opted("ann@example.com")
    assert "Fewer than 5 people named it" in viewer.get("/messages/").content.decode()


def test_a_cause_that_is_not_fixed_has_no_message(editor, db):
    assert editor.get(TEXT).status_code == 404


def test_the_draft_comes_in_three_languages_and_says_what_is_missing(editor, opted):
    opted("ann@example.com")
    text = editor.get(TEXT).content.decode()
    assert all(said in text for said in ("What became of your answer", "您的意见有了结果", "您的意見有了結果"))
    assert text.count("Something is still to be filled in") == 3
    assert "Send it to" not in editor.get(PREVIEW).content.decode()


def test_what_was_typed_is_stored_and_previewed(editor, written, opted):
    opted("ann@example.com")
    text = editor.get(PREVIEW).content.decode()
    assert "Since 1 April 2026" in text
    assert "Send it to 1 person" in text
    assert FixMessage.objects.get().revision == 1


def test_the_mail_of_the_preview_runs_nothing_and_shows_what_was_typed(editor, written):
    mail = editor.get(f"{PREVIEW}mail/?language=en")
    text = mail.content.decode()
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "script-src 'none'" in mail["Content-Security-Policy"]
    assert "What became of Price &lt;b&gt;" in text


def test_two_editors_are_told_of_each_other(editor, written):
    late = editor.post(TEXT, TYPED | {"body.en": "Mine."})
    text = late.content.decode()
    assert late.status_code == 409
    assert "Mine." in text
    assert "exports take a second" in text
    assert 'name="revision" value="1"' in text


def test_a_click_sends_and_shows_what_came_of_it(editor, written, opted, mail_server):
    opted("ann@example.com"), opted("wo@example.com", language="zh-Hans")
    page = editor.post(SEND, seen(editor), follow=True).content.decode()
    assert "Done" in page
    assert [mail.subject for mail in mail_server.sent] == ["What became of Price <b>", "您的意见有了结果"]
    assert "自2026年4月1日起" in mail_server.sent[1].body
    assert "What was sent" in editor.get("/messages/").content.decode()


def test_a_double_click_sends_once(editor, written, opted, mail_server):
    opted("ann@example.com")
    click = seen(editor)
    assert len({editor.post(SEND, click).url for _click in range(2)}) == 1
    assert (FixSending.objects.count(), len(mail_server.sent)) == (1, 1)


def test_an_old_preview_sends_nothing(editor, written, opted, mail_server):
    opted("ann@example.com")
    click = seen(editor)
    editor.post(TEXT, TYPED | {"revision": "1"})
    page = editor.post(SEND, click, follow=True).content.decode()
    assert "The text was changed since this preview was shown" in page
    assert mail_server.sent == []


@pytest.mark.parametrize("click", [{}, {"name": "x", "revision": "1"}, {"name": str(uuid.uuid4()), "revision": "²"}])
def test_a_click_without_a_preview_sends_nothing(editor, written, opted, mail_server, click):
    opted("ann@example.com")
    assert editor.post(SEND, click).status_code == 302
    assert mail_server.sent == []


def test_without_mail_it_says_so_plainly(editor, written, opted, settings):
    settings.EMAIL_URL = ""
    opted("ann@example.com")
    assert "Mail is not set up" in editor.get("/messages/").content.decode()
    preview = editor.get(PREVIEW).content.decode()
    assert "Mail is not set up" in preview
    assert "Send it to" not in preview


def test_batches_go_on_by_themselves_or_by_a_button_and_can_be_stopped(editor, written, opted, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    opted("a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com")
    page = editor.post(SEND, seen(editor), follow=True)
    going = FixSending.objects.get()
    assert "2 of 5" in page.content.decode()
    assert "hx-post" in page.content.decode()
    FixSending.objects.update(next_at=timezone.now())
    assert "4 of 5" in editor.post(reverse("send_more", args=[going.pk]), follow=True).content.decode()
    stopped = editor.post(reverse("stop_sending", args=[going.pk]), follow=True).content.decode()
    assert "Stopped by editor@example.com" in stopped
    assert Response.objects.exclude(contact_address="").count() == 1


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("later", "send the message again in an hour"),
        ("policy", "whoever runs the mail server can say why"),
        ("gone", "There is no such mailbox"),
        ("broke off", "it may or may not have arrived"),
    ],
)
def test_what_failed_is_told_with_what_to_do(editor, written, opted, mail_server, way, said):
    opted("ann@example.com")
    mail_server.says["ann@example.com"] = way
    page = editor.post(SEND, seen(editor), follow=True).content.decode()
    assert said in page
    assert "ann@example.com" not in page


def test_who_wrote_by_hand_says_so_and_the_address_goes(editor, opted):
    opted("ann@example.com")
    one = Response.objects.get()
    address = reverse("response", args=[one.pk])
    assert "ann@example.com" in editor.get(address).content.decode()
    editor.post(reverse("contact_used", args=[one.pk]))
    text = editor.get(address).content.decode()
    assert "ann@example.com" not in text
    assert "Written to" in text


def test_an_address_on_the_list_is_not_shown_on_the_answer(editor, opted):
    opted("ann@example.com")
    list_address("ANN@example.com", "asked")
    text = editor.get(reverse("response", args=[Response.objects.get().pk])).content.decode()
    assert "ann@example.com" not in text
    assert "on the do-not-contact list" in text
