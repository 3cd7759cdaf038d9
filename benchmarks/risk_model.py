"""Hold the hazard model against gradient boosting on IBM's sample of a telecom company.

    python benchmarks/risk_model.py FOLDER [SPLITS]

FOLDER holds telco_customers.csv (7,043 customers with their tenure in months, 1,869 of them lost; not part of this
repository). It is a cross-section: customer-months are made of each customer's tenure, with what is known of it now.
Seven in ten customers are trained on; the others, all their months, are held out. Prints a line for each split and
ends with an error where the model is more than 0.02 of AUC below the reference (scikit-learn's
HistGradientBoostingClassifier as it comes), by customer-month or by customer.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

ALLOWED = 0.02
RIDGE = 10.0
TENURE, CHARGE, LOST = "Tenure Months", "Monthly Charges", "Churn Value"
TEXTS = (
    "Gender", "Senior Citizen", "Partner", "Dependents", "Phone Service", "Multiple Lines", "Internet Service",
    "Online Security", "Online Backup", "Device Protection", "Tech Support", "Streaming TV", "Streaming Movies",
    "Contract", "Paperless Billing", "Payment Method",
)  # fmt: skip
PAIRS = ((TENURE, "Contract"),)


def columns_of(customers, months):
    """Return the columns of customer-months as the model takes them; total charges would tell the tenure's end."""
    from reports.rollups.columns import coded

    texts = {name: coded(customers[name].astype(str).tolist()) for name in TEXTS}
    return {TENURE: months.astype(float), CHARGE: customers[CHARGE].to_numpy(float), **texts}


def months_of(customers):
    """Return the customer and the number of each customer-month, and whether the customer left in it."""
    tenure = customers[TENURE].to_numpy().clip(1)
    row = np.repeat(np.arange(len(customers)), tenure)
    month = np.concatenate([np.arange(1, size + 1) for size in tenure])
    left = (month == tenure[row]) & (customers[LOST].to_numpy()[row] == 1)
    return customers.iloc[row], month, left


def own(train, left, held_out):
    """Return the model's log odds of what is held out, and the seconds that training took."""
    from reports.risk.encoding import learn_encoding
    from reports.risk.logistic import fit_logistic

    began = time.perf_counter()
    counts = np.ones(len(left))
    encoding = learn_encoding(train, counts, PAIRS)
    model = fit_logistic(encoding.table(train), left, counts, RIDGE)
    return model.log_odds(encoding.table(held_out)), time.perf_counter() - began


def reference(train, left, held_out):
    """Return what gradient boosting says of the same rows and columns."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    def table(columns):
        return np.column_stack([getattr(column, "codes", column) for column in columns.values()])

    # Text is coded over all rows at once, so that a code means the same on both sides.
    model = HistGradientBoostingClassifier(random_state=0, categorical_features=list(range(2, 2 + len(TEXTS))))
    return model.fit(table(train), left).predict_proba(table(held_out))[:, 1]


def taken(columns, rows):
    return {name: column.take(rows) if hasattr(column, "codes") else column[rows] for name, column in columns.items()}


def measured(customers, months, left, held_out):
    """Return both AUCs on the rows held out, with their intervals, and the seconds of the model's training."""
    from reports.risk.measures import auc_difference, ranked

    columns = columns_of(customers, months)
    train, test = taken(columns, ~held_out), taken(columns, held_out)
    scores, seconds = own(train, left[~held_out], test)
    others = reference(train, left[~held_out], test)
    events = left[held_out]
    return ranked(scores, events), ranked(others, events), auc_difference(scores, others, events), seconds


def main(folder: Path, splits: int) -> bool:
    import django

    django.setup()
    table = pd.read_csv(folder / "telco_customers.csv")
    people, month, left = months_of(table)
    whole = table[TENURE].to_numpy().clip(1), table[LOST].to_numpy() == 1
    print("by        split  model (interval)         reference  difference (interval)       training")
    found: dict[str, list[float]] = {"months": [], "customers": []}
    for split in range(splits):
        drawn = np.random.default_rng(split).permutation(len(table)) < len(table) * 3 // 10
        held_out = np.repeat(drawn, whole[0])
        rows = {"months": (people, month, left, held_out), "customers": (table, *whole, drawn)}
        for name, given in rows.items():
            model, other, (difference, low, high), seconds = measured(*given)
            found[name].append(difference)
            print(
                f"{name:<10}{split:>5}  {model.auc:.4f} ({model.low:.4f}-{model.high:.4f})  {other.auc:.4f}"
                f"     {difference:+.4f} ({low:+.4f} to {high:+.4f})  {seconds:.1f} s"
            )
    means = {name: float(np.mean(values)) for name, values in found.items()}
    for name, mean in means.items():
        print(f"{'holds' if mean >= -ALLOWED else 'FAILS'}  by {name}: mean difference {mean:+.4f}, allowed -{ALLOWED}")
    return all(mean >= -ALLOWED for mean in means.values())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    raise SystemExit(0 if main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 5) else 1)
