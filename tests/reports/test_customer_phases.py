"""How often a customer used it, and when that changed."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from reports.customer_phases import phases

FIRST = date(2026, 1, 5)


def days(*parts):
    """Counts by day: (how many weeks, on which days of the week)."""
    weeks = [[int(day in on) for day in range(7)] for number, on in parts for _week in range(number)]
    return np.array(weeks).reshape(-1)


def kinds(*parts):
    return [phase.kind for phase in phases(FIRST, days(*parts))]


WORKDAYS, TUESDAYS, NONE = range(5), (1,), ()


def test_use_that_fades_is_told_as_it_happened():
    found = phases(FIRST, days((20, WORKDAYS), (12, TUESDAYS), (8, NONE)))
    assert [phase.kind for phase in found] == ["daily", "weekly", "silent"]
    assert found[-1].begin == FIRST + timedelta(weeks=31, days=2)


def test_phases_leave_no_day_out():
    counts = days((9, WORKDAYS), (7, NONE), (5, TUESDAYS), (1, NONE))
    found = phases(FIRST, counts)
    assert all(one.end == two.begin for one, two in pairwise(found))
    assert (found[0].begin, found[-1].end) == (FIRST, FIRST + timedelta(days=len(counts)))


@pytest.mark.parametrize(("weeks", "expected"), [(3, ["daily"]), (4, ["daily", "silent"])])
def test_four_weeks_at_the_end_are_silence(weeks, expected):
    assert kinds((8, range(7)), (weeks, NONE)) == expected


@pytest.mark.parametrize(("weeks", "expected"), [(5, ["daily"]), (6, ["daily", "silent", "daily"])])
def test_a_pause_of_six_weeks_is_silence(weeks, expected):
    assert [kind for kind in kinds((12, range(7)), (weeks, NONE), (12, range(7))) if kind != "weekly"] == expected


def test_once_a_month_is_monthly():
    assert kinds(*[(1, TUESDAYS), (3, NONE)] * 6, (1, TUESDAYS)) == ["monthly"]


def test_a_holiday_is_no_change():
    assert kinds((12, WORKDAYS), (3, TUESDAYS), (12, WORKDAYS)) == ["daily"]


def test_a_single_day_is_little():
    assert kinds((1, TUESDAYS)) == ["monthly"]


def test_without_activity_there_are_none():
    assert phases(FIRST, days((5, NONE))) == phases(FIRST, []) == []


def test_days_that_nobody_told_of_are_no_silence():
    counts = days((8, WORKDAYS), (8, NONE))
    counts[56:] = -1
    assert [phase.kind for phase in phases(FIRST, counts)] == ["daily"]


def test_ten_years_have_as_many_days():
    counts = days((520, WORKDAYS))
    assert sum(phase.days for phase in phases(FIRST, counts)) == len(counts)
