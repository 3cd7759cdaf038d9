"""The form by a link that the host signed."""

from __future__ import annotations

import json
import logging
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.models import Customer
from surveys.documents import publish, read_template
from surveys.invitations import invite
from surveys.models import Invitation, Response, Survey
from surveys.receipts import receipt_path
from surveys.signing_keys import make_key, retire_key
from tests.surveys.signing import claims, link, sealed

pytestmark = pytest.mark.django_db

NOW = int(time.time())


@pytest.fixture
def key(survey):
    return make_key(survey)


def test_it_asks_and_stores_under_the_customer_that_was_signed(open_form, key):
    said = claims(segment={"plan": "专业版", "size": "11-50"}, lang="zh-Hant")
    page = open_form(link(key, said))
    assert "您的訂閱已經取消" in page.text or 'lang="zh-Hant"' in page.text
    page.send(words="太慢 too slow 🙂")
    stored = Response.objects.get()
    assert (stored.customer.ref, stored.segment["plan"], stored.language) == ("C-1", "专业版", "zh-Hant")


def test_a_new_customer_has_the_segment_as_attributes(open_form, key):
    open_form(link(key, claims(segment={"plan": "pro"})))
    assert Customer.objects.get().attributes == {"plan": "pro"}


def test_what_is_signed_is_laid_over_what_is_known(open_form, key, customer):
    Customer.objects.update(attributes={"plan": "basic", "country": "TW"})
    open_form(link(key, claims(segment={"plan": "pro"}))).send(words="x")
    segment = Response.objects.get().segment
    assert (segment["plan"], segment["country"]) == ("pro", "TW")
    assert Customer.objects.get().attributes["plan"] == "basic"


def test_the_state_is_said_first(open_form, key):
    ends_on = timezone.localdate() + timedelta(days=40)
    page = open_form(link(key, claims(state="ends_on", ends_on=ends_on.isoformat())))
    assert f"your subscription ends on {ends_on.day} {ends_on:%B %Y}." in page.text
    assert "Your trial has ended." in open_form(link(key, claims(jti="t", sub="C-2", state="trial_ended"))).text


def test_nothing_of_the_customer_can_be_read_in_the_address(key):
    path = link(key, claims(sub="SECRET-REF", segment={"plan": "SECRET-PLAN"}))
    assert "SECRET" not in path + "".join(_read(part) for part in path.split("/")[4].split("."))


def _read(part):
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", errors="ignore")


