"""One customer, and its invitation."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from customers.contacting import list_customer
from customers.models import Subscription
from surveys.invitations import invite as send_invitation
from surveys.models import Invitation, Survey


@pytest.fixture
def gone(customer):
    return customer(name="Ada Ltd", ended_on=date(2026, 1, 1), plan="pro")


@pytest.fixture
def other_survey(survey):
    return Survey.objects.create(key="other", title="Another", status=Survey.Status.PUBLISHED)


def invite(client, customer, **form):
    return client.post(f"/customers/{customer.pk}/invite/", {"survey": "exit"} | form)


def test_it_works(viewer, gone):
    assert b"Ada Ltd" in viewer.get(f"/customers/{gone.pk}/").content


def test_its_answers_are_shown(viewer, answer):
    response = answer("so long and thanks")
    assert b"so long and thanks" in viewer.get(f"/customers/{response.customer_id}/").content


def test_an_editor_invites_and_sees_the_link(editor, gone, survey):
    invite(editor, gone)
    assert b"/i/" in editor.get(f"/customers/{gone.pk}/").content


def test_the_invitation_has_its_language(editor, gone, survey):
    invite(editor, gone, language="zh-Hant")
    assert Invitation.objects.get().language == "zh-Hant"


def test_a_viewer_may_not_invite(viewer, gone, survey):
    assert invite(viewer, gone).status_code == 403
    assert not Invitation.objects.exists()


def test_a_viewer_does_not_see_the_link(editor, viewer, gone, survey):
    invite(editor, gone)
    assert b"/i/" not in viewer.get(f"/customers/{gone.pk}/").content


def test_nobody_is_invited_twice(editor, gone, survey):
    invite(editor, gone)
    invite(editor, gone)
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_to_another_survey_of_the_same_leaving(editor, gone, survey, other_survey):
    invite(editor, gone)
    invite(editor, gone, survey=other_survey.key)
    assert Invitation.objects.count() == 1
    assert b"/invite/" not in editor.get(f"/customers/{gone.pk}/").content


def test_who_came_back_and_left_again_is_invited_again(editor, customer, survey, other_survey):
    back = customer(ended_on=timezone.localdate())
    made = send_invitation(other_survey, back)
    Invitation.objects.filter(pk=made.pk).update(created_at=datetime(2025, 2, 2, tzinfo=UTC))
    for begin, end in (("2025-01-01", "2025-02-01"), ("2025-06-01", back.ended_on)):
        Subscription.objects.create(customer=back, started_on=begin, ended_on=end, mrr=1, currency="USD")
    invite(editor, back)
    assert Invitation.objects.count() == 2


def test_who_has_said_why_is_not_invited(editor, answer, survey):
    said = answer("too slow").customer
    assert f"/customers/{said.pk}/invite/" not in editor.get(f"/customers/{said.pk}/").content.decode()


def test_who_is_not_to_be_written_to_is_not_invited_and_the_page_says_so(editor, gone, survey):
    list_customer(gone.ref, "team")
    shown = editor.get(f"/customers/{gone.pk}/").content.decode()
    assert ("On the do-not-contact list" in shown, "/invite/" in shown) == (True, False)


def test_who_has_not_left_is_not_invited(editor, customer, survey):
    invite(editor, customer())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("key", [0, 10**30])
def test_an_unknown_customer_is_not_found(viewer, key):
    assert viewer.get(f"/customers/{key}/").status_code == 404
