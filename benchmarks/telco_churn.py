"""Prove churn by contract, and the curves, on IBM's sample of a telecom company, against lifelines.

    python benchmarks/telco_churn.py FOLDER

FOLDER holds telco_customers.csv (7,043 customers, 1,869 lost), which is not part of this repository. The table is
imported into an empty database; then the share lost, the curve and its band by contract, and the log-rank test are
computed from the spans and by lifelines from the table itself. Prints one line a claim with what was measured, and ends
with an error when one does not hold.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from telco_proof import EXAMPLES, LOST_SHARES, ROOT, manage, page_milliseconds, say

EQUAL = 1e-9


def table(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return months of tenure, who left, and the contract, of each customer of the table."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    months = np.array([int(row["Tenure Months"]) for row in rows])
    return months, np.array([row["Churn Value"] == "1" for row in rows]), np.array([row["Contract"] for row in rows])


def curve_difference(ours: Any, durations: np.ndarray, lost: np.ndarray) -> float:
    """Return the greatest difference of share or band from what lifelines says, where the band is defined."""
    from lifelines import KaplanMeierFitter

    other = KaplanMeierFitter().fit(durations, lost)
    theirs = np.column_stack([other.survival_function_.to_numpy(), other.confidence_interval_.to_numpy()])
    told = theirs[:, 0] > 0
    return float(np.abs(np.column_stack([ours.share, ours.low, ours.high])[told] - theirs[told]).max())


def by_contract(months: np.ndarray, lost: np.ndarray, contracts: np.ndarray) -> bool:
    """Compare the spans of the imported customers with the table, contract by contract."""
    from reports.churn.asked import known_until
    from reports.churn.lives import lives
    from reports.churn.survival import kaplan_meier
    from reports.rollups.store import read_spans

    spans = read_spans()
    everyone = lives(spans, known_until(spans), "contract")
    good = [say("customers with spans", len(everyone.days) == len(months), len(everyone.days))]
    for contract, share in LOST_SHARES.items():
        its, theirs = everyone.group.equals(contract), contracts == contract
        found = everyone.lost[its].mean()
        good.append(say(f"share lost of {contract}", round(float(found), 3) == share, f"{found:.4f}"))
        apart = curve_difference(kaplan_meier(months[theirs], lost[theirs]), months[theirs], lost[theirs])
        good.append(say(f"curve of {contract} by months equals lifelines", apart < EQUAL, f"{apart:.1e}"))
        days, gone = everyone.days[its], everyone.lost[its]
        apart = curve_difference(kaplan_meier(days, gone), days, gone)
        good.append(say(f"curve of {contract} by days of its spans too", apart < EQUAL, f"{apart:.1e}"))
    return all(good) and log_rank_equal(months, lost, contracts)


def log_rank_equal(months: np.ndarray, lost: np.ndarray, contracts: np.ndarray) -> bool:
    """Compare the log-rank test of the three contracts."""
    from lifelines.statistics import multivariate_logrank_test

    from reports.churn.survival import log_rank

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = multivariate_logrank_test(months, contracts, lost)
    ours = log_rank(months, lost, contracts)
    assert ours is not None
    apart = abs(ours.statistic / theirs.test_statistic - 1)
    return say("log-rank of the contracts equals lifelines", apart < EQUAL, f"χ² {ours.statistic:.3f}, {apart:.1e} off")


def proof(folder: Path) -> bool:
    """Import the table and compare."""
    path = folder / "telco_customers.csv"
    manage("migrate", "--verbosity", "0")
    manage("import_customers", str(path), "--mapping", str(EXAMPLES / "telco-customers.toml"))
    milliseconds = page_milliseconds("/churn/?by=contract")
    good = [say("the page of churn's median is under 400 ms", milliseconds < 400, f"{milliseconds:.0f} ms")]
    milliseconds = page_milliseconds("/cohorts/?by=contract")
    good.append(say("the page of cohorts' median is under 1 s", milliseconds < 1000, f"{milliseconds:.0f} ms"))
    began = time.perf_counter()
    good.append(by_contract(*table(path)))
    print(f"       compared in {time.perf_counter() - began:.1f} s")
    return all(good)


def main() -> int:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "DATA_DIR": data,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "ERROR",
            "DEBUG": "1",
        }
        sys.path.insert(0, str(ROOT))
        return 0 if proof(folder) else 1


if __name__ == "__main__":
    raise SystemExit(main())