@pytest.mark.parametrize("same_link", [True, False])
def test_a_replay_makes_no_second_response(open_form, client, key, same_link):
    first = link(key)
    again = first if same_link else link(key, claims(iat=NOW + 60, segment={"plan": "other"}))
    open_form(first).send(words="once")
    assert client.get(again)["Location"].startswith(receipt_path(Response.objects.get()))
    page = client.post(again, {"do": "send", "words": "twice"}, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 410
    assert (Response.objects.get().verbatim(), Invitation.objects.count()) == ("once", 1)


def test_opening_it_many_times_makes_one_invitation(client, key):
    for _ in range(3):
        assert client.get(link(key)).status_code == 200
    assert (Invitation.objects.count(), Response.objects.count()) == (1, 0)


def test_what_the_host_says_later_replaces_what_it_said_before(client, key):
    client.get(link(key, claims(iat=NOW - 60, segment={"plan": "old"})))
    client.get(link(key, claims(iat=NOW, segment={"plan": "new"}, state="ends_on", ends_on="2999-12-31")))
    client.get(link(key, claims(iat=NOW - 60, segment={"plan": "old"})))
    kept = Invitation.objects.get()
    assert (kept.segment["plan"], kept.state_date) == ("new", date(2999, 12, 31))


def test_the_team_s_own_invitation_is_of_the_same_leaving(open_form, client, key, survey, customer, invitation_path):
    open_form(link(key)).send(words="by the host's link")
    assert Invitation.objects.count() == 1
    assert invite(survey, customer) == Invitation.objects.get()
    assert client.get(invitation_path).status_code != 200


def test_one_name_of_a_leaving_serves_one_customer(client, key):
    client.get(link(key, claims(sub="C-1")))
    assert client.get(link(key, claims(sub="C-2"))).status_code == 403
    assert not Customer.objects.filter(ref="C-2").exists()


def test_another_leaving_of_the_same_customer_is_asked_again(open_form, key):
    open_form(link(key)).send(words="in spring")
    open_form(link(key, claims(jti="leaving-2"))).send(words="in autumn")
    assert Response.objects.count() == 2


def _altered(path):
    token = path.split("/")[4]
    header, _, nonce, text, tag = token.split(".")
    swapped = "B" if text[0] == "A" else "A"
    return [
        f"{header}..{nonce}.{swapped}{text[1:]}.{tag}",
        f"{header}..{nonce}.{text}.{'B' if tag[0] == 'A' else 'A'}{tag[1:]}",
        f"{header}..{'B' if nonce[0] == 'A' else 'A'}{nonce[1:]}.{text}.{tag}",
        f"{header}..{nonce}.{text}.{tag[:-1]}",
        f"{header}..{nonce}.{text}.{tag}=",
        f"{header}..{nonce}.{text}.{tag[:-1]}{chr(ord(tag[-1]) + 1)}",
        f"{header}.x.{nonce}.{text}.{tag}",
        f"{header}..{nonce}.{text}",
        f"{header}..{nonce}..{tag}",
        token[:40],
        token + "A" * 4000,
        "....",
        "x",
        "é",
        "%00",
        "%ED%A0%80",
        "WyJub3QgYW4gb2JqZWN0Il0..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA",
    ]


@pytest.mark.parametrize("which", range(17))
def test_an_altered_link_gets_a_kind_page(client, key, which):
    response = client.get(f"/s/exit/c/{_altered(link(key))[which]}/")
    assert (response.status_code, "This link does not open" in response.content.decode()) == (403, True)
    assert not Customer.objects.exists()


BAD_CLAIMS = [
    {"aud": "other"},
    {"aud": ["exit"]},
    {"aud": None},
    {"iat": NOW + 3600, "exp": NOW + 7200},
    {"iat": NOW - 10, "exp": NOW - 20},
    {"exp": NOW + 400 * 86400},
    {"exp": None},
    {"iat": None},
    {"exp": True},
    {"exp": NOW + 0.5},
    {"exp": str(NOW + 60)},
    {"exp": 10**30},
    {"iat": -5},
    {"sub": ""},
    {"sub": "  "},
    {"sub": 42},
    {"sub": "a\x00b"},
    {"sub": "\ud800"},
    {"sub": "长" * 201},
    {"jti": None},
    {"jti": "a b"},
    {"jti": "x" * 65},
    {"jti": "ok\n"},
    {"state": "angry"},
    {"state": None},
    {"state": ["cancelled"]},
    {"state": "ends_on"},
    {"state": "ends_on", "ends_on": "2026-02-30"},
    {"state": "ends_on", "ends_on": "31.12.2026"},
    {"state": "ends_on", "ends_on": "２０２６-12-31"},
    {"state": "cancelled", "ends_on": "2026-12-31"},
    {"lang": "fr"},
    {"lang": 1},
    {"segment": []},
    {"segment": {"plan": 1}},
    {"segment": {"plan": ""}},
    {"segment": {"plan": "x" * 201}},
    {"segment": {"channel": "interview"}},
    {"segment": {"tenure": "48+ months"}},
    {"segment": {"Plan Name": "x"}},
    {"segment": {f"d{n}": "x" for n in range(21)}},
    {"nbf": NOW},
    {"mrr": "99999"},
]


@pytest.mark.parametrize("differ", BAD_CLAIMS, ids=[str(n) for n in range(len(BAD_CLAIMS))])
def test_claims_that_are_not_as_documented_are_refused(client, key, differ):
    text = json.dumps(claims(**differ)).encode()
    assert client.get(sealed(key, text)).status_code == 403
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "text",
    [b"", b"null", b"[1]", b"\xff", b"[" * 2000, b'{"a":NaN}', b'{"sub":"C-1","sub":"C-2"}'],
)
def test_what_is_no_claim_at_all_is_refused(client, key, text):
    assert client.get(sealed(key, text)).status_code == 403


