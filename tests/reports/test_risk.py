"""The page of who may leave next: offered when it helps, explained in words, never known to the exit form."""

from __future__ import annotations

import ast
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from reports.models import RiskModel, RiskScore
from reports.risk import keeping
from reports.risk.keeping import run_training, under_way
from reports.risk.limits import LIMITS
from reports.risk.page import customer_risk
from reports.risk.rates import BETWEEN
from reports.risk.words import reasons_of
from reports.rollups.columns import coded, pack
from surveys.invitations import invite
from surveys.tokens import invitation_token

ROOT = Path(__file__).resolve().parents[2]
State = RiskModel.State
RANKED = {"auc": 0.8, "low": 0.7, "high": 0.88}
TENTHS = [
    {"expected": 0.01 * n, "observed": 0.01 * n, "low": 0.0, "high": 0.2, "lost": n, "base": 100} for n in range(10)
]
FIGURES = {
    "ranked": RANKED,
    "lift": 3.2,
    "rows": 1000,
    "losses": 45,
    "tenths": TENTHS,
    "baselines": [
        {"name": name, "ranked": RANKED | {"auc": 0.6}, "above": [0.2, 0.1, 0.3]} for name in ("tenure", "fading")
    ],
    "held_out": [739_000, 739_090],
    "overall": 0.03,
    "trained_rows": 9000,
    "trained_losses": 300,
    "activity": True,
    "scored": 2,
    "leaving": 0,
    "totals": [["USD", "60.00"], ["EUR", "5.00"]],
    "plans": ["team"],
    "reasons": ["activity"],
    "left_out": [],
    "rates": {"plan_tenure": {f"team{BETWEEN}12-23 months": [1.8, 40]}, "attribute:industry": {"retail": [1.4, 30]}},
}


@pytest.fixture
def model(db):
    """A model in use that groups its reasons by activity, renewal and tenure."""
    weights = {"groups": ["activity", "renewal", "tenure"]}
    return RiskModel.objects.create(state=State.ACTIVE, as_of=timezone.localdate(), figures=FIGURES, weights=weights)


@pytest.fixture
def score(model, customer):
    """Make a score: score(probability=0.2, facts={…})."""

    def make(probability=0.2, currency="USD", parts=None, **facts):
        known = {"tenure": 500, "recent": 4, "before": 36, "renewal": 35} | facts
        return RiskScore.objects.create(
            model=model,
            customer=customer(plan="team", industry="retail", currency=currency),
            probability=probability,
            loss=Decimal("50") * Decimal(str(probability)),
            currency=currency,
            plan="team",
            reason="activity",
            parts=parts or {"activity": 1.1, "renewal": 0.7, "tenure": 0.5},
            facts=known,
        )

    return make


def test_it_works(viewer, score):
    score()
    page = viewer.get("/risk/").content.decode()
    assert "Used a third as often: on 4 days of the last four weeks, on 12 of four weeks before" in page


def test_a_customer_is_explained_in_words(score, model):
    words = [reason.words for reason in reasons_of(score(), model, {})]
    assert words[1:] == [
        "Yearly contract renews in 5 weeks",
        "Customers on team with 12–23 months left 1.8 times as often as all",
    ]


@pytest.mark.parametrize(
    ("group", "facts", "words"),
    [
        ("activity", {"recent": 0}, "Not used at all for four weeks; on 12 days of four weeks before"),
        (
            "activity",
            {"recent": 12},
            "Used about as often: on 12 days of the last four weeks, on 12 of four weeks before",
        ),
        ("activity", {"recent": 2, "tenure": 10}, "Used on 2 of its first 10 days"),
        ("activity", {"recent": 1, "tenure": 2}, "Here for less than a week: its use says nothing yet"),
        ("price", {"rise": 0.18}, "Pays 18% more for the same since a change in the last three months"),
        ("causes", {"cause": "price"}, "Those of its plan and tenure who left named most often: Price"),
        ("support", {"support": 3}, "3 support contacts in the last three months"),
        ("plan", {"size": 0.8}, "Customers on team; pays more than 80 of 100 others in USD"),
        ("attribute:industry", {}, "Industry: retail left 1.4 times as often as all"),
        ("plan", {}, "Customers on team"),
    ],
)
def test_every_group_has_its_words(score, model, group, facts, words):
    made = score(parts={group: 0.9}, **facts)
    assert [reason.words for reason in reasons_of(made, model, {"industry": "retail"})] == [words]


def test_a_rate_that_points_the_other_way_is_not_said(score, model):
    made = score(parts={"attribute:industry": -0.9})
    assert [reason.words for reason in reasons_of(made, model, {"industry": "retail"})] == ["Industry: retail"]


def test_currencies_are_never_mixed_in_the_order(viewer, score):
    dollars, euros = score(currency="USD"), score(currency="EUR")
    page = viewer.get("/risk/?currency=EUR").content.decode()
    assert str(euros.customer) in page
    assert str(dollars.customer) not in page


