"""Train on the installation's own history and judge on its last months, which the model has not seen.

Two simpler ways of telling who leaves are judged in the same run on the same customer-months: fading alone, and tenure
alone. What is used afterwards is fitted once more on everything, with the same columns and the same ridge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.risk.encoding import Columns, Encoding, learn_encoding
from reports.risk.logistic import Logistic, fit_logistic
from reports.risk.measures import Ranked, Tenth, auc_difference, ranked, tenths, top_lift
from reports.risk.months import HORIZON, History, Months, columns_of, months_at
from reports.rollups.columns import Coded

# From when on a model is made: losses and months of history, losses in the months held out and in those before.
LEAST_LOSSES, LEAST_MONTHS = 100, 12
LEAST_HELD_OUT, LEAST_TRAINED = 25, 50
HELD_OUT_MONTHS = (3, 4, 5, 6)
# Customer-months trained on: every loss, and of those who stayed a sample, each of whom stands for as many as it must.
MOST_ROWS = 150_000
ROWS_AT_ONCE = 50_000
RIDGES = (300.0, 30.0, 3.0)
CHOOSING_SHARE = 0.2
PAIRS = (("tenure", "term"), ("activity_trend", "term"))
TENURE_ALONE, FADING_ALONE = ("tenure",), ("state",)
SEED = 20_240_229

Tell = Callable[[str, float], None]
Floats = NDArray[np.float64]


class TooLittle(ValueError):
    """There is not enough history; ``missing`` says what there is of each thing and how much is needed."""

    def __init__(self, missing: dict[str, tuple[int, int]]) -> None:
        super().__init__("too little history")
        self.missing = missing


@dataclass(frozen=True)
class Model:
    """What was learned: how columns become numbers, and what the numbers weigh."""

    encoding: Encoding
    logistic: Logistic

    def probabilities(self, columns: Columns) -> Floats:
        """Return the probability of leaving within 30 days of each row."""
        return self.logistic.probabilities(self.encoding.table(columns))


@dataclass(frozen=True)
class Baseline:
    """A simpler way on the same rows: its AUC and lift, and by how much the model's AUC is above, with its interval."""

    name: str
    ranked: Ranked
    lift: float
    above: tuple[float, float, float]

    @property
    def beaten(self) -> bool:
        """Say whether the model is better than this beyond chance."""
        return self.above[1] > 0


@dataclass(frozen=True)
class Judged:
    """How good the model was on the months held out: customer-months, losses, ranking, tenths, lift."""

    rows: int
    losses: int
    ranked: Ranked
    lift: float
    tenths: tuple[Tenth, ...]
    baselines: tuple[Baseline, ...]

    @property
    def helps(self) -> bool:
        """Say whether it is of use: better than a coin beyond chance, and than each simpler way at all."""
        return self.ranked.low > 0.5 and all(one.above[0] > 0 for one in self.baselines)


@dataclass(frozen=True)
class Trained:
    """The model in use, how the one before the held-out months was judged, and on what both were trained."""

    model: Model
    judged: Judged
    ridge: float
    rows: int
    sampled: int
    losses: int
    held_out_at: int


def train(history: History, tell: Tell = lambda _step, _share: None) -> Trained:
    """Return a trained model. Raises TooLittle where there is not enough to train and to judge."""
    months = [months_at(history, at) for at in range(history.months)]
    held_out_at = split(history, months)
    tell("choosing", 0.3)
    before, counts = sample(months[:held_out_at])
    columns = columns_of(history, before)
    ridge = _best_ridge(columns, before, counts)
    tell("judging", 0.45)
    judging = _fit(columns, before, counts, ridge)
    judged = _judge(history, months[held_out_at:], judging, _simpler(columns, before, counts))
    tell("fitting", 0.65)
    everything, counts = sample(months)
    model = _fit(columns_of(history, everything), everything, counts, ridge)
    return Trained(
        model=model,
        judged=judged,
        ridge=ridge,
        rows=sum(map(len, months)),
        sampled=len(everything),
        losses=int(everything.left.sum()),
        held_out_at=held_out_at,
    )


def split(history: History, months: list[Months]) -> int:
    """Return the place of the first month that is held out: the last three, or up to six where losses are few.

    Raises TooLittle with what is missing.
    """
    losses = [int(month.left.sum()) for month in months]
    total = sum(losses)
    missing = {"losses": (total, LEAST_LOSSES), "months": (history.months, LEAST_MONTHS)}
    if total < LEAST_LOSSES or history.months < LEAST_MONTHS:
        raise TooLittle(missing)
    if total == sum(map(len, months)):
        raise TooLittle(missing | {"staying": (0, 1)})
    held = next((n for n in HELD_OUT_MONTHS if sum(losses[-n:]) >= LEAST_HELD_OUT), HELD_OUT_MONTHS[-1])
    trained = sum(losses[:-held])
    if total - trained < LEAST_HELD_OUT or trained < LEAST_TRAINED:
        parts = {"held_out": (total - trained, LEAST_HELD_OUT), "trained": (trained, LEAST_TRAINED)}
        raise TooLittle(missing | parts)
    return len(months) - held


