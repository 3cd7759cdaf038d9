"""Active, fading, silent, new: the definition's cases, and that a refresh of some is the refresh of all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.core.management import call_command

from customers.activity import run_undone
from customers.activity.compacting import fold_old_runs
from customers.activity.reading import counts_between
from customers.activity.states import refresh_states
from customers.importing.undo import UndoRefused, ask_undo, is_past_undoing
from customers.importing.waiting import judge_activity
from customers.models import ActivityMonth, ActivityState, Customer, FadingThreshold, ImportRun
from tests.customers.test_activity_reading import run_of

pytestmark = pytest.mark.django_db
AS_OF = date(2025, 6, 30)
RECENT, BEFORE = AS_OF - timedelta(27), AS_OF - timedelta(111)
LONG_AGO = date(2024, 1, 1)
AGES_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def customer(ref: str, **kwargs: object) -> Customer:
    return Customer.objects.create(ref=ref, **({"started_on": LONG_AGO} | kwargs))


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(n) for n in range(count)]


def told(who: Customer, *active: list[date]) -> dict[tuple[Customer, date], int]:
    return {(who, day): 1 for part in active for day in part}


def state_of(who: Customer) -> tuple[str, int, int]:
    return ActivityState.objects.values_list("state", "recent", "before").get(customer=who)


@pytest.fixture
def daily() -> ImportRun:
    """Somebody who is active every day, so that every day is told."""
    return run_of(told(customer("daily"), days(BEFORE - timedelta(200), 312)))


@pytest.mark.parametrize(
    ("before", "recent", "state"),
    [
        (42, 14, "active"),
        (42, 7, "active"),
        (42, 6, "fading"),
        (42, 0, "silent"),
        (0, 1, "active"),
        (0, 0, "silent"),
        (3, 0, "silent"),
        (84, 28, "active"),
        (6, 1, "active"),
        (7, 1, "fading"),
    ],
)
def test_recent_days_are_set_against_the_twelve_weeks_before(daily, before, recent, state):
    who = customer("who")
    run_of(told(who, [LONG_AGO], days(BEFORE, before), days(RECENT, recent)))
    refresh_states()
    assert state_of(who) == (state, recent, before)


@pytest.mark.parametrize(("started", "state"), [(BEFORE, "fading"), (BEFORE + timedelta(1), "new"), (AS_OF, "new")])
def test_sixteen_weeks_are_needed_to_judge(daily, started, state):
    who = customer("who", started_on=started)
    run_of(told(who, days(BEFORE, 40), [RECENT]))
    refresh_states()
    assert state_of(who)[0] == state


def test_who_was_first_seen_lately_is_new(daily):
    who = customer("who", started_on=None)
    run_of(told(who, days(RECENT, 3)))
    refresh_states()
    assert state_of(who)[0] == "new"


def test_an_import_of_few_weeks_calls_nobody_silent():
    who, other = customer("who"), customer("other")
    run_of(told(who, days(AS_OF - timedelta(40), 5)) | told(other, [AS_OF]))
    refresh_states()
    assert {state_of(who)[0], state_of(other)[0]} == {"new"}


def test_a_late_import_silences_nobody(daily):
    refresh_states()
    assert ActivityState.objects.get().as_of == AS_OF
    assert ActivityState.objects.get().state == "active"


def test_days_that_nobody_told_of_are_not_silence():
    who = customer("who")
    first, second = days(BEFORE, 70), days(AS_OF - timedelta(14), 15)
    run_of(told(who, first))
    run_of(told(who, second[::2]))
    refresh_states()
    assert state_of(who) == ("active", 8, 70)


def test_with_hardly_a_day_told_states_stay(daily):
    refresh_states()
    run_of(told(customer("who"), [AS_OF + timedelta(60)]))
    refresh_states()
    assert ActivityState.objects.get().as_of == AS_OF


def test_who_left_and_who_was_never_told_of_have_no_state(daily):
    left, leaving = customer("left", ended_on=AS_OF), customer("leaving", ended_on=date(2999, 1, 1))
    customer("never")
    run_of(told(left, days(RECENT, 3)) | told(leaving, days(RECENT, 3)))
    refresh_states()
    assert set(ActivityState.objects.values_list("customer__ref", flat=True)) == {"daily", "leaving"}


def test_the_last_active_day_is_found_however_long_ago(daily):
    who, other = customer("who"), customer("other")
    run_of(told(who, [date(2024, 3, 5)]) | told(other, [date(2024, 3, 6)]))
    run_of({(other, date(2024, 5, 1)): 0})
    refresh_states()
    last = dict(ActivityState.objects.values_list("customer__ref", "last_active"))
    assert last == {"daily": AS_OF, "who": date(2024, 3, 5), "other": date(2024, 3, 6)}


@pytest.mark.parametrize(("active", "ago"), [(70, 14), (84, 0)])
def test_the_first_import_dates_silence_to_when_it_began(daily, active, ago):
    who = customer("who")
    run_of(told(who, days(BEFORE, active)))
    refresh_states()
    assert ActivityState.objects.get(customer=who).since == AS_OF - timedelta(ago)


def is_fading(active: set[date], day: date) -> bool:
    recent, before = (sum(day - timedelta(n) in active for n in some) for some in (range(28), range(28, 112)))
    return 0 < recent < before / 6


@pytest.mark.parametrize("since", [3, 20, 45, 150])
def test_the_first_import_dates_fading_to_when_it_began(daily, since):
    who = customer("who")
    turn = AS_OF - timedelta(since)
    active = [*days(BEFORE - timedelta(200), 311 - since), *days(turn, since)[::9]]
    run_of(told(who, active))
    refresh_states()
    found = ActivityState.objects.filter(customer=who, state="fading").first()
    back = [AS_OF - timedelta(n) for n in range(84)]
    expected = next((day + timedelta(1) for day in back if not is_fading(set(active), day)), back[-1])
    assert (found.since if found else AS_OF + timedelta(1)) == expected


def test_since_is_the_day_the_state_was_first_seen(daily):
    who = customer("who")
    run_of(told(who, days(BEFORE, 84)))
    refresh_states()
    run_of(told(Customer.objects.get(ref="daily"), days(AS_OF + timedelta(1), 7)))
    refresh_states()
    assert ActivityState.objects.values_list("since", "as_of").get(customer=who) == (AS_OF, AS_OF + timedelta(7))


@pytest.mark.parametrize(
    ("threshold", "state"),
    [
        ({"dimension": "size", "value": "large", "below": "0.7"}, "fading"),
        ({"dimension": "size", "value": "small", "below": "0.7"}, "active"),
        ({"least_mrr": 500, "below": "0.7"}, "fading"),
        ({"least_mrr": 501, "below": "0.7"}, "active"),
    ],
)
def test_a_class_can_have_a_threshold_of_its_own(daily, threshold, state):
    who = customer("who", attributes={"size": "large"}, mrr=500)
    FadingThreshold.objects.create(**threshold)
    FadingThreshold.objects.create(dimension="size", value="large", below="0.3")
    run_of(told(who, days(BEFORE, 42), days(RECENT, 9)))
    refresh_states()
    assert state_of(who)[0] == state


def test_a_refresh_of_some_says_what_the_refresh_of_all_says(daily):
    who = [customer(f"w{n}") for n in range(12)]
    for n, one in enumerate(who, 1):
        run_of(told(one, days(BEFORE, n * 7), days(RECENT, n)))
    refresh_states()
    all_of_them = list(ActivityState.objects.order_by("pk").values())
    ActivityState.objects.filter(customer__in=who[:6]).delete()
    refresh_states(np.array([one.pk for one in who[:6]]))
    assert list(ActivityState.objects.order_by("pk").values()) == all_of_them


def test_undoing_everything_leaves_no_state(daily):
    refresh_states()
    ImportRun.objects.update(state=ImportRun.State.UNDOING)
    run_undone(daily)
    assert not ActivityState.objects.exists()


def test_old_imports_are_folded_and_say_the_same(daily):
    who, other = customer("who"), customer("other")
    for n in range(5):
        run_of({(who, BEFORE + timedelta(n)): n, (who, BEFORE): n + 7, (other, BEFORE + timedelta(40 * n % 70)): 3})
    ImportRun.objects.update(finished_at=AGES_AGO)
    young = run_of({(who, BEFORE): 99})
    keys = list(Customer.objects.values_list("pk", flat=True))
    before = counts_between(keys, LONG_AGO, AS_OF).tolist()
    assert fold_old_runs() == 5
    assert counts_between(keys, LONG_AGO, AS_OF).tolist() == before
    assert set(ActivityMonth.objects.values_list("run", flat=True)) == {daily.pk, young.pk}
    assert [is_past_undoing(run) for run in ImportRun.objects.order_by("pk")] == [True] * 6 + [False]
    with pytest.raises(UndoRefused, match="more than 30 days old"):
        ask_undo(ImportRun.objects.get(pk=daily.pk))


def test_who_is_in_no_batch_any_more_falls_silent_by_the_worker(daily):
    who = customer("who")
    run_of(told(who, days(BEFORE, 112)))
    assert (judge_activity(), judge_activity(), state_of(who)[0]) == (True, False, "active")
    run_of(told(Customer.objects.get(ref="daily"), days(AS_OF + timedelta(1), 28)))
    assert (judge_activity(), state_of(who)[0]) == (True, "silent")


def test_the_command_tells_who_stands_how(daily, capsys):
    call_command("refresh_activity")
    assert "As of 2025-06-30: 1 active, 0 fading, 0 silent, 0 too new to say." in capsys.readouterr().out


def test_folding_again_changes_nothing_until_more_is_old(daily):
    run_of({(customer("who"), BEFORE): 1})
    ImportRun.objects.update(finished_at=AGES_AGO)
    assert (fold_old_runs(), fold_old_runs()) == (1, 0)
    late = run_of({(customer("late"), BEFORE): 5})
    ImportRun.objects.filter(pk=late.pk).update(finished_at=AGES_AGO)
    assert fold_old_runs() == 1
    assert set(ActivityMonth.objects.values_list("run", flat=True)) == {daily.pk}
