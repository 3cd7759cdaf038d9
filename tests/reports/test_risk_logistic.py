"""The model's own arithmetic against others' and against what can be worked out by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from reports.risk.encoding import learn_encoding
from reports.risk.logistic import fit_logistic
from reports.risk.measures import auc_difference, ranked, tenths, top_lift
from reports.rollups.columns import coded


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    table = rng.normal(size=(600, 4)) * [1, 3, 0.2, 1]
    events = rng.random(600) < 1 / (1 + np.exp(2 - table @ [1, -0.3, 2, 0]))
    return table, events, rng.uniform(0.5, 3, 600)


@pytest.mark.parametrize("ridge", [0.1, 1.0, 50.0])
def test_it_equals_scikit_learn(rows, ridge):
    table, events, counts = rows
    other = LogisticRegression(C=1 / ridge, tol=1e-10, max_iter=5000).fit(table, events, sample_weight=counts)
    own = fit_logistic(table, events, counts, ridge)
    assert [own.intercept, *own.weights] == pytest.approx([other.intercept_[0], *other.coef_[0]], abs=1e-5)


def test_where_it_begins_changes_nothing(rows):
    table, events, counts = rows
    near = fit_logistic(table, events, counts, 100.0)
    assert fit_logistic(table, events, counts, 1.0, near).weights == pytest.approx(
        fit_logistic(table, events, counts, 1.0).weights, abs=1e-6
    )


def test_perfect_separation_stays_finite():
    values = np.linspace(-1, 1, 200)[:, np.newaxis]
    own = fit_logistic(values, values[:, 0] > 0, np.ones(200), 1.0)
    assert np.isfinite([own.intercept, *own.weights]).all()


@pytest.mark.parametrize("events", [np.zeros(10, bool), np.ones(10, bool)])
def test_events_of_one_kind_teach_nothing(events):
    with pytest.raises(ValueError, match="one kind"):
        fit_logistic(np.ones((10, 1)), events, np.ones(10), 1.0)


def test_a_row_that_counts_twice_is_two_rows(rows):
    table, events, _counts = rows
    once = fit_logistic(table, events, np.full(600, 2.0), 1.0)
    twice = fit_logistic(np.vstack([table, table]), np.tile(events, 2), np.ones(1200), 1.0)
    assert once.weights == pytest.approx(twice.weights, abs=1e-8)


def test_the_auc_equals_scikit_learn(rows):
    table, events, _counts = rows
    scores = np.round(table[:, 1], 1)
    assert ranked(scores, events).auc == pytest.approx(roc_auc_score(events, scores))


def test_the_interval_holds_the_true_auc_as_often_as_it_says():
    rng = np.random.default_rng(1)
    true, held = 0.7602, 0
    for _one in range(400):
        events = np.arange(300) < 60
        found = ranked(rng.normal(size=300) + events, events)
        held += found.low <= true <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_the_same_ranking_differs_by_nothing(rows):
    table, events, _counts = rows
    assert auc_difference(table[:, 0], table[:, 0] * 2, events) == pytest.approx((0, 0, 0))


def test_tenths_and_lift_by_hand():
    probabilities, events = np.arange(100) / 100, np.arange(100) >= 95
    found = tenths(probabilities, events)
    assert (found[9].lost, found[9].base, found[9].observed, found[0].lost) == (5, 10, 0.5, 0)
    assert top_lift(probabilities, events) == 10


def test_rows_alike_at_the_edge_of_the_tenth_count_by_chance():
    events = np.arange(100) >= 95
    two = np.where(np.arange(100) >= 80, 1.0, 0.0)
    assert (top_lift(np.zeros(100), events), top_lift(two, events)) == (pytest.approx(1), pytest.approx(5))


def test_the_worked_cases_of_the_definitions():
    pairs = ranked(np.array([0.8, 0.4, 0.5, 0.3]), np.array([True, True, False, False]))
    places = np.arange(100)
    lift = top_lift(-places.astype(float), (places < 4) | ((places >= 50) & (places < 56)))
    assert (pairs.auc, lift, 0.08 * 250) == (0.75, pytest.approx(4.0), 20)


def test_unknown_numbers_are_a_number_of_their_own():
    values = np.array([1.0, 2.0, np.nan, np.inf, 3.0] * 20)
    encoding = learn_encoding({"x": values}, np.ones(100))
    assert encoding.table({"x": values}).shape == (100, 2)
    assert np.isfinite(encoding.table({"x": values})).all()


def test_columns_that_tell_nothing_are_left_out():
    columns = {"same": np.ones(50), "text": coded(["a"] * 50), "empty": np.full(50, np.nan)}
    assert learn_encoding(columns, np.ones(50)).groups == ()


def test_numbers_outside_what_was_seen_count_as_its_end():
    encoding = learn_encoding({"x": np.arange(100.0)}, np.ones(100))
    far, end = (encoding.table({"x": np.array([value])}) for value in (1e9, 99.0))
    assert far.tolist() == end.tolist()


def test_parts_add_up_to_the_log_odds():
    rng = np.random.default_rng(2)
    columns = {"x": rng.normal(size=300), "plan": coded([["a", "b"][one] for one in rng.integers(0, 2, 300)])}
    encoding = learn_encoding(columns, np.ones(300), [("x", "plan")])
    weights = rng.normal(size=encoding.table(columns).shape[1])
    table = encoding.table(columns)
    assert encoding.shares(table, weights).sum(axis=1) == pytest.approx(table @ weights)
