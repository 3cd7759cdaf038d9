"""Customers on the do-not-contact list are not invited, whichever way somebody tries."""

import pytest
from django.core.management import CommandError, call_command

from customers.contacting import list_address, list_customer
from customers.models import CustomerAlias, DoNotContact
from surveys.invitations import NotToBeAsked, invitation_url, invite
from surveys.models import Invitation


def test_no_invitation_is_made(survey, customer):
    list_customer("C-1", "team")
    with pytest.raises(NotToBeAsked, match="do-not-contact list"):
        invite(survey, customer)
    assert not Invitation.objects.exists()


def test_the_link_of_an_open_invitation_is_not_given_again(survey, customer, invitation):
    list_address("ann@example.com", "asked", customer=customer)
    with pytest.raises(NotToBeAsked):
        invite(survey, customer)


def test_who_comes_by_themselves_may_still_answer(survey, customer, invitation_path, client):
    list_customer("C-1", "team")
    assert client.get(invitation_path).status_code == 200


def test_the_command_names_who_was_not_invited_and_invites_the_others(survey, customer, capsys):
    other = type(customer).objects.create(ref="C-2")
    list_customer("C-1", "team")
    with pytest.raises(CommandError, match="not invited: C-1"):
        call_command("invite", "C-1", "C-2")
    assert capsys.readouterr().out.strip() == invitation_url(Invitation.objects.get(customer=other))


def test_the_command_knows_a_merged_customer_by_the_old_reference(survey, customer):
    CustomerAlias.objects.create(ref="OLD-1", customer=customer)
    list_customer("OLD-1", "team")
    with pytest.raises(CommandError, match="not invited: OLD-1"):
        call_command("invite", "OLD-1")
    assert DoNotContact.objects.get().ref == "C-1"
