"""The form by an invitation's signed link."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Customer
from surveys.invitations import invite
from surveys.models import Invitation, Response, Survey
from surveys.tokens import FormPage, form_token, invitation_token

pytestmark = pytest.mark.django_db


def _path(invitation: Invitation) -> str:
    return f"/i/{invitation_token(invitation.pk)}/"


def test_it_asks_and_stores_under_the_customer(open_form, invitation_path, customer):
    assert open_form(invitation_path).send(words="too slow").status_code == 303
    stored = Response.objects.get()
    assert (stored.customer, stored.segment["plan"], stored.channel) == (customer, "pro", "form")


@pytest.mark.parametrize(
    ("state", "first_line"),
    [
        ("cancelled", "Your subscription is already cancelled. This is optional."),
        ("trial_ended", "Your trial has ended. This is optional."),
    ],
)
def test_the_first_line_says_the_state(open_form, invitation, state, first_line):
    Invitation.objects.update(state=state)
    assert first_line in open_form(_path(invitation)).text


def test_the_first_line_says_when_it_ends(open_form, invitation):
    ends_on = timezone.localdate() + timedelta(days=30)
    Invitation.objects.update(state="ends_on", state_date=ends_on)
    assert f"your subscription ends on {ends_on.day} {ends_on:%B %Y}. This" in open_form(_path(invitation)).text


def test_an_end_in_the_past_is_a_cancelled_subscription(open_form, invitation):
    Invitation.objects.update(state="ends_on", state_date=timezone.localdate())
    assert "already cancelled" in open_form(_path(invitation)).text


def test_an_expired_link_gets_a_kind_page(client, invitation):
    Invitation.objects.update(expires_at=timezone.now())
    response = client.get(_path(invitation))
    assert (response.status_code, "This link has expired" in response.content.decode()) == (410, True)


def test_a_link_that_expires_while_one_writes_stores_nothing_and_returns_the_words(open_form, invitation):
    page = open_form(_path(invitation))
    Invitation.objects.update(expires_at=timezone.now())
    response = page.send(words="many words of mine")
    assert (response.status_code, "many words of mine" in response.content.decode()) == (410, True)
    assert not Response.objects.exists()


def _altered(token: str) -> list[str]:
    swapped = ("B" if token[0] == "A" else "A") + token[1:]
    return [swapped, token[:-1], token[:-6], token + "x", token.replace(".", ":"), "x", "%00", "é", "%ED%A0%80"]


@pytest.mark.parametrize("which", range(9))
def test_an_altered_link_gets_a_kind_page(client, invitation, which):
    response = client.get(f"/i/{_altered(invitation_token(invitation.pk))[which]}/")
    assert (response.status_code, "This link does not open" in response.content.decode()) == (403, True)


def test_a_well_signed_link_of_no_invitation_gets_a_kind_page(client, db):
    assert client.get(f"/i/{invitation_token(uuid.uuid4())}/").status_code == 403


def test_a_form_token_opens_no_invitation(client, db):
    token = form_token(FormPage(survey_key="exit", submission_id=str(uuid.uuid4())))
    assert client.get(f"/i/{token}/").status_code == 403


def test_a_used_link_opens_the_receipt(open_form, client, invitation_path):
    open_form(invitation_path).send(words="it was too slow")
    response = client.get(client.get(invitation_path).headers["Location"])
    assert response.request["PATH_INFO"].startswith("/r/")
    assert "it was too slow" in response.content.decode()


def test_a_second_page_of_the_same_invitation_stores_no_second_response(open_form, invitation_path):
    first, second = open_form(invitation_path), open_form(invitation_path)
    first.send(words="first")
    response = second.send(words="the second words")
    kept = response.content.decode()
    assert (response.status_code, "the second words" in kept, 'href="/r/' in kept) == (410, True, True)
    assert Response.objects.get().verbatim() == "first"


def test_the_same_page_sent_again_is_thanked_again(open_form, invitation_path):
    page = open_form(invitation_path)
    assert [page.send(words="once").status_code for _ in range(3)] == [303, 303, 303]
    assert Response.objects.count() == 1


def test_the_same_page_sent_again_after_expiry_is_thanked_again(open_form, invitation_path):
    page = open_form(invitation_path)
    page.send(words="once")
    Invitation.objects.update(expires_at=timezone.now())
    assert page.send(words="once").status_code == 303


def test_a_draft_survey_opens_nothing(client, invitation_path):
    Survey.objects.update(status="draft")
    assert client.get(invitation_path).status_code == 404


def test_a_closed_survey_takes_no_answer(client, invitation_path):
    Survey.objects.update(status="closed")
    assert client.get(invitation_path).status_code == 410


def test_the_page_of_another_invitation_is_not_taken(open_form, survey, invitation_path):
    other = open_form(_path(invite(survey, Customer.objects.create(ref="C-2"))))
    page = open_form(invitation_path)
    response = page.send(form_token=other.token, words="kept words")
    assert (response.status_code, "kept words" in response.content.decode()) == (403, True)
    assert not Response.objects.exists()


def test_extra_fields_name_no_other_customer(open_form, invitation_path, customer):
    Customer.objects.create(ref="C-2", attributes={"plan": "basic"})
    open_form(invitation_path).send(words="x", customer="C-2", customer_ref="C-2", segment='{"plan": "basic"}')
    assert (Response.objects.get().customer, Response.objects.get().segment["plan"]) == (customer, "pro")


def test_nothing_of_the_customer_is_on_the_page(open_form, invitation_path, customer):
    text = open_form(invitation_path).text
    assert customer.name not in text
    assert customer.ref not in text


def test_opening_the_link_changes_nothing(client, invitation, invitation_path):
    for _ in range(3):
        client.get(invitation_path)
    assert not Response.objects.exists()
    assert client.get(invitation_path).status_code == 200
