"""The page that makes two references one customer, and the one that renames plans."""

from datetime import date

import pytest
from django.urls import reverse

from customers.models import Customer, ImportRun, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    kept, taken = (Customer.objects.create(ref=ref, attributes={"plan": "pro"}) for ref in ("a-1", "b-2"))
    Subscription.objects.create(customer=taken, plan="pro", mrr=10, currency="EUR", started_on=date(2026, 1, 1))
    return kept, taken


def test_it_shows_what_becomes_of_both(editor, two):
    page = editor.get(reverse("merge_customer", args=[two[0].pk]), {"other": "b-2"}).content.decode()
    assert "Merge b-2 into a-1" in page
    assert "2026-01-01" in page
    assert Customer.objects.count() == 2


def test_a_merge_can_be_undone_on_the_page_it_leads_to(editor, two):
    address = reverse("merge_customer", args=[two[0].pk])
    page = editor.post(address, {"other": "b-2"}, follow=True).content.decode()
    assert [customer.ref for customer in Customer.objects.all()] == ["a-1"]
    undo = reverse("undo_customer_merge", args=[two[0].merges.get().pk])
    assert undo in page
    assert "b-2" in editor.post(undo, follow=True).content.decode()
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(("other", "said"), [("x", "No customer has this reference"), ("a-1", "same customer")])
def test_what_cannot_be_merged_keeps_what_was_typed(editor, two, other, said):
    response = editor.post(reverse("merge_customer", args=[two[0].pk]), {"other": other})
    page = response.content.decode()
    assert (response.status_code, Customer.objects.count()) == (200, 2)
    assert said in page
    assert f'value="{other}"' in page


def test_plans_are_listed_renamed_and_named_back(editor, two):
    address = reverse("plans")
    assert "pro" in editor.get(address).content.decode()
    page = editor.post(address, {"plan": "pro", "name": "plus"}, follow=True).content.decode()
    assert "pro → plus" in page
    assert Subscription.objects.get().plan == "plus"
    editor.post(reverse("undo_plan_rename", args=[ImportRun.objects.get().pk]))
    assert Subscription.objects.get().plan == "pro"


def test_a_rename_that_cannot_be_is_said(editor, two):
    response = editor.post(reverse("plans"), {"plan": "pro", "name": " "})
    assert response.status_code == 200
    assert "write the new name" in response.content.decode()


def test_without_plans_the_page_says_what_to_do(editor):
    assert "import subscriptions" in editor.get(reverse("plans")).content.decode()
