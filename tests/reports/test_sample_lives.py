"""What was planted in the lives of the sample's customers, found again in what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from itertools import groupby, pairwise

import numpy as np
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command

from customers.activity.reading import active_days, counts_between
from customers.models import ActivityMonth, ActivityState, Customer, CustomerEvent, Subscription
from customers.spans import Span, span_problems, sync_customers
from reports.sample.company import Calendar
from reports.sample.exits import read_answers
from surveys.models import Display, Response

AS_OF = date(2025, 6, 30)
CALENDAR = Calendar(AS_OF)
MONTH, SEASON = timedelta(days=28), timedelta(days=84)


def make_sample(**options: object) -> None:
    call_command("make_sample", stdout=StringIO(), skip_checks=True, **{"as_of": AS_OF, **options})


@pytest.fixture(scope="module")
def _sample(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        make_sample()
    yield
    with django_db_blocker.unblock():
        make_sample(remove=True)


@pytest.fixture
def sample(_sample: None, db: None) -> None:
    """The sample company, made once for this file; what a test changes is rolled back."""


def _histories() -> list[list[Subscription]]:
    rows = Subscription.objects.select_related("customer").order_by("customer", "started_on")
    return [list(spans) for _customer, spans in groupby(rows, lambda span: span.customer_id)]


def _changes(found: Callable[[Subscription, Subscription], bool]) -> int:
    return sum(found(before, after) for spans in _histories() for before, after in pairwise(spans))


def _fading(customers: list[Customer]) -> list[bool]:
    """Whether each left active on fewer than half as many days in four weeks as in the twelve before."""
    found = []
    for one in customers:
        end = (one.ended_on or AS_OF) - timedelta(days=1)
        [recent] = active_days([one.pk], end - MONTH + timedelta(days=1), end)
        [before] = active_days([one.pk], end - MONTH - SEASON + timedelta(days=1), end - MONTH)
        found.append(bool(recent < before / 3 / 2))
    return found


def _left(ending: str) -> list[Customer]:
    """Who left so, after long enough within the period for four weeks to be set against twelve."""
    long_ago = CALENDAR.begin + MONTH + SEASON
    people = Customer.objects.filter(ending=ending, ended_on__gt=long_ago).order_by("pk")
    return [one for one in people if (one.ended_on - one.started_on).days > 150]


def _said(cause: str) -> set[int]:
    """Customers whose words name a cause, as their writer meant them."""
    causes = {answer.words: answer.causes for answer in read_answers() if answer.causes}
    responses = Response.objects.prefetch_related("answers__question")
    return {one.customer_id for one in responses if cause in causes.get(one.verbatim(), ())}


def test_every_history_keeps_the_rules(sample):
    for spans in _histories():
        told = [Span(s.started_on, s.ended_on, s.plan, s.term, s.mrr, s.currency, s.ending) for s in spans]
        assert span_problems(told, AS_OF) == []
    assert len(_histories()) == 2000


def test_customers_say_what_their_spans_say(sample):
    assert sync_customers(Customer.objects.values_list("pk", flat=True), AS_OF) == 0


def test_both_currencies_and_both_terms_are_there(sample):
    pairs = Counter(Subscription.objects.values_list("currency", "term"))
    assert min(pairs[currency, term] for currency in ("USD", "CNY") for term in ("monthly", "yearly")) > 100


def test_the_price_rise_is_a_span_of_its_own_for_starter_by_the_month(sample):
    rises = [
        after.mrr / before.mrr
        for spans in _histories()
        for before, after in pairwise(spans)
        if after.started_on == CALENDAR.price_rise and before.plan == after.plan == "starter"
    ]
    assert len(rises) > 400
    assert {round(rise, 2) for rise in rises if rise > 1} >= {Decimal("1.53"), Decimal("1.51")}


def test_nobody_could_do_anything_during_the_outage(sample):
    keys = list(Customer.objects.values_list("pk", flat=True))
    told = counts_between(keys, CALENDAR.outage - timedelta(days=7), CALENDAR.outage + timedelta(days=1))
    by_day = (np.asarray(told) > 0).sum(axis=0)
    assert by_day[-2:].tolist() == [0, 0]
    assert by_day[0] > 500


def test_everyone_who_was_there_has_the_outage(sample):
    there = Subscription.objects.running_on(CALENDAR.outage).values_list("customer", flat=True)
    noted = CustomerEvent.objects.filter(kind="outage").values_list("customer", flat=True)
    assert len(set(there) - set(noted)) == 0


def test_where_the_champion_left_use_breaks_off(sample):
    calls = CustomerEvent.objects.filter(kind="call")
    assert {call.customer_id for call in calls} <= _said("champion_left")
    assert len(calls) >= 15
    day = timedelta(days=1)
    before = sum(int(active_days([call.customer_id], call.on - MONTH, call.on - day)[0]) for call in calls)
    after = sum(int(active_days([call.customer_id], call.on, call.on + MONTH)[0]) for call in calls)
    assert after < before / 4


def test_most_who_leave_of_their_own_will_fade_before(sample):
    faded = _fading(_left("voluntary"))
    assert len(faded) > 100
    assert sum(faded) / len(faded) > 0.5


def test_whose_payment_fails_does_not_fade(sample):
    faded = _fading(_left("involuntary"))
    assert sum(faded) <= 1


def test_who_leaves_for_the_price_uses_it_to_the_end(sample):
    said = _said("price")
    faded = _fading([one for one in _left("voluntary") if one.pk in said])
    assert sum(faded) / len(faded) < 0.1


def test_fading_goes_from_daily_to_weekly_to_monthly_to_nothing(sample):
    left = _left("voluntary")
    faded = [one for one, fades in zip(left, _fading(left), strict=True) if fades]
    phases = []
    for first, last in ((200, 140), (60, 45), (35, 20), (13, 1)):
        days = [
            int(active_days([one.pk], one.ended_on - timedelta(first), one.ended_on - timedelta(last))[0])
            for one in faded
        ]
        phases.append(sum(days) / len(days) / (first - last + 1) * 7)
    daily, weekly, monthly, silent = phases
    assert daily > 2.5 > weekly > monthly > 3 * silent


def test_some_who_are_there_are_fading_now(sample):
    states = Counter(ActivityState.objects.values_list("state", flat=True))
    assert 40 <= states["fading"] + states["silent"] <= 150
    assert states["active"] > 1200


def test_who_complains_has_written_to_support(sample):
    def near_the_end(keys: set[int]) -> float:
        people = Customer.objects.filter(pk__in=keys)
        near = [one.events.filter(kind="support", on__gte=one.ended_on - timedelta(days=90)).count() for one in people]
        return sum(near) / len(near)

    assert near_the_end(_said("quality")) > 3 * near_the_end(_said("price") - _said("quality"))


def test_adverts_cost_most_to_win(sample):
    starters = Customer.objects.filter(attributes__plan="starter", currency="USD")
    costs = {source: starters.filter(attributes__source=source) for source in ("advert", "search", "referral")}
    means = {name: float(sum(one.acquisition_cost for one in people)) / len(people) for name, people in costs.items()}
    assert means["advert"] > 2 * means["search"] > 4 * means["referral"]


def _documented() -> dict[str, int]:
    """What docs/sample-company.md says there is of each thing."""
    text = (settings.BASE_DIR / "docs" / "sample-company.md").read_text(encoding="utf-8")
    table = text.split("### Lives")[1].split("\n##")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| ") and "---" not in line]
    return {name.strip(): int(number.strip().replace(",", "")) for name, number in rows[1:]}


def test_documented_numbers_are_true(sample):
    assert _documented() == {
        "spans": Subscription.objects.count(),
        "changes of plan": _changes(lambda before, after: before.plan != after.plan),
        "changes of term": _changes(lambda before, after: before.term != after.term),
        "came back after a gap": _changes(lambda before, after: before.ended_on < after.started_on),
        "there, and leaving on a known day": Subscription.objects.filter(ended_on__gt=AS_OF).count(),
        "months of activity": ActivityMonth.objects.count(),
        "support contacts": CustomerEvent.objects.filter(kind="support").count(),
        "calls that told of a champion who left": CustomerEvent.objects.filter(kind="call").count(),
    }


def test_removing_leaves_nothing(sample):
    make_sample(remove=True)
    ours = [model for name in ("customers", "reports") for model in apps.get_app_config(name).get_models()]
    left = {model.__name__ for model in [*ours, User, Response, Display] if model.objects.exists()}
    # Blocks of counts are made anew when they are next asked for.
    assert left <= {"RollupBlock", "StaleBlock"}
