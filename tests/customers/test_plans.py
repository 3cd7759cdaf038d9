"""Renaming a plan across history, and taking it back."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.importing.undo import ask_undo, undo_run
from customers.models import Customer, ImportRun, Subscription
from customers.plans import RenameRefused, known_plans, rename_plan
from surveys.default_survey import ensure_default_survey
from surveys.invitations import invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers():
    spanned = Customer.objects.create(ref="a", attributes={"plan": "pro", "size": "1-9"})
    said = Customer.objects.create(ref="b", attributes={"plan": "pro"})
    march = date(2026, 3, 1)
    Subscription.objects.create(customer=spanned, plan="basic", mrr=1, started_on=date(2026, 1, 1), ended_on=march)
    Subscription.objects.create(customer=spanned, plan="pro", mrr=1, started_on=march)
    return spanned, said


def _plans():
    spans = list(Subscription.objects.order_by("pk").values_list("plan", flat=True))
    return spans, list(Customer.objects.order_by("pk").values_list("attributes", flat=True))


def test_plans_are_counted_with_their_customers(customers):
    assert [(plan.name, plan.spans, plan.customers) for plan in known_plans()] == [("basic", 1, 1), ("pro", 1, 2)]


def test_a_plan_is_renamed_in_all_of_history(customers):
    invitation = invite(ensure_default_survey(), customers[1])
    run = rename_plan("pro", " 专业版 ")
    assert _plans() == (["basic", "专业版"], [{"plan": "专业版", "size": "1-9"}, {"plan": "专业版"}])
    invitation.refresh_from_db()
    assert invitation.segment["plan"] == "专业版"
    assert (run.state, run.rows_done) == ("done", 3)


def test_a_rename_is_undone(customers):
    invitation = invite(ensure_default_survey(), customers[1])
    before = _plans()
    run = rename_plan("pro", "plus")
    ask_undo(run)
    list(undo_run(run))
    assert _plans() == before
    invitation.refresh_from_db()
    assert invitation.segment["plan"] == "pro"


def test_two_plans_that_became_one_are_told_apart_again(customers):
    before = _plans()
    run = rename_plan("pro", "basic")
    assert [plan.name for plan in known_plans()] == ["basic"]
    ask_undo(run)
    list(undo_run(run))
    assert _plans() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pro", "", "write the new name"),
        ("pro", "pro", "has this name already"),
        ("gold", "plus", "no plan “gold”"),
        ("pro", "x" * 101, "101 characters long"),
        ("pro", "a\x00b", "NUL"),
    ],
)
def test_what_cannot_be_renamed_is_said(customers, old, new, said):
    with pytest.raises(RenameRefused, match=said):
        rename_plan(old, new)
    assert not ImportRun.objects.exists()


def test_the_command_says_how_to_undo_it(customers):
    out = StringIO()
    call_command("rename_plan", "pro", "plus", stdout=out)
    assert f"undo_import {ImportRun.objects.get().pk}" in out.getvalue()
    with pytest.raises(CommandError, match="no plan"):
        call_command("rename_plan", "pro", "plus")