def test_who_has_left_since_is_not_listed(viewer, score):
    gone, _there = score().customer, score()
    RiskModel.objects.update(as_of=timezone.localdate() - timedelta(days=3))
    Customer.objects.filter(pk=gone.pk).update(ended_on=timezone.localdate())
    page = viewer.get("/risk/")
    assert str(gone) not in page.content.decode()
    assert page.context["page"].shown.paginator.count == 1
    assert customer_risk(Customer.objects.get(pk=gone.pk)).score is None


def test_the_list_is_exported(viewer, score):
    score()
    (row,) = json.loads(b"".join(viewer.get("/risk.json").streaming_content))
    assert (row["probability"], row["expected_loss"], len(row["risk_reasons"])) == (0.2, 10.0, 3)


def test_before_the_first_training_it_says_what_is_needed(viewer, db):
    assert "100 losses" in viewer.get("/risk/").content.decode()


def test_too_little_history_is_said_plainly(viewer, db):
    call_command("train_risk", verbosity=0)
    page = viewer.get("/risk/").content.decode()
    assert "Losses by customers&#x27; own decision: 0; at least 100 are needed." in page


def test_no_list_where_simpler_ways_do_as_well(viewer, db):
    RiskModel.objects.create(state=State.WITHHELD, figures=FIGURES, as_of=date(2026, 1, 1))
    page = viewer.get("/risk/").content.decode()
    assert "it does no better than simpler ways" in page
    assert "By what would be lost" not in page


def test_a_doubt_is_said(viewer, model):
    model.figures["baselines"][0]["above"] = [0.02, -0.01, 0.05]
    model.save()
    assert "By chance alone it could be no better than: Tenure alone." in viewer.get("/risk/").content.decode()


def test_a_chart_is_a_file(viewer, model):
    assert viewer.get("/risk/?chart=risk-calibration.svg")["Content-Type"] == "image/svg+xml"


def test_the_limits_are_on_the_page_and_in_the_document(viewer, db):
    page = viewer.get("/risk/limits/").content.decode()
    document = " ".join((ROOT / "docs/risk.md").read_text(encoding="utf-8").split())
    assert all(str(limit.title) in page and str(limit.text) in document for limit in LIMITS)


def test_past_leavers_most_like_it_are_quoted_without_names(viewer, score, model, many):
    answers = many(12, words="Mr Miller said it is too dear.", causes=("price",), ended_on=date(2026, 1, 5))
    one = score()
    leavers = {
        "customer": np.array([answer.customer_id for answer in answers]),
        "left": np.full(12, date(2026, 1, 5).toordinal()),
        "tenure": np.full(12, 400),
        "parts": np.zeros(36, np.float32),
        "plan": coded(["team"] * 12),
    }
    RiskModel.objects.filter(pk=model.pk).update(leavers=pack(leavers))
    page = viewer.get(f"/risk/customers/{one.customer_id}/").content.decode()
    assert "Price <strong>12</strong>" in page
    assert "said it is too dear" in page
    assert "Miller" not in page


def test_few_words_are_not_shown(viewer, score, model, many):
    answers = many(4, words="Too dear for us.", ended_on=date(2026, 1, 5))
    one = score()
    numbers = {name: np.full(4, 400) for name in ("left", "tenure")}
    keys = {"customer": np.array([answer.customer_id for answer in answers])}
    leavers = keys | numbers | {"parts": np.zeros(12, np.float32), "plan": coded(["team"] * 4)}
    RiskModel.objects.filter(pk=model.pk).update(leavers=pack(leavers))
    assert "Too dear for us" not in viewer.get(f"/risk/customers/{one.customer_id}/").content.decode()


def test_a_page_of_fifty_costs_as_many_queries_as_one_of_two(viewer, score):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            viewer.get("/risk/")
        return len(asked)

    score(), score()
    few = queries()
    for _one in range(20):
        score()
    assert queries() == few


def test_surveys_cannot_import_it():
    for path in (ROOT / "surveys").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "reports" for name in names), path
            assert "risk" not in str(getattr(node, "attr", "")), path


def test_the_exit_form_is_the_same_whatever_the_risk(score, survey):
    made = score(probability=0.99)
    token = invitation_token(invite(survey, made.customer).pk)

    def form():
        with CaptureQueriesContext(connection) as asked:
            page = Client().get(reverse("invitation", kwargs={"token": token}))
        assert page.status_code == 200
        return [query["sql"] for query in asked]

    with_score = form()
    assert not any("risk" in sql for sql in with_score)


def test_a_training_under_way_is_not_begun_twice(editor, db):
    editor.post("/risk/train/")
    editor.post("/risk/train/")
    assert RiskModel.objects.count() == 1
    assert 'hx-trigger="every 2s"' in editor.get("/risk/").content.decode()


def test_a_training_that_fell_silent_has_failed(db):
    RiskModel.objects.create(state=State.RUNNING, touched_at=timezone.now() - timedelta(hours=1))
    assert under_way() is None
    assert RiskModel.objects.get().state == State.FAILED


def test_a_failure_is_kept_and_said(viewer, db, monkeypatch):
    monkeypatch.setattr(keeping, "read_history", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_training(RiskModel.objects.create())
    assert "failed" in viewer.get("/risk/").content.decode()


def test_no_two_trainings_from_the_command_line(db):
    RiskModel.objects.create(state=State.RUNNING)
    with pytest.raises(CommandError):
        call_command("train_risk")
