"""One customer, and its invitation."""

from datetime import date

import pytest

from surveys.models import Invitation


@pytest.fixture
def gone(customer):
    return customer(name="Ada Ltd", ended_on=date(2026, 1, 1), plan="pro")


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


def test_who_has_not_left_is_not_invited(editor, customer, survey):
    invite(editor, customer())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("key", [0, 10**30])
def test_an_unknown_customer_is_not_found(viewer, key):
    assert viewer.get(f"/customers/{key}/").status_code == 404
