"""How fast activity is imported, in how much memory, and how long it keeps respondents waiting.

    DATA_DIR=… .venv/bin/python benchmarks/activity_import.py [--rows 20000000] [--customers 200000] [--moments]

Into an empty database (DATABASE_URL, else SQLite in DATA_DIR) go the customers; then ``manage.py import_activity``
imports a file that this script writes, the same one each time: rows by day, each day's customers in any order, one row
in a million wrong and one in ten thousand of a customer that is not known. Meanwhile this process records an answer
every 100 ms, as a form would. With ``--moments`` each row is one event at a moment with its time zone.

Printed: rows a second from the start of the command to its end, with the judging of every customer (*states*) and
without; seconds of a processor that the command used, which do not depend on what else the machine does (with
PostgreSQL, without the server's); the most memory that it took; how long answers took beside it and without it.

The bars: 100,000 rows a second, 2 GB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import numpy as np

DAYS = 730
# How many days each customer is there, begun at any time; with 365, a month of one has ten active days.
STAY = 365
LAST_DAY = date(2026, 10, 31)
MAPPING = '[columns]\nref = "ref"\nday = "day"\n'


def write_table(path: Path, rows: int, customers: int, moments: bool) -> None:
    """Write the file; counts are small, as counts are."""
    random = np.random.default_rng(6)
    refs = [f"c-{n:06}" for n in range(customers)]
    begins = random.integers(1 - STAY, DAYS, size=customers)
    with path.open("w") as handle:
        handle.write("ref,day\n" if moments else "ref,day,count\n")
        for n in range(DAYS):
            part = rows * (n + 1) // DAYS - rows * n // DAYS
            day = (LAST_DAY - timedelta(days=DAYS - 1 - n)).isoformat()
            there = np.flatnonzero((n - begins >= 0) & (n - begins < STAY))
            who, counts = random.choice(there, part).tolist(), random.integers(1, 40, size=part).tolist()
            if moments:
                at = random.integers(86_400, size=part).tolist()
                stamps = (f"{day}T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z" for s in at)
                lines = [f"{refs[one]},{stamp}" for one, stamp in zip(who, stamps, strict=True)]
            else:
                lines = [f"{refs[one]},{day},{count}" for one, count in zip(who, counts, strict=True)]
            lines[::10_000] = [f"nobody-{line}" for line in lines[::10_000]]
            handle.write("\n".join(lines) + "\n")
            if n % 37 == 0:
                handle.write("c-000001,never" + ("\n" if moments else ",1\n"))


def run_import(path: str, told: multiprocessing.Queue) -> None:
    """Import the file as the command does; tell seconds, seconds of the states, and megabytes."""
    import django

    django.setup()
    from django.core.management import call_command

    from customers.importing import activity

    judging: list[float] = []
    refresh = activity.refresh_states

    def timed(customers: object) -> object:
        begun = time.perf_counter()
        done = refresh(customers)
        judging.append(time.perf_counter() - begun)
        return done

    activity.refresh_states = timed
    begun, worked = time.perf_counter(), time.process_time()
    call_command("import_activity", Path(path), verbosity=0)
    took, used = time.perf_counter() - begun, time.process_time() - worked
    told.put((took, used, sum(judging), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def answers_until(done: object, seconds: float) -> list[float]:
    """Record an answer every 100 ms until it is done or the time is over; return how long each took."""
    from surveys.default_survey import ensure_default_survey
    from surveys.intake import Given, Submission, record_response

    survey = ensure_default_survey()
    waits = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done():
        begun = time.perf_counter()
        record_response(Submission(survey, {"words": Given(verbatim="an answer from the form")}))
        waits.append(time.perf_counter() - begun)
        time.sleep(0.1)
    return waits


def told_waits(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    at = [ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 for share in (0.5, 0.95, 0.99, 1)]
    return f"{name:<28}{len(ordered):>6}" + "".join(f"{value:>9.1f}" for value in at)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--moments", action="store_true")
    given = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from customers.bulk import insert_rows
    from customers.models import ActivityMonth, Customer

    path = settings.DATA_DIR / "activity.csv"
    if not path.exists():  # left by a run that was broken off, or linked here from another
        write_table(path, given.rows, given.customers, given.moments)
    call_command("migrate", verbosity=0)
    if Customer.objects.exists():
        raise SystemExit("This database has customers already.")
    insert_rows([Customer(ref=f"c-{n:06}", started_on=date(2023, 1, 1)) for n in range(given.customers)])
    alone = answers_until(lambda: False, 5)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    importer = context.Process(target=run_import, args=(str(path), told))
    importer.start()
    beside = answers_until(lambda: not importer.is_alive() or not told.empty(), 3600)
    importer.join(5)
    if told.empty():
        raise SystemExit("The import failed.")
    took, used, judging, megabytes = told.get()
    print(
        f"{connection.vendor}: {given.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, {given.customers:,} customers"
    )
    print(f"imported in {took:.1f} s, {given.rows / took:,.0f} rows/s; states took {judging:.1f} s of it", end="; ")
    print(f"without {given.rows / (took - judging):,.0f} rows/s; at most {megabytes:,.0f} MB")
    print(f"{used:.1f} s of a processor; {ActivityMonth.objects.count():,} rows stored")
    print(f"{'milliseconds':<28}{'n':>6}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    print(told_waits("an answer, nothing else", alone))
    print(told_waits("an answer during the import", beside))
    path.unlink()


if __name__ == "__main__":
    main()
