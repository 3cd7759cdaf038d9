"""The worked case of every definition is what the code computes, and says the same numbers in each language."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from reports.defined.comparing import COMPARING
from reports.defined.trusting import RESPONSE_RATE, REVENUE, TRUSTING
from reports.statistics import (
    ReadSample,
    Share,
    adjusted_change,
    benjamini_hochberg,
    change,
    corrected_share,
    difference,
    post_stratified_share,
    ratio,
    segment_differences,
    wilson_share,
)

WITH_CASES = (RESPONSE_RATE, REVENUE, *COMPARING, *TRUSTING)
BY_KEY = {definition.key: definition for definition in WITH_CASES}
HIGHER = difference(15, 50, 30, 300)


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def interval(share: Share) -> str:
    return f"{percent(share.share)}, interval {percent(share.low)} to {percent(share.high)}"


def points(*shares: float) -> list[str]:
    return [f"{100 * share:.1f}".replace("-", "−") for share in shares]


def change_case() -> str:
    found = change([20], 100, [35], 100)
    low, high = points(found.low[0], found.high[0])
    return f"{100 * found.points[0]:.0f} points more, interval {low} to {high}, p = {found.p[0]:.3f}"


def adjusted_case() -> str:
    found = adjusted_change(before=([10, 90], [200, 300]), after=([5, 240], [100, 800]))
    raw, now, low, high = points(found.raw_points, abs(found.points), found.low, found.high)
    return f"{raw} points more. Adjusted: {now} points, interval {low} to {high}"


def weighted_case() -> str:
    found = post_stratified_share([80, 20], [40, 2], [100, 100])
    share = Share(found.share[0], found.low[0], found.high[0])
    return f"weighted {interval(share)}, worth {found.effective:.0f} answers"


def corrected_case() -> str:
    read = ReadSample(true_positive=80, false_negative=20, true_negative=950, false_positive=50)
    found = corrected_share(725, 10_000, read)
    return f"corrected {interval(Share(found.share, found.low, found.high))}"


def has_a_test(count: int, base: int) -> bool:
    return segment_differences([[count, 30]], [base, 300]).state[0, 0] != "too_few"


CASES = {
    "points": lambda: "20 points, interval {} to {}".format(*points(HIGHER.low, HIGHER.high)),
    "lift": lambda: f"{HIGHER.lift:.1f} times, interval {HIGHER.lift_low:.1f} to {HIGHER.lift_high:.1f}",
    "more-than-chance": lambda: "adjusted to {:.3f}, {:.3f} and {:.3f}".format(*benjamini_hochberg([0.01, 0.03, 0.2])),
    "comparisons": lambda: f"= {16 * 8} comparisons: without any true difference, {16 * 8 * 0.05:.1f}",
    "too-few": lambda: "too few to say" if has_a_test(9, 30) and not has_a_test(9, 29) else "otherwise",
    "small": lambda: interval(wilson_share(15, 50)).replace("30.0%", "30%", 1),
    "change": change_case,
    "adjusted-change": adjusted_case,
    "weighted-share": weighted_case,
    "corrected-share": corrected_case,
    "agreement": lambda: interval(wilson_share(12 + 68, 100)),
    "coverage": lambda: interval(wilson_share(180, 200)),
    "stated-written": lambda: interval(wilson_share(46, 200)),
    "response-rate": lambda: (
        f"{percent(ratio(34, 60))}. Of 45 who opened the form, 34 completed it: {percent(ratio(34, 45))}"
    ),
    "mrr": lambda: f"price {100 + 50}, quality {100}; {100 + 50 + 100} in all, but only {100 + 50}",
    "main-cause": lambda: f"as main cause price {100 + 50}, quality 0: together the {100 + 50}",
}


@pytest.mark.parametrize("key", CASES)
def test_worked_case_is_what_the_code_computes(key):
    assert CASES[key]() in str(BY_KEY[key].example)


def test_every_case_is_computed():
    assert {definition.key for definition in WITH_CASES} == set(CASES)


def test_rates_of_the_segments_are_those_of_the_case():
    rates = [percent(ratio(30, 40)), percent(ratio(4, 20)), percent(ratio(34, 45))]
    assert all(rate in str(BY_KEY["response-rate"].example) for rate in rates)


def test_true_3_percent_shows_as_7_3():
    assert percent(0.03 * 0.8 + 0.97 * 0.05 + 1e-9) == "7.3%"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("definition", WITH_CASES, ids=lambda one: one.key)
def test_case_has_the_same_numbers_in_chinese(definition, language):
    def numbers(words: object) -> list[str]:
        return sorted(re.findall(r"\d[\d,.]*\d|\d", str(words)))

    with override("en"):
        english = numbers(definition.example)
    with override(language):
        assert numbers(definition.example) == english


@pytest.mark.parametrize("definition", WITH_CASES, ids=lambda one: one.key)
def test_formula_window_filter_and_base_are_said(definition):
    assert len(definition.parts()) == 5
