"""Sending “you said, we did”: once to each who agreed, never twice, and honest where it is not known."""

import uuid
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.utils import timezone

from customers.contacting import list_address, list_customer, may_write_to
from customers.models import DoNotContact
from reports.cause_care import take_care
from reports.messages import sending
from reports.messages.hearers import marks_of
from reports.messages.sending import (
    CannotSend,
    ChangedMeanwhile,
    hearers_of,
    message_about,
    save_texts,
    send_batch,
    start_sending,
    stop,
    use_contact,
)
from reports.models import FixSending, UsedContact
from surveys.erasures import erase
from surveys.models import Response
from surveys.no_more import read_no_more_token
from tests.reports import scripted_mail

FIXED = date(2026, 4, 1)
TEXTS = {
    "en": {"subject": "What became of it", "body": "Since {day}, {cause} is another matter: exports take a second."},
    "zh-Hans": {"subject": "您的意见有了结果", "body": "自{day}起，导出只需一秒。"},
    "zh-Hant": {"subject": "您的意見有了結果", "body": "自{day}起，匯出只要一秒。"},
}


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL, settings.MAIL_FROM = "smtp://mail.example.com", "us@example.com"
    settings.EMAIL_BACKEND = scripted_mail.BACKEND
    scripted_mail.begin()
    return scripted_mail


@pytest.fixture
def who(db):
    return User.objects.create(username="pm@example.com")


@pytest.fixture
def opted(answer):
    """Make an answer whose author may be written to: opted("ann@example.com", language="zh-Hans")."""

    def make(address, language="en", on=date(2026, 3, 12), **known):
        response = answer(**known)
        moment = timezone.make_aware(datetime.combine(on, datetime.min.time()))
        fields = {"contact_address": address, "language": language, "recorded_at": moment}
        Response.objects.filter(pk=response.pk).update(**fields)
        return Response.objects.get(pk=response.pk)

    return make


@pytest.fixture
def message(who):
    """The message about price, written in three languages."""
    take_care("price", {"owner": None, "status": "fixed", "fixed_on": FIXED}, who)
    return save_texts(message_about("price"), TEXTS, 0, who)


@pytest.fixture
def send(message, who):
    """Send all that there is, batch by batch."""

    def sent():
        going = start_sending(message, message.revision, uuid.uuid4(), who)
        while not going.finished_at:
            FixSending.objects.update(next_at=timezone.now())
            going = send_batch(going)
        return going

    return sent


def counts(going):
    return (going.sent, going.bounced, going.unknown, going.failures.count())


def test_each_hears_once_in_their_language_and_the_address_is_erased(opted, send, mail_server):
    opted("ann@example.com"), opted("wo@example.com", "zh-Hans"), opted("ta@example.com", "zh-Hant")
    assert counts(send()) == (3, 0, 0, 0)
    assert [one.subject for one in mail_server.sent] == [TEXTS[tag]["subject"] for tag in TEXTS]
    assert not Response.objects.exclude(contact_address="").exists()
    assert Response.objects.filter(contacted_at=None).count() == 0


