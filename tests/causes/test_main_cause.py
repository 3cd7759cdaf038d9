"""The main cause: the one of most weight, and of those alike the one said first."""

import pytest

from causes.decide import main_cause
from causes.findings import Evidence, FoundCause


def found(cause, score, *starts):
    return FoundCause(cause, score, "model", tuple(Evidence(start, start + 2) for start in starts))


def main(causes, *weights):
    return main_cause(causes, weights or [cause.score for cause in causes], 10)


def test_the_only_one_is_the_main_one():
    assert main([found("price", 0.5)]) == "price"


@pytest.mark.parametrize(("first", "second", "expected"), [(0, 8, "price"), (8, 0, "support")])
def test_of_causes_alike_the_first_said(first, second, expected):
    assert main([found("price", 0.8, first), found("support", 0.8, second)]) == expected


def test_a_much_more_probable_one_wins_wherever_it_is_said():
    assert main([found("price", 0.99, 9), found("support", 0.5, 0)]) == "price"


def test_one_without_evidence_counts_as_said_last():
    assert main([found("price", 0.8), found("support", 0.8, 3)]) == "support"


def test_the_surest_is_not_always_the_weightiest():
    assert main([found("price", 0.9, 0), found("support", 0.8, 0)], 0.5, 0.6) == "support"
