"""The digest goes once to each target, is tried again when it failed, and is not sent when nothing happened."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reports.management.commands import send_digest as command
from reports.models import DigestSending, DigestTarget
from reports.outgoing import sending
from reports.outgoing.sending import deliver, forget_deleted, send_digest, take_sending
from tests.reports.digest_contents import content, quiet
from tests.reports.outgoing_server import chat_server


@pytest.fixture
def target(db, settings):
    settings.EMAIL_URL, settings.OUTGOING_HTTP, settings.OUTGOING_ALLOWED = "smtp://", True, ["127.0.0.0/8"]

    def make(kind="mail", address="pm@example.com", language="en", **fields):
        return DigestTarget.objects.create(kind=kind, address=address, language=language, **fields)

    return make


@pytest.fixture
def chat():
    with chat_server() as server:
        yield server


@pytest.fixture
def week(monkeypatch):
    """Let the command find this content: week(quiet())."""

    def found(said):
        monkeypatch.setattr(command, "digest_content", lambda begin, end: said)

    found(content())
    return found


def states(said=None):
    return [outcome.state for outcome in send_digest(said or content())]


def test_it_works(target, week, capsys):
    target(language="zh-hans")
    call_command("send_digest")
    assert "太贵" in mail.outbox[0].body
    assert mail.outbox[0].to == ["pm@example.com"]
    assert "mail pm@example.com: sent" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["slack", "feishu", "wecom"])
def test_chats_are_sent_what_they_take(target, chat, kind):
    chat.body = b'{"code":0,"StatusCode":0,"errcode":0}'
    target(kind, chat.url)
    assert states() == ["sent"]
    assert set(chat.received[0]) & {"blocks", "card", "markdown"}


def test_a_period_is_sent_once(target):
    target()
    assert (states(), states()) == (["sent"], ["already"])
    assert len(mail.outbox) == 1


def test_nothing_is_sent_when_nothing_happened(target, week, capsys):
    week(quiet())
    target()
    call_command("send_digest")
    assert mail.outbox == []
    assert "Nothing happened" in capsys.readouterr().out
    assert not DigestSending.objects.exists()


def test_what_failed_is_tried_again_and_the_others_have_theirs(target, chat, week):
    chat.status = 500
    broken, _whole = target("slack", chat.url), target()
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("send_digest")
    broken.refresh_from_db()
    assert broken.last_error == "The server refused the message (500)."
    chat.status = 200
    assert states() == ["sent", "already"]
    broken.refresh_from_db()
    assert broken.last_error == ""


@pytest.mark.parametrize(("kind", "body"), [("feishu", b'{"code":19001,"msg":"x"}'), ("wecom", b'{"errcode":93000}')])
def test_a_refusal_within_a_200_is_a_failure(target, chat, kind, body):
    chat.body = body
    assert "code" in deliver(target(kind, chat.url), content())


def test_an_address_inside_is_not_sent_to(target, chat, settings):
    settings.OUTGOING_ALLOWED = []
    why = deliver(target("slack", chat.url), content())
    assert "private" in why
    assert chat.received == []


@pytest.mark.parametrize("fields", [{"paused_at": 1}, {"deleted_at": 1}, {"unsubscribed_at": 1}])
def test_those_who_want_none_get_none(target, fields):
    target(**dict.fromkeys(fields, timezone.now()))
    assert states() == []


def test_only_one_can_take_a_sending(target):
    one, now = target(), timezone.now()
    assert take_sending(one, content(), now) is not None
    assert take_sending(one, content(), now + timedelta(minutes=1)) is None
    assert take_sending(one, content(), now + timedelta(minutes=20)) is not None
    assert take_sending(one, content(), now + timedelta(minutes=21)) is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_once(target, chat):
    target("slack", chat.url)
    chat.seconds, barrier, told = 0.2, Barrier(2), []

    def run():
        barrier.wait()
        told.extend(states())
        connection.close()

    threads = [Thread(target=run) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["already", "sent"]
    assert len(chat.received) == 1


def test_a_fault_of_ours_does_not_keep_others_from_theirs(target, monkeypatch):
    target("slack", "https://hooks.example.com/x"), target()

    def broken(*arguments):
        raise KeyError("ours")

    monkeypatch.setattr(sending, "post_json", broken)
    assert states() == ["failed", "sent"]


def test_without_a_mail_server_it_says_so(target, settings):
    one, settings.EMAIL_URL = target(), ""
    assert "EMAIL_URL" in deliver(one, content())


def test_a_dry_run_sends_nothing(target, week, capsys):
    target()
    call_command("send_digest", dry_run=True)
    out = capsys.readouterr().out
    assert "Too expensive" in out
    assert "would be sent" in out
    assert mail.outbox == []


@pytest.mark.parametrize("period", ["yesterday", "2026-03-09/2026-03-02", "2026-03-02"])
def test_a_wrong_period_is_told(db, period):
    with pytest.raises(CommandError, match="--period") as wrong:
        call_command("send_digest", period=period)
    assert wrong.value.returncode == 2


def test_the_address_of_a_webhook_is_in_no_log_and_no_text(target, chat, caplog, capsys, week):
    chat.status = 500
    target("slack", chat.url)
    with caplog.at_level("DEBUG"), pytest.raises(CommandError):
        call_command("send_digest")
    said = capsys.readouterr()
    assert "secret-of" not in caplog.text + said.out + said.err
    assert str(DigestTarget.objects.get()).endswith("…hook")


def test_what_was_deleted_long_ago_is_forgotten(target):
    target(deleted_at=timezone.now() - timedelta(days=8))
    target(deleted_at=timezone.now() - timedelta(days=1))
    forget_deleted()
    assert DigestTarget.objects.count() == 1