def sample(months: list[Months], most: int = MOST_ROWS) -> tuple[Months, Floats]:
    """Return the rows to train on and how many each stands for: losses first, those who stayed drawn evenly."""
    everything = months[0]
    for other in months[1:]:
        everything = everything.joined(other)
    rng = np.random.default_rng(SEED)
    parts, counts = [], []
    for left, room in ((True, most // 2), (False, most - min(most // 2, int(everything.left.sum())))):
        rows = np.flatnonzero(everything.left == left)
        drawn = np.sort(rng.choice(rows, room, replace=False)) if len(rows) > room else rows
        parts.append(drawn)
        counts.append(np.full(len(drawn), len(rows) / max(len(drawn), 1)))
    return everything.take(np.concatenate(parts)), np.concatenate(counts)


def activity_states(columns: Columns) -> Columns:
    """Return the state of each row's activity by the definition: silent, fading, active, or not known."""
    now, trend = np.asarray(columns["activity"]), np.asarray(columns["activity_trend"])
    fading = trend < np.log(0.5)
    codes = np.select([np.isnan(now), now == 0, fading], [1, 2, 3], 4)
    return {"state": Coded(codes.astype(np.int32), ("", "unknown", "silent", "fading", "active"))}


def _fit(columns: Columns, months: Months, counts: Floats, ridge: float) -> Model:
    encoding = learn_encoding(columns, counts, PAIRS)
    return Model(encoding, fit_logistic(encoding.table(columns), months.left, counts, ridge))


def _best_ridge(columns: Columns, months: Months, counts: Floats) -> float:
    """Return the ridge that foretells the last fifth of the training days best, when fitted on the days before."""
    edge = np.quantile(months.at, 1 - CHOOSING_SHARE)
    early, late = np.flatnonzero(months.at < edge), np.flatnonzero(months.at >= edge)
    if not (_both(months.left[early]) and _both(months.left[late])):
        return RIDGES[1]
    taken = _taken(columns, early)
    encoding = learn_encoding(taken, counts[early], PAIRS)
    table, after = encoding.table(taken), encoding.table(_taken(columns, late))
    losses = []
    fitted: Logistic | None = None
    for ridge in RIDGES:
        fitted = fit_logistic(table, months.left[early], counts[early], ridge, fitted)
        odds = fitted.log_odds(after)
        losses.append(float(counts[late] @ (np.logaddexp(0, odds) - np.where(months.left[late], odds, 0))))
    return RIDGES[int(np.argmin(losses))]


def _simpler(columns: Columns, months: Months, counts: Floats) -> dict[str, Model]:
    """Return the two simpler models: tenure alone, and the states of activity alone."""
    return {
        "tenure": _fit({"tenure": columns["tenure"]}, months, counts, 1.0),
        "fading": _fit(activity_states(columns), months, counts, 1.0),
    }


def _judge(history: History, months: list[Months], model: Model, simpler: dict[str, Model]) -> Judged:
    """Return how good the models are on every customer-month held out; none is left out or weighted."""
    found: dict[str, list[Floats]] = {name: [] for name in ("", *simpler)}
    left = []
    for month in months:
        for at in range(0, len(month), ROWS_AT_ONCE):
            part = month.take(slice(at, at + ROWS_AT_ONCE))
            columns = columns_of(history, part)
            found[""].append(model.probabilities(columns))
            found["tenure"].append(simpler["tenure"].probabilities(columns))
            found["fading"].append(simpler["fading"].probabilities(activity_states(columns)))
            left.append(part.left)
    events = np.concatenate(left)
    scores = {name: np.concatenate(parts) for name, parts in found.items()}
    baselines = [
        Baseline(
            name,
            ranked(scores[name], events),
            top_lift(scores[name], events),
            auc_difference(scores[""], scores[name], events),
        )
        for name in simpler
    ]
    own = scores[""]
    judged = ranked(own, events), top_lift(own, events), tuple(tenths(own, events))
    return Judged(len(events), int(events.sum()), *judged, tuple(baselines))


def _taken(columns: Columns, rows: NDArray[np.int64]) -> Columns:
    return {name: column.take(rows) if isinstance(column, Coded) else column[rows] for name, column in columns.items()}


def _both(events: NDArray[np.bool_]) -> bool:
    return bool(events.any() and not events.all())


def held_out_days(history: History, trained: Trained) -> tuple[int, int]:
    """Return the first and the last day of what was held out, as ordinals; the last is not among them."""
    return int(history.days[trained.held_out_at]), int(history.days[-2]) + HORIZON
