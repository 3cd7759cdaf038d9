"""A whole history as rows: learned, stored, listed, and taken the place of; what gives leaving away is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.activity.writing import store_counts
from customers.models import Customer, ImportRun, Subscription
from reports.models import RiskModel, RiskScore
from reports.risk.attributes import read_attributes
from reports.risk.past_causes import read_past_causes, segments_of
from reports.rollups.store import read_spans
from tests.reports.planted_risk import planted_history

State = RiskModel.State


@pytest.fixture
def company(db):
    """The planted history as rows: customers, subscriptions and activity day by day."""
    history = planted_history(people=700, months=16)
    spans, today = history.spans, timezone.localdate()
    shift = today.toordinal() - int(history.days[-1])
    starts, ends = (
        [date.fromordinal(int(day) + shift) if day else None for day in column]
        for column in (spans.started, spans.ended)
    )
    customers = Customer.objects.bulk_create(
        Customer(ref=f"r{at}", attributes={"churned": "yes" if end else "no"}) for at, end in enumerate(ends)
    )
    Subscription.objects.bulk_create(
        Subscription(
            customer=one,
            plan=plan,
            mrr=Decimal(int(cents)).scaleb(-2),
            currency="USD",
            started_on=start,
            ended_on=end,
            ending="voluntary" if end else "",
        )
        for one, plan, cents, start, end in zip(customers, spans.plan.texts(), spans.mrr, starts, ends, strict=True)
    )
    _store_activity(history, [one.pk for one in customers], shift)
    return customers


def _store_activity(history, keys, shift):
    """Store as many active days before each day looked at as the history has."""
    run = ImportRun.objects.create(kind=ImportRun.Kind.ACTIVITY, state=ImportRun.State.DONE)
    recent, back = history.activity.recent, np.arange(28, 0, -1)
    days = (history.days[:, np.newaxis] + shift - back).ravel()
    counts = (back <= recent[:, :, np.newaxis]).reshape(len(keys), -1)
    store_counts(run, np.repeat(keys, len(days)), np.tile(days, len(keys)), counts.ravel().astype(np.int64))


def test_a_whole_history_is_learned_stored_and_listed(company, viewer):
    call_command("train_risk", verbosity=0)
    model = RiskModel.objects.get()
    assert model.state == State.ACTIVE
    assert model.figures["left_out"] == ["churned"]
    assert model.scores.count() == model.figures["scored"] > 100
    assert "By what would be lost" in viewer.get("/risk/").content.decode()


def test_a_training_takes_the_place_of_the_one_before(customer):
    old = RiskModel.objects.create(state=State.ACTIVE)
    RiskScore.objects.create(model=old, customer=customer(), probability=0.1)
    call_command("train_risk", verbosity=0)
    assert not RiskScore.objects.exists()
    assert RiskModel.objects.get(pk=old.pk).state == State.REPLACED


def test_attributes_written_at_leaving_are_left_out(customer):
    for number in range(60):
        lost = number % 3 == 0
        customer(state="gone" if lost else "here", colour=str(number % 4), ended_on=date(2026, 1, 5) if lost else None)
    spans = read_spans()
    found = read_attributes(spans, spans.ended > 0)
    assert (set(found.columns), found.left_out) == ({"colour"}, ("state",))


def test_what_people_like_them_said_counts_from_the_day_it_came(many):
    answers = many(6, causes=("price",), plan="pro", ended_on=date(2026, 1, 5))
    spans = read_spans()
    past = read_past_causes(spans)
    came = timezone.localdate(answers[0].recorded_at).toordinal()
    rows = np.zeros(1, np.int64)
    segment = segments_of(spans, rows, spans.chain_end[rows])
    named = [past.most_named(segment, day, least) for day, least in ((came, 5), (came + 1, 5), (came + 1, 7))]
    assert named == [[""], ["price"], [""]]
    assert np.isnan(past.shares(segment, np.array([came]))).all()