def test_the_mail_can_be_ended_in_one_click(opted, send, mail_server):
    one = opted("ann@example.com")
    send()
    headers = mail_server.sent[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    reader = read_no_more_token(link.split("/")[4])
    assert (reader.address, reader.ref) == ("ann@example.com", one.customer.ref)
    assert link in mail_server.sent[0].body
    assert link in mail_server.sent[0].alternatives[0][0]


def test_nobody_hears_a_second_time(opted, send, message, who):
    opted("ann@example.com")
    send()
    later = opted("ＡＮＮ＠example.com")
    assert hearers_of(message).why_not == {"written": 2}
    with pytest.raises(CannotSend, match="nobody"):
        start_sending(message, message.revision, uuid.uuid4(), who)
    assert Response.objects.get(pk=later.pk).contact_address


def test_two_answers_of_one_person_are_one_mail(opted, send, mail_server):
    opted("ann@example.com"), opted("Ann@Example.com"), opted("ann@example.com", causes=["trust"])
    assert counts(send()) == (1, 0, 0, 0)
    assert not Response.objects.exclude(contact_address="").exists()


def test_why_the_others_do_not_hear_adds_up(opted, answer, message):
    opted("a@example.com"), opted("A@example.com"), answer(), opted("late@example.com", on=date(2026, 4, 1))
    opted("doubt@example.com", unsure=True), opted("no@example.com"), opted("a@example.com,b@example.com")
    silent = opted("c@example.com")
    opted("old@example.com", on=date(2020, 1, 1)), opted("other@example.com", causes=["trust"])
    list_address("ＮＯ@example.com", "team"), list_customer(silent.customer.ref, "team")
    found = hearers_of(message)
    assert (len(found.may), found.named) == (1, 9)
    expected = {"no_consent": 1, "expired": 1, "after": 1, "unsure": 1, "unwritable": 1, "listed": 2, "same": 1}
    assert found.why_not == expected


def test_who_only_ticked_the_reason_hears_too(opted, message):
    opted("ann@example.com", words="", causes=[], reasons=["price"], status=None)
    assert [hearer.address for hearer in hearers_of(message).may] == ["ann@example.com"]


@pytest.mark.parametrize("attack", ["a@example.com\nBcc: b@example.com", "a@example.com\r\n\r\nx", "A <a@example.com>"])
def test_an_address_cannot_bring_headers_of_its_own(opted, message, attack):
    opted(attack)
    assert hearers_of(message).why_not == {"unwritable": 1}


def test_a_mailbox_that_is_gone_is_on_the_list_then(opted, send, mail_server):
    opted("ann@example.com")
    mail_server.says["ann@example.com"] = "gone"
    assert counts(send()) == (0, 1, 0, 0)
    assert DoNotContact.objects.get().origin == "bounced"
    assert not may_write_to("ANN@example.com")
    assert not Response.objects.exclude(contact_address="").exists()


@pytest.mark.parametrize("way", ["policy", "later", "content"])
def test_a_mail_that_was_refused_is_listed_and_the_address_kept(opted, send, mail_server, way):
    one = opted("ann@example.com")
    mail_server.says["ann@example.com"] = way
    going = send()
    assert counts(going) == (0, 0, 0, 1)
    assert going.failures.get().response == one
    assert Response.objects.filter(contact_address="ann@example.com", contacted_at=None).exists()
    mail_server.says.clear()
    assert counts(send()) == (1, 0, 0, 0)


@pytest.mark.parametrize("way", ["broke off", "too slow"])
def test_what_may_have_arrived_is_not_sent_again(opted, send, mail_server, way, message):
    opted("ann@example.com")
    mail_server.says["ann@example.com"] = way
    assert counts(send()) == (0, 0, 1, 0)
    assert hearers_of(message).why_not == {"written": 1}


def test_a_crash_while_sending_leaves_one_unknown_and_sends_nothing_twice(opted, send, mail_server, message, who):
    opted("ann@example.com"), opted("bob@example.com")
    mail_server.says["ann@example.com"] = "crash"
    with pytest.raises(KeyboardInterrupt):
        send()
    mail_server.says.clear()
    assert counts(send()) == (1, 0, 1, 0)
    assert [one.to for one in mail_server.sent] == [["bob@example.com"]]


@pytest.mark.parametrize("way", ["down", "sender"])
def test_without_a_server_it_stops_at_once_and_keeps_all_addresses(opted, send, mail_server, way):
    opted("ann@example.com"), opted("bob@example.com")
    mail_server.says["ann@example.com"] = "sender"
    if way == "down":
        mail_server.down.append(True)
    going = send()
    assert counts(going) == (0, 0, 0, 0)
    assert "mail server" in going.stopped_because
    assert Response.objects.exclude(contact_address="").count() == 2
    assert not UsedContact.objects.exists()


def test_clicked_twice_is_one_sending(opted, message, who):
    opted("ann@example.com")
    name = uuid.uuid4()
    assert {start_sending(message, 1, name, who).pk for _click in range(2)} == {name}
    assert start_sending(message, 1, uuid.uuid4(), who).pk == name
    assert FixSending.objects.count() == 1


def test_a_click_that_arrives_again_after_the_end_sends_nothing(opted, message, who, mail_server):
    opted("ann@example.com")
    going = send_batch(start_sending(message, 1, uuid.uuid4(), who))
    opted("bob@example.com")
    again = start_sending(message, 1, going.pk, who)
    assert (again.pk, send_batch(again).sent, len(mail_server.sent)) == (going.pk, 1, 1)


def test_two_editors_do_not_overwrite_each_other(message, who):
    save_texts(message, TEXTS, 1, who)
    with pytest.raises(ChangedMeanwhile):
        save_texts(message, TEXTS, 1, who)


def test_what_was_changed_since_the_preview_is_not_sent(opted, message, who):
    opted("ann@example.com")
    save_texts(message, TEXTS, 1, who)
    with pytest.raises(ChangedMeanwhile):
        start_sending(message, 1, uuid.uuid4(), who)


def test_a_draft_is_not_sent_as_it_is(opted, who, message):
    opted("ann@example.com")
    kept = save_texts(message, message_about("price").texts | {"en": {"subject": "x", "body": "[Say]"}}, 1, who)
    with pytest.raises(CannotSend, match="mended"):
        start_sending(kept, 2, uuid.uuid4(), who)


@pytest.mark.parametrize("name", ["EMAIL_URL", "MAIL_FROM"])
def test_without_mail_nothing_begins(opted, message, who, settings, name):
    opted("ann@example.com")
    setattr(settings, name, "")
    with pytest.raises(CannotSend, match="not set up"):
        start_sending(message, 1, uuid.uuid4(), who)


def test_a_backend_that_reaches_nobody_is_no_mail(opted, message, who, settings):
    opted("ann@example.com")
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(CannotSend, match="not set up"):
        start_sending(message, 1, uuid.uuid4(), who)


def test_a_fix_that_was_taken_back_is_not_told(opted, message, who):
    opted("ann@example.com")
    take_care("price", {"owner": None, "status": "looking", "fixed_on": None}, who)
    with pytest.raises(CannotSend, match="not marked fixed"):
        start_sending(message, 1, uuid.uuid4(), who)


def test_batches_keep_a_pause_between_them(opted, message, who, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    for number in range(5):
        opted(f"a{number}@example.com")
    going = send_batch(start_sending(message, 1, uuid.uuid4(), who))
    assert (going.sent, send_batch(going).sent) == (2, 2)
    assert send_batch(going, now=lambda: timezone.now() + timedelta(minutes=1)).sent == 4


def test_a_sending_that_was_stopped_sends_no_more(opted, message, who, mail_server):
    opted("ann@example.com")
    going = stop(start_sending(message, 1, uuid.uuid4(), who), "by hand")
    assert (send_batch(going).sent, mail_server.sent, stop(going, "again").stopped_because) == (0, [], "by hand")


def test_a_wish_that_came_after_the_start_is_obeyed(opted, message, who, mail_server):
    opted("ann@example.com"), opted("bob@example.com")
    going = start_sending(message, 1, uuid.uuid4(), who)
    list_address("ann@example.com", "asked")
    Response.objects.filter(contact_address="bob@example.com").update(contact_address="")
    going = send_batch(going)
    assert (counts(going), bool(going.finished_at), mail_server.sent) == ((0, 0, 0, 0), True, [])


def test_who_was_written_to_by_hand_hears_no_more(opted, message):
    one, other = opted("ann@example.com"), opted("ANN@example.com")
    assert (use_contact(one), use_contact(one)) == (True, False)
    assert hearers_of(message).why_not == {"written": 2}
    assert not Response.objects.filter(pk=other.pk).exclude(contact_address="").exists()


def test_a_mark_tells_no_address_and_outlives_a_change_of_the_key(opted, send, message, settings):
    opted("ann@example.com")
    send()
    assert "ann" not in UsedContact.objects.get().mark
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert marks_of("Ann@example.com")[1] == UsedContact.objects.get().mark
    opted("ann@example.com")
    assert hearers_of(message).why_not == {"written": 2}


def test_nothing_goes_by_another_way(opted, send):
    opted("ann@example.com")
    send()
    assert mail.outbox == []


def test_words_that_a_message_quoted_go_with_the_answer(opted, send, message, who):
    words = "Zyxwolf came to price our twelve Quagmire seats and nobody called back."
    one = opted("ann@example.com", words=words)
    quoted = TEXTS | {"en": {"subject": "Exports", "body": f"You said: “{words}” Since {{day}} they are fast."}}
    kept = save_texts(message, quoted, 1, who)
    message.revision = kept.revision
    send()
    erase([one.pk], "respondent")
    kept.refresh_from_db()
    assert (kept.texts["en"]["body"], kept.texts["zh-Hans"], kept.revision) == ("[…]", TEXTS["zh-Hans"], 3)
    assert "Zyxwolf" not in str(FixSending.objects.get().texts)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_write_to_each_person_once(opted, message, who, mail_server):
    for number in range(8):
        opted(f"a{number}@example.com")
    going = start_sending(message, 1, uuid.uuid4(), who)
    begin = Barrier(2)

    def push(later):
        begin.wait()
        # As if the pause were over for both.
        send_batch(going, now=lambda: timezone.now() + timedelta(minutes=later))
        connection.close()

    both = [Thread(target=push, args=[later]) for later in (1, 10)]
    [one.start() for one in both]
    [one.join() for one in both]
    going.refresh_from_db()
    assert sorted(one.to[0] for one in mail_server.sent) == [f"a{number}@example.com" for number in range(8)]
    assert counts(going) == (8, 0, 0, 0)
