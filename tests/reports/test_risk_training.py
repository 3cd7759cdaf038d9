"""What was planted in a history is found again, nothing else is, and nothing of the future is known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from reports.risk import training
from reports.risk.months import activity_by_week, columns_of, months_at
from reports.risk.scoring import groups_of, scored, there_now
from reports.risk.training import LEAST_LOSSES, LEAST_MONTHS, TooLittle, sample, train
from reports.rollups.columns import Coded
from tests.reports.planted_risk import Planted, constant, ended_from, planted_history

NOTHING = Planted(base=-3.0, starter=0, fading=0, month=0)


@cache
def told():
    return planted_history()


@cache
def trained():
    return train(told())


def parts_now(group):
    """What a group adds to the log odds of those who are there now, and whether they fade and are starters."""
    now, _leaving = there_now(told())
    found = scored(told(), trained().model, now)
    columns = columns_of(told(), now)
    fading = np.asarray(columns["activity_trend"]) < np.log(0.5)
    return found.parts[:, groups_of(trained().model).index(group)], fading, columns["plan"].equals("starter")


def test_use_of_who_is_new_is_taken_by_the_week_since_the_start():
    few = np.array([1, 4, 8]), np.array([-1, -1, 48]), np.array([3, 14, 140])
    found = activity_by_week(few[0].astype(float), few[1].astype(float), few[2])
    assert found["activity"].tolist() == pytest.approx([np.nan, 2, 2], nan_ok=True)


def test_it_ranks_better_than_tenure_and_fading_alone():
    judged = trained().judged
    assert judged.helps
    assert all(one.beaten for one in judged.baselines)


def test_the_planted_effect_of_a_plan_is_found():
    part, _fading, starter = parts_now("plan")
    assert part[starter].mean() - part[~starter].mean() == pytest.approx(1.2, abs=0.4)


def test_the_planted_effect_of_fading_is_found():
    part, fading, _starter = parts_now("activity")
    assert part[fading].mean() - part[~fading].mean() == pytest.approx(2.0, abs=0.5)


def test_longer_customers_are_found_to_leave_less():
    part, _fading, _starter = parts_now("tenure")
    now, _leaving = there_now(told())
    tenure = np.asarray(columns_of(told(), now)["tenure"])
    assert np.corrcoef(part, tenure)[0, 1] < -0.8


def test_probabilities_are_right_on_average():
    judged = trained().judged
    expected = np.mean([tenth.expected for tenth in judged.tenths])
    assert expected == pytest.approx(judged.losses / judged.rows, rel=0.25)


def test_the_same_history_gives_the_same_model():
    again = train(planted_history())
    assert again.model.logistic.weights.tolist() == trained().model.logistic.weights.tolist()


def test_where_nothing_was_planted_nothing_is_offered():
    judged = train(planted_history(NOTHING)).judged
    assert judged.ranked.low < 0.5 < judged.ranked.high + 0.03
    assert not judged.helps


def test_shuffled_losses_cannot_be_foretold(monkeypatch):
    rng = np.random.default_rng(5)

    def shuffled(history, at):
        months = months_at(history, at)
        return replace(months, left=rng.permutation(months.left))

    monkeypatch.setattr(training, "months_at", shuffled)
    assert train(told()).judged.ranked.auc == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("at", [3, 12, 20])
def test_nothing_that_came_after_a_day_is_known_on_it(at):
    history = told()
    day = int(history.days[at])
    spans, _kept = ended_from(history.spans, day)
    later = np.arange(len(history.days)) > at
    blank = replace(history.activity, recent=np.where(later, 0, history.activity.recent).astype(np.int16))
    months = months_at(history, at)
    then = columns_of(replace(history, spans=spans, activity=blank), months)
    for name, column in columns_of(history, months).items():
        values = [one.texts() if isinstance(one, Coded) else one.tolist() for one in (column, then[name])]
        assert np.array_equal(*map(np.array, values), equal_nan=values[0] and not isinstance(values[0][0], str)), name


def test_involuntary_losses_are_not_foretold():
    spans = told().spans
    failed = Coded(np.where(spans.chain_end > 0, 1, 0).astype(np.int32), ("", "involuntary"))
    history = replace(told(), spans=replace(spans, ending=failed))
    assert not any(months_at(history, at).left.any() for at in range(history.months))


def test_a_sample_stands_for_everybody():
    months = [months_at(told(), at) for at in range(told().months)]
    drawn, counts = sample(months, most=2_000)
    assert len(drawn) <= 2_000
    assert counts[~drawn.left].sum() == pytest.approx(sum(int((~month.left).sum()) for month in months))


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"people": 60}, ("losses", LEAST_LOSSES)),
        ({"months": 8}, ("months", LEAST_MONTHS)),
        ({"effects": Planted(base=-60)}, ("losses", LEAST_LOSSES)),
    ],
)
def test_too_little_history_says_what_is_missing(changes, missing):
    with pytest.raises(TooLittle) as refused:
        train(planted_history(**changes))
    there, needed = refused.value.missing[missing[0]]
    assert there < needed == missing[1]


def test_where_everybody_leaves_there_is_nothing_to_tell_apart():
    with pytest.raises(TooLittle):
        train(planted_history(Planted(base=60)))


def test_it_works_without_any_activity():
    found = train(planted_history(told=False))
    assert "activity" not in found.model.encoding.groups
    assert next(one for one in found.judged.baselines if one.name == "fading").ranked.auc == 0.5


def test_it_works_with_one_plan_only():
    history = planted_history()
    history = replace(history, spans=replace(history.spans, plan=constant(history.spans.plan)))
    assert "plan" not in train(history).model.encoding.groups


def test_unknown_revenue_is_no_obstacle():
    history = planted_history()
    sizes = np.where(np.arange(len(history.sizes)) % 3 == 0, np.nan, history.sizes)
    found = train(replace(history, sizes=sizes))
    assert np.isfinite(found.model.logistic.weights).all()
