"""The page of who may leave next: what is trained, how good it is, and the customers by what would be lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from reports.labels import reader_language
from reports.models import RiskModel, RiskScore
from reports.risk.alike import Alike, past_leavers_alike
from reports.risk.keeping import under_way
from reports.risk.words import Reason, baseline_label, reasons_of

State = RiskModel.State
LINES = 50
REASONS_SHOWN = 2
# After so long, it is time to train anew.
OLD_AFTER = timedelta(days=60)
ORDERS = ("loss", "probability")


@dataclass(frozen=True)
class Sought:
    """What the list is narrowed to, and its order: ``loss`` (probability × MRR) or ``probability``."""

    currency: str = ""
    plan: str = ""
    reason: str = ""
    order: str = "loss"

    def query(self) -> str:
        """Return the query string that asks for the same; what is usual is left out."""
        fields = {"currency": self.currency, "plan": self.plan, "reason": self.reason}
        fields |= {"order": self.order if self.order != ORDERS[0] else ""}
        return urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True)
class Line:
    """A customer of the list, with what makes it likely to leave, what adds most first."""

    score: RiskScore
    reasons: list[Reason]


@dataclass(frozen=True)
class Ranking:
    """A way of telling who leaves, and how often it ranks the right one of two higher.

    ``lift`` is None where a training did not tell it: those before it was worked out of simpler ways.
    """

    label: str
    lift: float | None
    share: float
    low: float
    high: float
    above: tuple[float, float, float] | None


@dataclass(frozen=True)
class RiskPage:
    """The page. ``model`` is the training it speaks of (in use, or why none is), None before the first."""

    model: RiskModel | None
    running: RiskModel | None
    failed: RiskModel | None
    sought: Sought
    shown: Page[RiskScore] | None
    lines: list[Line]
    rankings: list[Ranking]
    totals: list[tuple[str, Decimal]]
    old: bool
    today: date

    @property
    def offered(self) -> bool:
        """Say whether there is a list."""
        return self.model is not None and self.model.state == State.ACTIVE


def risk_page(given: Mapping[str, Any]) -> RiskPage:
    """Return the page as it is asked for; what does not exist is passed over."""
    running = under_way()
    ended = RiskModel.objects.filter(state__in=(State.ACTIVE, State.WITHHELD, State.SHORT))
    model, latest = ended.defer("leavers", "weights").first(), RiskModel.objects.defer("leavers", "weights").first()
    sought = read_sought(given, model)
    figures = model.figures if model else {}
    shown, lines = None, []
    if model and model.state == State.ACTIVE:
        shown = _Counted(model, sought).get_page(given.get("page"))
        lines = lines_of(shown.object_list, model)
    return RiskPage(
        model=model,
        running=running,
        failed=latest if latest and latest.state == State.FAILED else None,
        sought=sought,
        shown=shown,
        lines=lines,
        rankings=_rankings(figures) if "ranked" in figures else [],
        totals=[(currency, Decimal(loss)) for currency, loss in figures.get("totals", [])],
        old=bool(model and model.as_of and model.as_of < timezone.localdate() - OLD_AFTER),
        today=timezone.localdate(),
    )


def read_sought(given: Mapping[str, Any], model: RiskModel | None) -> Sought:
    """Return what the list is narrowed to; by the loss it is of one currency, for currencies are never mixed."""
    figures = model.figures if model else {}
    asked = {name: given.get(name, "") for name in ("currency", "plan", "reason", "order")}
    known = {name: figures.get(f"{name}s", []) for name in ("plan", "reason")}
    currencies = [currency for currency, _loss in figures.get("totals", [])]
    order = asked["order"] if asked["order"] in ORDERS else ORDERS[0]
    currency = asked["currency"] if asked["currency"] in currencies else ""
    if order == ORDERS[0] and not currency and currencies:
        currency = currencies[0]
    narrowed = {name: asked[name] if asked[name] in values else "" for name, values in known.items()}
    return Sought(currency, narrowed["plan"], narrowed["reason"], order)


def scores_sought(model: RiskModel, sought: Sought) -> QuerySet[RiskScore]:
    """Return the scores that are asked for, highest first; by the loss, those of which it is known."""
    scores = RiskScore.objects.filter(model=model)
    narrowed = {"plan": sought.plan, "reason": sought.reason}
    scores = scores.filter(**{name: value for name, value in narrowed.items() if value})
    if sought.order == ORDERS[0]:
        scores = scores.filter(currency=sought.currency, loss__isnull=False)
    elif sought.currency:
        scores = scores.filter(currency=sought.currency)
    return scores.order_by(f"-{sought.order}", "pk")


def still_there(scores: QuerySet[RiskScore]) -> QuerySet[RiskScore]:
    """Return scores of those who have not left since the training, with their customers."""
    today = timezone.localdate()
    return scores.filter(Q(customer__ended_on=None) | Q(customer__ended_on__gt=today)).select_related("customer")


class _Counted(Paginator):
    """Pages of those who are still there; who left since is counted alone, not looked for among all."""

    def __init__(self, model: RiskModel, sought: Sought) -> None:
        scores = scores_sought(model, sought)
        super().__init__(still_there(scores), LINES)
        self.number = scores.count() - _gone_since(model, sought)

    @property
    def count(self) -> int:
        """How many there are."""
        return self.number


def _gone_since(model: RiskModel, sought: Sought) -> int:
    """Return how many of those asked for have left since the training: few, found by customer."""
    gone = Customer.objects.filter(ended_on__gt=model.as_of, ended_on__lte=timezone.localdate())
    scores = RiskScore.objects.filter(model=model, customer__in=gone.values("pk"))
    wanted = {name: getattr(sought, name) for name in ("currency", "plan", "reason")}
    by_loss = sought.order == ORDERS[0]
    return sum(
        all(one[name] == value for name, value in wanted.items() if value) and not (by_loss and one["loss"] is None)
        for one in scores.values(*wanted, "loss")
    )


def lines_of(scores: Any, model: RiskModel) -> list[Line]:
    """Return scores with what makes leaving more likely, in words."""
    return [Line(score, [one for one in _reasons(score, model) if one.raises]) for score in scores]


@dataclass(frozen=True)
class CustomerRisk:
    """What is said of one customer; ``alike`` only where it is asked for. ``score`` is None where nothing is said."""

    customer: Customer
    model: RiskModel | None
    score: RiskScore | None
    reasons: list[Reason]
    alike: Alike | None = None

    @property
    def average(self) -> float:
        """The share of all customer-months in the training that ended in leaving."""
        return float(self.model.figures.get("overall", 0.0)) if self.model else 0.0

    @property
    def times(self) -> float | None:
        """How many times as likely as on average it is to leave; None where nothing is said."""
        return self.score.probability / self.average if self.score and self.average else None


def customer_risk(customer: Customer, with_alike: bool = False) -> CustomerRisk:
    """Return what the model in use says of a customer; nothing of one who has left or came after the training."""
    models = RiskModel.objects.filter(state=State.ACTIVE)
    model = (models if with_alike else models.defer("leavers", "weights")).first()
    score = RiskScore.objects.filter(model=model, customer=customer).first() if model else None
    gone = customer.ended_on is not None and customer.ended_on <= timezone.localdate()
    if model is None or score is None or gone:
        return CustomerRisk(customer, model, None, [])
    score.customer = customer
    alike = past_leavers_alike(score, model, reader_language()) if with_alike else None
    return CustomerRisk(customer, model, score, _reasons(score, model), alike)


def export_rows(model: RiskModel, sought: Sought) -> Iterator[dict[str, Any]]:
    """Yield a row for every customer that is asked for."""
    for score in still_there(scores_sought(model, sought)).iterator(2_000):
        raising = [reason.words for reason in _reasons(score, model) if reason.raises]
        yield {
            "ref": score.customer.ref,
            "name": score.customer.name,
            "plan": score.plan,
            "currency": score.currency,
            "mrr": score.customer.mrr,
            "probability": round(score.probability, 4),
            "expected_loss": score.loss,
            "risk_reasons": raising[:3],
        }


RISK = ("ref", "name", "plan", "currency", "mrr", "probability", "expected_loss", "risk_reasons")


def _reasons(score: RiskScore, model: RiskModel) -> list[Reason]:
    attributes = {name: str(value) for name, value in score.customer.attributes.items()}
    return reasons_of(score, model, attributes)


def _rankings(figures: Mapping[str, Any]) -> list[Ranking]:
    own = figures["ranked"]
    found = [Ranking(_("The model"), figures["lift"], own["auc"], own["low"], own["high"], None)]
    for one in figures["baselines"]:
        its = one["ranked"]
        label, lift = baseline_label(one["name"]), one.get("lift")
        found.append(Ranking(label, lift, its["auc"], its["low"], its["high"], tuple(one["above"])))
    return found
