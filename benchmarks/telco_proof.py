"""Prove the whole path on IBM's sample of a telecom company, from an empty database.

    python benchmarks/telco_proof.py FOLDER

FOLDER holds telco_customers.csv (7,043 customers, 1,869 lost with a stated reason) and reason_causes.json (which causes
each of the 20 reasons must, and may, be given). Neither is part of this repository. Prints one line a claim with what
was measured, and ends with an error when one does not hold.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs" / "examples"
LOST_SHARES = {"Month-to-month": 0.427, "One year": 0.113, "Two year": 0.028}


def manage(*arguments: str) -> tuple[str, float]:
    """Run a command of manage.py; return what it printed and the seconds it took."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout, time.perf_counter() - began


def say(claim: str, good: bool, measured: object) -> bool:
    print(f"{'holds' if good else 'FAILS'}  {claim}: {measured}")
    return good


def wrong_reasons(expected: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    """Return the reasons whose causes are not those that they must, and may, be given."""
    from causes import find_causes

    wrong = {}
    for reason, rule in expected.items():
        found = {cause.cause for cause in find_causes(reason).causes}
        allowed = {*rule["must"], *rule["may"], *rule.get("one_of", [])}
        good = (
            found >= set(rule["must"]) and found <= allowed and (not rule.get("one_of") or found & set(rule["one_of"]))
        )
        if not good:
            wrong[reason] = sorted(found)
    return wrong


def page_milliseconds(path: str, rounds: int = 15) -> float:
    """Return the median milliseconds of a page of the team, after one warm-up."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client

    from reports.roles import give_role

    user, _created = User.objects.get_or_create(username="proof@example.com")
    give_role(user, "viewer")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        assert client.get(path).status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def proof(folder: Path) -> bool:
    customers, reasons = str(folder / "telco_customers.csv"), json.loads((folder / "reason_causes.json").read_text())
    manage("migrate", "--verbosity", "0")
    _said, seconds = manage("import_customers", customers, "--mapping", str(EXAMPLES / "telco-customers.toml"))
    good = [say("customers are imported in under 20 s", seconds < 20, f"{seconds:.1f} s")]
    _said, seconds = manage("import_responses", customers, "--mapping", str(EXAMPLES / "telco-responses.toml"))
    print(f"       responses imported in {seconds:.1f} s")
    _said, seconds = manage("code_responses")
    print(f"       responses coded in {seconds:.1f} s")
    rows = json.loads(manage("export_report", "causes-by-segment", "--by", "contract", "--format", "json")[0])
    for segment, share in LOST_SHARES.items():
        found = {row["lost_share"] for row in rows if row["segment"] == segment}
        good.append(say(f"lost share of {segment}", {round(value, 3) for value in found} == {share}, sorted(found)))
    wrong = wrong_reasons(reasons)
    good.append(say(f"{len(reasons)} reasons coded as they must be", not wrong, wrong or "all"))
    milliseconds = page_milliseconds("/?by=contract")
    good.append(say("the report page's median is under 300 ms", milliseconds < 300, f"{milliseconds:.0f} ms"))
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
