"""Changes, plain and adjusted for who left; shares corrected for errors, silence and revenue keep their promises."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from reports.statistics import (
    ReadSample,
    adjusted_change,
    benjamini_hochberg,
    change,
    corrected_share,
    difference,
    joined_strata,
    post_stratified_share,
    ranking_could_turn,
    weighted_read_sample,
    weighted_shares_by_mrr,
    wilson_share,
)

REAL = ReadSample(true_positive=80, false_negative=20, true_negative=950, false_positive=50)


def test_change_is_now_less_before():
    found = change([30, 20], 200, [60, 21], 210)
    assert found.points.tolist() == pytest.approx([60 / 210 - 0.15, 0])
    assert (found.low[0], found.high[0]) == pytest.approx(
        confint_proportions_2indep(60, 210, 30, 200, method="newcomb", compare="diff"), abs=1e-9
    )


def test_change_is_adjusted_over_the_page():
    found = change([30, 20, 0], 200, [60, 30, 0], 210)
    assert found.comparisons == 2
    assert found.q[:2] == pytest.approx(benjamini_hochberg(found.p[:2]))
    assert found.more_than_chance.tolist() == [True, False, False]


def test_change_from_a_few_people_says_nothing():
    assert change([3], 12, [60], 300).state.tolist() == ["too_few"]


def test_change_of_the_mix_alone_is_no_change():
    """Each segment complains as before; only more of the one that complains more have left."""
    found = adjusted_change(before=([10, 90], [200, 300]), after=([5, 240], [100, 800]))
    assert found.raw_points > 0.05
    assert found.points == pytest.approx(0, abs=1e-9)
    assert not found.more_than_chance


def test_adjusted_change_of_one_stratum_is_newcombes():
    found = adjusted_change(before=([30], [200]), after=([60], [210]))
    plain = difference(60, 210, 30, 200)
    assert (found.points, found.low, found.high) == pytest.approx((plain.points, plain.low, plain.high))


def test_stratum_missing_on_one_side_is_joined_and_said():
    found = adjusted_change(before=([10, 0, 4], [100, 0, 20]), after=([12, 3, 5], [110, 30, 25]))
    assert found.joined == (1, 2)
    assert found.strata == 2


def test_nobody_before_is_no_change():
    assert adjusted_change(before=([0], [0]), after=([3], [9])) is None


def test_strata_are_joined_until_enough():
    assert joined_strata([[50, 1, 9], [50, 2, 3]], 5) == [(0,), (1, 2)]
    assert joined_strata([[1], [2]], 5) == [(0,)]
    assert joined_strata([[9, 9], [9, 9]], 5) == [(0,), (1,)]


def test_adjusted_change_keeps_its_promise():
    random, hits = np.random.default_rng(8), 0
    for _ in range(600):
        shares = random.uniform(0.02, 0.4, 6)
        before = random.multinomial(250, random.dirichlet(np.full(6, 2)))
        after = random.multinomial(250, random.dirichlet(np.full(6, 2)))
        found = adjusted_change(
            (random.binomial(before, shares), before), (random.binomial(after, shares + 0.05), after), least=1
        )
        hits += found.low <= 0.05 <= found.high
    assert 0.92 < hits / 600 < 0.98


def test_true_3_percent_shows_as_7_3():
    shown = 0.03 * REAL.sensitivity + 0.97 * (1 - REAL.specificity)
    assert shown == pytest.approx(0.0725)
    found = corrected_share(7250, 100_000, REAL)
    assert found.share == pytest.approx(0.03)
    assert found.low < 0.03 < found.high


@pytest.mark.parametrize(
    ("truth", "sensitivity", "specificity", "people", "read"),
    [(0.03, 0.8, 0.95, 1000, (30, 170)), (0.2, 0.8, 0.95, 400, (40, 160)), (0.1, 0.9, 0.99, 100_000, (100, 900))],
)
def test_corrected_share_keeps_its_promise(truth, sensitivity, specificity, people, read):
    random, hits = np.random.default_rng(9), 0
    shown = truth * sensitivity + (1 - truth) * (1 - specificity)
    for _ in range(1000):
        found, cleared = random.binomial(read[0], sensitivity), random.binomial(read[1], specificity)
        sample = ReadSample(found, read[0] - found, cleared, read[1] - cleared)
        corrected = corrected_share(int(random.binomial(people, shown)), people, sample)
        hits += corrected.low <= truth <= corrected.high
    assert 0.93 < hits / 1000 < 0.98


def test_fewer_than_the_errors_explain_is_clipped_to_none():
    found = corrected_share(20, 1000, REAL)
    assert (found.share, found.low, found.state) == (0.0, 0.0, "clipped")


@pytest.mark.parametrize(
    ("sample", "state"),
    [(ReadSample(9, 0, 50, 1), "too_few"), (ReadSample(3, 17, 60, 40), "cannot_tell")],
)
def test_sample_that_cannot_tell_gives_no_share(sample, state):
    found = corrected_share(50, 1000, sample)
    assert (found.share, found.low, found.state) == (None, None, state)


def test_sample_drawn_by_doubt_is_weighted_back():
    """The unsure are read ten times as often: unweighted, the engine would look worse than it is."""
    random = np.random.default_rng(4)
    unsure = random.random(200_000) < 0.2
    truth = random.random(unsure.size) < 0.3
    wrong = random.random(unsure.size) < np.where(unsure, 0.3, 0.05)
    chance = np.where(unsure, 0.1, 0.01)
    read = random.random(unsure.size) < chance
    sample = weighted_read_sample((truth ^ wrong)[read], truth[read], chance[read])
    assert sample.sensitivity == pytest.approx(0.9, abs=0.02)
    assert sample.with_cause < truth[read].sum()


def test_equal_chances_count_whole_answers():
    found, true = np.array([1, 1, 0, 0, 1], bool), np.array([1, 0, 0, 1, 1], bool)
    assert weighted_read_sample(found, true, np.full(5, 0.5)) == ReadSample(2, 1, 1, 1)


def test_weighted_share_is_of_all_who_left():
    found = post_stratified_share([80, 20], [[40, 2]], [100, 100])
    assert found.share == pytest.approx([0.3])
    assert found.effective == pytest.approx(200**2 / (80 * 1.25**2 + 20 * 5**2))
    assert found.weights.tolist() == [1.25, 5]


def test_weighting_where_all_answered_alike_changes_nothing():
    found, plain = post_stratified_share([50, 30], [10, 9], [100, 60]), wilson_share(19, 80)
    assert (found.share[0], found.low[0], found.high[0]) == pytest.approx((plain.share, plain.low, plain.high))


def test_stratum_without_answers_is_joined_and_named():
    found = post_stratified_share([40, 0, 10], [[8, 0, 5]], [60, 30, 20])
    assert found.joined == (1, 2)
    assert found.share == pytest.approx([(60 * 0.2 + 50 * 0.5) / 110])
    assert post_stratified_share([0, 0], [[0, 0]], [5, 5]) is None


def test_weighted_share_keeps_its_promise():
    random, hits = np.random.default_rng(6), 0
    for _ in range(600):
        people = random.multinomial(1200, random.dirichlet(np.full(6, 3)))
        shares = random.uniform(0.05, 0.4, 6)
        answered = random.binomial(people, random.uniform(0.1, 0.9, 6))
        found = post_stratified_share(answered, random.binomial(answered, shares), people)
        hits += found.low[0] <= (people * shares).sum() / people.sum() <= found.high[0]
    assert 0.92 < hits / 600 < 0.98


@pytest.mark.parametrize(
    ("raw", "weighted", "answered", "reason"),
    [
        ([0.4, 0.3, 0.1, 0.05], [0.3, 0.35, 0.1, 0.05], 0.7, "order_differs"),
        ([0.4, 0.3, 0.1, 0.05], [0.4, 0.3, 0.1, 0.05], 0.7, "bounds_allow"),
        ([0.6, 0.3, 0.0], [0.6, 0.3, 0.0], 0.9, "firm"),
        ([0.6, 0.3], [0.6, 0.3], 1.0, "firm"),
        ([0.0, 0.0], [0.0, 0.0], 0.7, "nothing_to_rank"),
    ],
)
def test_silence_could_turn_the_ranking(raw, weighted, answered, reason):
    found = ranking_could_turn(raw, weighted, answered)
    assert (found.reason, found.could) == (reason, reason in ("order_differs", "bounds_allow"))


def test_ranking_says_what_the_silent_would_have_to_say():
    found = ranking_could_turn([0.5, 0.2], [0.5, 0.2], 0.8)
    assert (found.first, found.second) == (0, 1)
    assert found.needed == pytest.approx(0.3 * 0.8 / 0.2)


def test_share_of_equal_revenue_is_the_share_of_people():
    found, plain = weighted_shares_by_mrr([5 * 20.0], [5 * 400.0], 400.0, 8000.0), wilson_share(5, 20)
    assert (found.share[0], found.low[0], found.high[0]) == pytest.approx((plain.share, plain.low, plain.high))


def test_share_of_revenue_keeps_its_promise():
    random = np.random.default_rng(2)
    mrr, named = random.lognormal(5, 1, (1000, 400)), random.random((1000, 400)) < 0.2
    sums = [(mrr * named).sum(axis=1), (mrr**2 * named).sum(axis=1), mrr.sum(axis=1), (mrr**2).sum(axis=1)]
    found = [weighted_shares_by_mrr(*row) for row in zip(*sums, strict=True)]
    assert 0.93 < np.mean([one.low <= 0.2 <= one.high for one in found]) < 0.98
