"""The documentation names every key of a mapping, and its examples work."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from customers.importing.events import SHAPE as EVENT_SHAPE
from customers.importing.mapping import SHAPE
from customers.importing.subscriptions_mapping import SHAPE as SUBSCRIPTION_SHAPE
from customers.models import Customer
from surveys.default_survey import ensure_default_survey
from surveys.import_mapping import SHAPE as RESPONSE_SHAPE
from surveys.models import Response

DOCS = Path(settings.BASE_DIR) / "docs"


def _keys(shape: dict) -> set[str]:
    inner = {key for table in shape.values() if isinstance(table, dict) for key in table}
    return (set(shape) | inner) - {"*"}


def _example(name: str) -> Path:
    return DOCS / "examples" / f"telco-{name}.toml"


@pytest.fixture
def telco_table(tmp_path):
    """A table with the columns that the examples name: one customer kept, one lost."""
    customers, responses = (tomllib.loads(_example(name).read_text()) for name in ("customers", "responses"))
    header = dict.fromkeys([*customers["columns"].values(), *customers["attributes"], responses["columns"]["words"]])
    shared = dict.fromkeys(header, "x") | {"Tenure Months": "12", "Monthly Charges": "70.5", "Contract": "One year"}
    kept = shared | {"CustomerID": "1", "Churn Label": "No", "Churn Reason": ""}
    lost = shared | {"CustomerID": "2", "Churn Label": "Yes", "Churn Reason": "It cost too much"}
    with (tmp_path / "telco.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows([kept, lost])
    return tmp_path / "telco.csv"


@pytest.mark.parametrize("shape", [SHAPE, RESPONSE_SHAPE, EVENT_SHAPE, SUBSCRIPTION_SHAPE])
def test_every_key_is_documented(shape):
    text = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("importing.md", "customers.md"))
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]+`", text))))
    assert _keys(shape) <= named


@pytest.mark.django_db
def test_the_examples_import_customers_and_reasons(telco_table, import_file):
    ensure_default_survey()
    assert "2 created" in import_file(telco_table, _example("customers").read_text()).out
    assert "1 recorded" in import_file(telco_table, _example("responses").read_text(), "import_responses").out
    lost = Customer.objects.get(ref="2")
    assert (lost.started_on, lost.ended_on, lost.ending) == (date(2024, 9, 30), date(2025, 9, 30), "voluntary")
    response = Response.objects.get(customer=lost)
    assert (response.segment["contract"], response.verbatim()) == ("One year", "It cost too much")
