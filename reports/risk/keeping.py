"""Train, judge, store: one run from the button or the command, saying how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from customers.bulk import insert_rows
from reports.models import RiskModel, RiskScore
from reports.risk.months import History, columns_of, months_at, read_history
from reports.risk.rates import observed_rates
from reports.risk.scoring import groups_of, packed_leavers, scores_now, there_now
from reports.risk.training import TooLittle, Trained, held_out_days, sample, train

logger = logging.getLogger("parting_words.risk")

State = RiskModel.State
UNDER_WAY = (State.WAITING, State.RUNNING)
# Who has said nothing for so long is not alive any more.
SILENT_FOR = timedelta(minutes=10)
STORED_AT_ONCE = 2_000
REMOVED_AT_ONCE = 5_000


@dataclass
class Teller:
    """Says how far a training is, to the row that the page reads, and to whoever listens."""

    kept: RiskModel
    listen: Callable[[str, float], None] | None = None

    def __call__(self, step: str, share: float) -> None:
        self.kept.step, self.kept.progress, self.kept.touched_at = step, share, timezone.now()
        self.kept.save(update_fields=["step", "progress", "touched_at"])
        if self.listen:
            self.listen(step, share)


def under_way() -> RiskModel | None:
    """Return the training that is waiting or running; one that has fallen silent is marked as failed."""
    RiskModel.objects.filter(state__in=UNDER_WAY, touched_at__lt=timezone.now() - SILENT_FOR).update(
        state=State.FAILED, finished_at=timezone.now()
    )
    return RiskModel.objects.filter(state__in=UNDER_WAY).first()


def run_training(kept: RiskModel, listen: Callable[[str, float], None] | None = None) -> RiskModel:
    """Train into a waiting row: it ends in use, withheld or short, or failed (and the failure is raised)."""
    tell = Teller(kept, listen)
    kept.state = State.RUNNING
    kept.save(update_fields=["state"])
    try:
        _train(kept, tell)
    except Exception:
        kept.state, kept.finished_at = State.FAILED, timezone.now()
        kept.save(update_fields=["state", "finished_at"])
        raise
    logger.info("trained", extra={"fields": {"state": kept.state}})
    return kept


def _train(kept: RiskModel, tell: Teller) -> None:
    tell("reading", 0.05)
    history = read_history()
    kept.as_of = history.as_of
    about = {
        "customers": int(history.spans.people),
        "months": history.months,
        "left_out": list(history.attributes.left_out),
        "activity": bool((history.activity.recent >= 0).any()),
    }
    try:
        trained = train(history, tell)
    except TooLittle as short:
        kept.figures = about | {"missing": short.missing}
        _finish(kept, State.SHORT)
        return
    kept.figures = about | _figures(history, trained)
    if not trained.judged.helps:
        _finish(kept, State.WITHHELD)
        return
    _keep(kept, history, trained, tell)
    _finish(kept, State.ACTIVE)


def _figures(history: History, trained: Trained) -> dict[str, Any]:
    begin, end = held_out_days(history, trained)
    return asdict(trained.judged) | {
        "ridge": trained.ridge,
        "trained_rows": trained.rows,
        "sampled_rows": trained.sampled,
        "trained_losses": trained.losses,
        "held_out": [begin, end],
    }


def _keep(kept: RiskModel, history: History, trained: Trained, tell: Teller) -> None:
    """Store weights, rates, leavers and scores; nobody sees any of it before the model is in use."""
    model = trained.model
    months = [month for at in range(history.months) if len(month := months_at(history, at))]
    drawn, counts = sample(months)
    overall, rates = observed_rates(columns_of(history, drawn), drawn.left, counts)
    now, leaving = there_now(history)
    kept.figures |= {"overall": overall, "rates": rates, "scored": len(now), "leaving": leaving}
    kept.weights = {
        "encoding": model.encoding.as_json(),
        "intercept": model.logistic.intercept,
        "weights": model.logistic.weights.tolist(),
        "groups": groups_of(model),
    }
    kept.leavers = packed_leavers(history, model, months)
    kept.save(update_fields=["as_of", "figures", "weights", "leavers"])
    stored = 0
    for rows in scores_now(history, model, kept):
        # Short transactions: respondents who answer meanwhile must not wait.
        for at in range(0, len(rows), STORED_AT_ONCE):
            with transaction.atomic():
                insert_rows(rows[at : at + STORED_AT_ONCE])
            stored += len(rows[at : at + STORED_AT_ONCE])
        tell("storing", 0.75 + 0.2 * stored / max(len(now), 1))
    kept.figures |= _what_there_is(kept)


def _what_there_is(kept: RiskModel) -> dict[str, Any]:
    """Return the expected loss by currency, that of most customers first, and what the list can be narrowed to."""
    totals = kept.scores.values("currency").annotate(loss=Sum("loss"), n=Count("pk")).order_by("-n", "currency")
    return {
        "without_mrr": kept.scores.filter(loss=None).count(),
        # A list: what JSON keeps by name, PostgreSQL puts in an order of its own.
        "totals": [[one["currency"], f"{one['loss'] or 0:.2f}"] for one in totals],
        "plans": sorted(kept.scores.exclude(plan="").order_by().values_list("plan", flat=True).distinct()),
        "reasons": sorted(kept.scores.exclude(reason="").order_by().values_list("reason", flat=True).distinct()),
    }


def _finish(kept: RiskModel, state: str) -> None:
    """Put a training in the place of the one before it, and remove the scores that nobody reads any more."""
    with transaction.atomic():
        RiskModel.objects.filter(state=State.ACTIVE).update(state=State.REPLACED)
        kept.state, kept.finished_at, kept.progress = state, timezone.now(), 1.0
        kept.save()
    old = RiskScore.objects.exclude(model__state=State.ACTIVE).order_by("pk")
    while keys := list(old.values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
        RiskScore.objects.filter(pk__in=keys).delete()