def _headers(name):
    good = {"alg": "dir", "enc": "A256GCM", "kid": name}
    changed = [{"alg": "none"}, {"alg": "A256KW"}, {"enc": "A128GCM"}, {"kid": "x\x00"}, {"kid": 1}, {"zip": "DEF"}]
    return [json.dumps(good | one).encode() for one in [*changed, {"crit": ["x"]}]] + [b"{}", b"[" * 2000]


@pytest.mark.parametrize("which", range(9))
def test_no_other_algorithm_is_taken(client, key, which):
    path = sealed(key, json.dumps(claims()).encode(), _headers(key.name)[which])
    assert client.get(path).status_code == 403


def test_an_expired_link_gets_a_kind_page(client, key):
    response = client.get(link(key, claims(iat=NOW - 7200, exp=NOW - 600)))
    assert (response.status_code, "This link has expired" in response.content.decode()) == (410, True)
    assert not Customer.objects.exists()


def test_clocks_may_differ_by_five_minutes(client, key):
    now = int(time.time())
    assert client.get(link(key, claims(iat=now + 240, exp=now + 7200))).status_code == 200
    assert client.get(link(key, claims(jti="b", sub="b", iat=now - 7200, exp=now - 240))).status_code == 200


def test_a_link_that_expires_while_one_writes_returns_the_words(open_form, key, monkeypatch):
    page = open_form(link(key))
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    response = page.send(words="many words of mine")
    assert (response.status_code, "many words of mine" in response.content.decode()) == (410, True)


@pytest.fixture
def other(survey):
    other = Survey.objects.create(key="other", title={"en": "Other"})
    publish(other, read_template("exit") | {"key": "other"})
    return other


def test_a_link_for_one_survey_opens_no_other(client, key, other):
    assert client.get(link(key, survey="other")).status_code == 403
    assert client.get(link(key, claims(aud="other"), survey="other")).status_code == 403
    assert client.get(link(make_key(other), claims(aud="exit"))).status_code == 403


def test_a_key_s_name_with_another_s_secret_opens_nothing(client, key, survey):
    second = make_key(survey)
    second.name = key.name
    assert client.get(link(second)).status_code == 403


def test_a_retired_key_opens_nothing(client, key):
    path = link(key)
    retire_key(key)
    response = client.get(path)
    assert (response.status_code, "This link has expired" in response.content.decode()) == (410, True)


def test_two_keys_are_good_at_once(client, key, survey):
    assert client.get(link(make_key(survey))).status_code == client.get(link(key)).status_code == 200


@pytest.mark.parametrize(("status", "expected"), [("draft", 404), ("closed", 410)])
def test_a_survey_that_asks_nobody_makes_nothing(client, key, status, expected):
    Survey.objects.update(status=status)
    assert client.get(link(key)).status_code == expected
    assert not Customer.objects.exists()


def test_a_plain_link_carries_nothing_that_counts(open_form, survey):
    path = "/s/exit/?ref=C-9&sub=C-9&customer=C-9&segment=plan&plan=enterprise&mrr=9999&state=trial_ended&jti=z"
    page = open_form(path)
    assert "Your trial has ended" not in page.text
    page.send(words="x", sub="C-9", segment='{"plan":"enterprise"}', mrr="9999")
    stored = Response.objects.get()
    assert (stored.customer, stored.mrr, set(stored.segment)) == (None, None, {"language", "channel"})


def test_query_and_body_add_nothing_to_what_was_signed(open_form, key):
    page = open_form(link(key, claims(segment={"plan": "pro"})) + "?sub=C-9&plan=enterprise&mrr=9")
    page.send(words="x", sub="C-9", plan="enterprise", mrr="9")
    stored = Response.objects.get()
    assert (stored.customer.ref, stored.segment["plan"], stored.mrr) == ("C-1", "pro", None)


def test_the_log_says_why_a_link_was_refused_and_nothing_it_says(client, key, caplog):
    logger = logging.getLogger("parting_words.contexts")
    logger.addHandler(caplog.handler)
    try:
        with caplog.at_level("INFO"):
            client.get(link(key, claims(sub="SECRET-REF", state="ends_on")))
    finally:
        logger.removeHandler(caplog.handler)
    said = next(record.fields for record in caplog.records if record.name == logger.name)
    assert said == {"survey": "exit", "reason": "ends_on goes with the state ends_on, and only with it"}
