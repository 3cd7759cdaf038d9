"""How long an import keeps respondents waiting on SQLite.

    python benchmarks/import_lock.py [--customers 20000]

One process imports customers and then their answers while this one records an answer every 20 ms, as a form would.
Printed: how long the importer held the write lock per batch, and how long an answer took, beside the same answers
without an import.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MAPPING = """
[columns]
customer = "ref"
words = "words"
"""


def prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def write_table(path: Path, customers: int) -> None:
    """Write a table of invented customers, all lost, each with an answer."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            ["ref", "name", "started on", "ended on", "mrr", "currency", *(f"d{n}" for n in range(15)), "words"]
        )
        for number in range(customers):
            cells = [f"v{number % (n + 2)}" for n in range(15)]
            row = [f"b-{number}", f"Customer {number}", "2024-01-05", "2025-01-05", number % 300, "EUR", *cells]
            writer.writerow([*row, f"answer {number}"])


def run_imports(path: Path, mapping: Path, finished: object, held: object) -> None:
    """Import the table, noting how long each outermost transaction lasted."""
    prepare()
    from django.core.management import call_command
    from django.db import transaction

    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    begun: list[float] = []

    def timed_enter(self: transaction.Atomic) -> None:
        enter(self)
        begun.append(time.perf_counter())

    def timed_leave(self: transaction.Atomic, *error: object) -> None:
        leave(self, *error)
        since = begun.pop()
        if not begun:
            held.put(time.perf_counter() - since)

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = timed_enter, timed_leave
    call_command("import_customers", path, verbosity=0)
    call_command("import_responses", path, mapping=mapping, verbosity=0)
    held.put(None)
    finished.set()


def answer_until(stop: object, seconds: float) -> list[float]:
    """Record an answer every 20 ms until ``stop`` is set or the time is over; return how long each took."""
    from surveys.default_survey import ensure_default_survey
    from surveys.intake import Given, Submission, record_response

    survey = ensure_default_survey()
    waits = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stop.is_set():
        begun = time.perf_counter()
        record_response(Submission(survey, {"words": Given(verbatim="an answer from the form")}))
        waits.append(time.perf_counter() - begun)
        time.sleep(0.02)
    return waits


def row(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    at = [ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 for share in (0.5, 0.95, 0.99, 1)]
    return f"{name:<34}{len(ordered):>7}" + "".join(f"{value:>10.1f}" for value in at)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=20_000)
    customers = parser.parse_args().customers
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DATABASE_URL": ""}
        table, mapping = Path(folder) / "table.csv", Path(folder) / "mapping.toml"
        write_table(table, customers)
        mapping.write_text(MAPPING)
        prepare()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        context = multiprocessing.get_context("spawn")
        finished, held = context.Event(), context.SimpleQueue()
        alone = answer_until(finished, 5)
        importer = context.Process(target=run_imports, args=(table, mapping, finished, held))
        begun = time.perf_counter()
        importer.start()
        beside = answer_until(finished, 600)
        took = time.perf_counter() - begun
        importer.join()
        locks = list(iter(held.get, None))
    print(f"{customers} customers and {customers} answers imported in {took:.1f} s; milliseconds:")
    print(f"{'':<34}{'n':>7}{'median':>10}{'p95':>10}{'p99':>10}{'most':>10}")
    print(row("write lock held by a batch", locks))
    print(row("an answer, nothing else going on", alone))
    print(row("an answer during the imports", beside))


if __name__ == "__main__":
    main()
