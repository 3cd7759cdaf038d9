"""``manage.py invite`` and the invitations behind it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from customers.models import Customer
from surveys.invitations import invite
from surveys.models import Invitation, Survey

pytestmark = pytest.mark.django_db


def _links(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("invite", *arguments, stdout=out)
    return out.getvalue().split()


def test_it_prints_a_link_that_opens_the_form(client, survey, customer, settings):
    (link,) = _links("C-1")
    assert link.startswith(settings.SITE_URL + "/i/")
    assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200


def test_it_prints_one_link_a_customer_in_the_order_given(survey, customer):
    Customer.objects.create(ref="C-0")
    assert len(_links("C-1", "C-0")) == 2
    assert list(Invitation.objects.order_by("created_at").values_list("customer__ref", flat=True)) == ["C-1", "C-0"]


def test_the_language_is_the_invitation_s(survey, customer):
    _links("C-1", "--language", "zh-Hans")
    assert Invitation.objects.get().language == "zh-Hans"


def test_inviting_again_gives_the_same_link(survey, customer):
    assert _links("C-1") == _links("C-1")


def test_inviting_again_in_another_language_changes_the_invitation(survey, customer):
    assert _links("C-1") == _links("C-1", "--language", "zh-Hant")
    assert Invitation.objects.get().language == "zh-Hant"


def test_an_unknown_reference_is_named_and_the_others_are_printed(survey, customer):
    out = StringIO()
    with pytest.raises(CommandError, match=r"No customer has the reference X-9\.") as raised:
        call_command("invite", "X-9", "C-1", stdout=out)
    assert (raised.value.returncode, len(out.getvalue().split())) == (1, 1)


def test_an_unknown_survey_is_named(customer):
    with pytest.raises(CommandError, match="no survey with the key 'none'"):
        _links("C-1", "--survey", "none")


def test_a_closed_survey_invites_nobody(survey, customer):
    Survey.objects.update(status="closed")
    with pytest.raises(CommandError, match="not published"):
        _links("C-1")


def test_nothing_of_the_customer_can_be_read_in_the_link(survey):
    Customer.objects.create(ref="quincy@example.com", name="Quincy")
    (link,) = _links("quincy@example.com")
    assert not [part for part in ("quincy", "Quincy", "example") if part in link.split("/i/")[1]]


def test_a_subscription_that_ends_later_is_said_to(survey):
    later = timezone.localdate() + timedelta(days=9)
    invitation = invite(survey, Customer.objects.create(ref="C-3", ended_on=later))
    assert (invitation.state, invitation.state_date) == ("ends_on", later)
