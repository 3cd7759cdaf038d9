"""Two references of one customer: what is handed over, what is refused, and the way back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.activity.months import pack, unpack
from customers.aliases import customer_keys, customers_called
from customers.merging import MergeRefused, merge_customers, merges_of, preview_merge, undo_merge
from customers.models import (
    ActivityMonth,
    Customer,
    CustomerAlias,
    CustomerCare,
    CustomerEvent,
    CustomerNote,
    ImportRun,
    Subscription,
)
from surveys.contexts import Context
from surveys.default_survey import ensure_default_survey
from surveys.invitations import invite, invite_by_context
from surveys.models import Response

pytestmark = pytest.mark.django_db
JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def two():
    """A customer and another reference of it, with what hangs on both."""
    kept = Customer.objects.create(ref="a-1", name="Acme", attributes={"plan": "pro", "size": "1-9"})
    taken = Customer.objects.create(ref="b-2", attributes={"country": "China", "size": "?"}, acquisition_cost=90)
    _span(kept, MARCH, None, "team")
    _span(taken, JANUARY, MARCH, "pro", "voluntary")
    CustomerNote.objects.create(customer=taken, words="called")
    CustomerEvent.objects.create(customer=taken, kind="support", on=MARCH)
    CustomerAlias.objects.create(ref="c-3", customer=taken)
    return kept, taken


def _span(customer, started_on, ended_on, plan, ending="", currency="EUR"):
    return Subscription.objects.create(
        customer=customer, plan=plan, mrr=10, currency=currency, started_on=started_on, ended_on=ended_on, ending=ending
    )


def _stored():
    models = (Customer, Subscription, CustomerNote, CustomerEvent, CustomerAlias, CustomerCare, ActivityMonth)
    return {model: list(model.objects.order_by("pk").values_list()) for model in models}


def test_everything_is_handed_over(two):
    kept, _taken = two
    merge_customers(*two)
    [customer] = Customer.objects.all()
    assert (customer.pk, customer.started_on, customer.acquisition_cost) == (kept.pk, JANUARY, 90)
    assert customer.attributes == {"plan": "team", "size": "1-9", "country": "China"}
    assert (customer.subscriptions.count(), customer.notes.count(), customer.events.count()) == (2, 1, 1)


def test_a_span_that_goes_on_has_no_ending(two):
    merge_customers(*two)
    assert list(Subscription.objects.order_by("started_on").values_list("ending", flat=True)) == ["", ""]


def test_every_reference_leads_to_the_kept_one(two):
    merge_customers(*two)
    found = customers_called(["a-1", "b-2", "c-3", "d-4"])
    assert {ref: customer.ref for ref, customer in found.items()} == {"a-1": "a-1", "b-2": "a-1", "c-3": "a-1"}
    assert set(customer_keys(["b-2", "c-3"]).values()) == {two[0].pk}


def test_undoing_gives_back_what_was_there(two):
    before = _stored()
    undo_merge(merge_customers(*two))
    assert _stored() == before
    assert merges_of(two[0]) == []


def test_what_came_since_stays_with_the_kept_one(two):
    merge = merge_customers(*two)
    CustomerNote.objects.create(customer=two[0], words="new")
    Customer.objects.filter(ref="a-1").update(name="Acme Ltd")
    undo_merge(merge)
    kept = Customer.objects.get(ref="a-1")
    assert (kept.name, [note.words for note in kept.notes.all()]) == ("Acme Ltd", ["new"])


def test_a_merge_is_undone_once(two):
    merge = merge_customers(*two)
    undo_merge(merge)
    with pytest.raises(MergeRefused, match="undone already"):
        undo_merge(merge)


def test_answers_and_invitations_are_handed_over_and_back(two):
    kept, taken = two
    survey = ensure_default_survey()
    invitation = invite(survey, taken)
    response = Response.objects.create(survey=survey, customer=taken, channel="form", left_on=MARCH)
    merge = merge_customers(kept, taken)
    assert (kept.invitations.get(), kept.responses.get()) == (invitation, response)
    assert undo_merge(merge).responses.get() == response


def test_overlapping_spans_are_refused(two):
    kept, taken = two
    _span(taken, MAY, None, "gold")
    with pytest.raises(MergeRefused, match="“team” from 2026-03-01 has no end, but “gold” from 2026-05-01 follows"):
        merge_customers(kept, taken)
    assert Customer.objects.count() == 2


def test_two_currencies_are_refused(two):
    kept, taken = two
    _span(taken, date(2025, 1, 1), date(2025, 2, 1), "old", currency="USD")
    taken.subscriptions.exclude(currency="USD").delete()
    [problem] = preview_merge(kept, taken).problems
    assert "a customer pays in one currency" in problem


def test_what_one_cost_in_another_currency_is_refused(two):
    kept, taken = two
    kept.currency, taken.currency = "EUR", "USD"
    taken.subscriptions.all().delete()
    assert preview_merge(kept, taken).problems == ["One pays in EUR, the other in USD: a customer pays in one currency"]


def test_a_customer_is_not_merged_with_itself(two):
    with pytest.raises(MergeRefused, match="same customer"):
        merge_customers(two[0], two[0])


def test_where_both_have_an_owner_the_kept_ones_stays(two, django_user_model):
    ann, bob = (django_user_model.objects.create(username=name) for name in ("ann", "bob"))
    CustomerCare.objects.bulk_create(
        [CustomerCare(customer=one, success=who) for one, who in zip(two, (ann, bob), strict=True)]
    )
    before = _stored()
    merge = merge_customers(*two)
    assert CustomerCare.objects.get().success == ann
    undo_merge(merge)
    assert _stored() == before


def test_activity_that_one_import_told_of_both_is_added_up(two):
    run = ImportRun.objects.create(kind="activity")
    for customer, counts in zip(two, ({1: 2, 2: 3}, {2: 4, 3: 1}), strict=True):
        ActivityMonth.objects.create(customer=customer, month=2026 * 12, run=run, days=pack(counts))
    before = _stored()
    merge = merge_customers(*two)
    assert unpack(bytes(ActivityMonth.objects.get().days))[:4].tolist() == [2, 7, 1, 65535]
    undo_merge(merge)
    assert _stored() == before


def test_customers_without_spans_are_one_by_their_dates():
    kept = Customer.objects.create(ref="a", started_on=MARCH, mrr=20, currency="EUR")
    taken = Customer.objects.create(ref="b", started_on=JANUARY, ended_on=MARCH, ending="voluntary", mrr=10)
    merge_customers(kept, taken)
    one = Customer.objects.get()
    assert (one.started_on, one.ended_on, one.ending, one.mrr) == (JANUARY, None, "", 20)


def test_the_preview_says_what_becomes_of_both(two):
    preview = preview_merge(*two)
    assert (preview.after.started_on, preview.problems) == (JANUARY, [])
    assert sum(count for _name, count in preview.handed_over) == 4
    assert Customer.objects.count() == 2


def test_answers_under_the_other_reference_reach_the_kept_customer(two, csv_file, import_file):
    ensure_default_survey()
    merge_customers(*two)
    mapping = 'columns = { customer = "ref", words = "words", left_on = "left" }\n'
    import_file(csv_file("ref,left,words\nb-2,2026-05-01,Too slow\n"), mapping, command="import_responses")
    assert Response.objects.get().customer == two[0]


def test_a_file_that_names_both_references_tells_of_one_customer(two, csv_file, import_file):
    merge_customers(*two)
    result = import_file(csv_file("ref,name\nb-2,First\na-1,Second\n"))
    assert "1 updated, 0 unchanged, 0 empty, 1 refused" in result.out
    assert Customer.objects.get().name == "First"
    assert "stands in line 2 already" in result.errors[0]["reason"]


def test_a_signed_link_under_the_other_reference_reaches_the_kept_customer(two):
    survey = ensure_default_survey()
    merge_customers(*two)
    now = timezone.now()
    told = Context("leaving-1", "b-2", "cancelled", now, now + timedelta(days=9))
    invitation = invite_by_context(survey, told)
    assert invitation.customer == two[0]
    assert invite_by_context(survey, told) == invitation
