"""The worked case of every definition of churn is what the code computes, with the same numbers in each language."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from reports.churn.cohorts import cohorts
from reports.churn.rates import expected_lifetime, left_after, mrr_churn, payback_months, quick_ratio
from reports.churn.segments import most_of
from reports.churn.survival import kaplan_meier
from reports.defined.churning import CHURNING
from reports.statistics import difference, wilson_share
from tests.reports.span_tables import day, spans_of

BY_KEY = {definition.key: definition for definition in CHURNING}
LOST, MONEY = (
    {"free": Decimal(free), "pro": Decimal(pro), "team": Decimal(team)}
    for free, pro, team in ((80, 15, 5), (0, 750, 1250))
)


def percent(share):
    return f"{100 * share:.1f}%"


def interval(count, base):
    share = wilson_share(count, base)
    return f"{percent(share.share)}, interval {percent(share.low)} to {percent(share.high)}"


def largest(amounts):
    most = most_of(amounts)
    return percent(most.part / most.whole)


def retention():
    table = spans_of((1, day(1), 0), (2, day(1), day(1) + 10), (3, day(1), day(1) + 40))
    people = cohorts(table, date(2026, 5, 1), months=2).people[0]
    return [f"{people[k] / people[0]:.0%} after {words}" for k, words in ((1, "one month"), (2, "two"))]


CASES = {
    "customer-churn": [interval(20, 200)],
    "early-losses": ["20%", "1 of 5", "30%", "0 of 5"],
    "mrr-churn": [percent(mrr_churn(10_000, 500, 100, 200).gross), percent(mrr_churn(10_000, 500, 100, 200).net)],
    "growth-against-churn": [f"{quick_ratio(300, 100, 150, 50):.1f}"],
    "renewal-rate": [interval(34, 40)],
    "above-the-rest": [percent(0.06), f"{100 * difference(60, 1000, 90, 3000).points:.1f} points"],
    "share-of-losses": [largest(LOST), largest(MONEY)],
    "compounding": [f"{left_after(100_000, 0.05, months):,.0f}" for months in (1, 2, 11, 12)],
    "expected-lifetime": [f"{expected_lifetime(0.05):.0f} months"],
    "payback": [f"after {payback_months(500, 50, 0.8)} months", f"{expected_lifetime(0.1):.0f} months"],
    "retention": retention(),
    "survival": [percent(share) for share in kaplan_meier([1, 2, 3], [True, False, True]).share[1:3]],
    "log-rank": ["p < 0.001"],
}


def test_every_definition_has_a_case():
    assert CASES.keys() == BY_KEY.keys()


@pytest.mark.parametrize("key", CASES)
def test_the_example_says_what_the_code_computes(key):
    with override("en"):
        example = str(BY_KEY[key].example)
    assert [words for words in CASES[key] if words not in example] == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("key", CASES)
def test_the_example_has_the_same_numbers_in_each_language(key, language):
    with override("en"):
        source = str(BY_KEY[key].example)
    with override(language):
        translated = str(BY_KEY[key].example)
    assert translated != source
    assert set(re.findall(r"\d[\d.,]*\d|\d", translated)) >= set(re.findall(r"\d[\d,]*\.\d+", source))


def test_the_difference_of_the_example_is_marked():
    assert difference(60, 1000, 90, 3000).p < 0.001
