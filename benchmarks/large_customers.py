"""A large installation of customers, and how long its pages take: churn, cohorts, one customer, fading, risk.

    DATA_DIR=… .venv/bin/python benchmarks/large_customers.py make [--customers 200000]
    DATA_DIR=… .venv/bin/python benchmarks/large_customers.py measure [address …]

*make* migrates the database and fills it: 200,000 customers, 500,000 spans in two currencies, about 20,000,000 counts
by customer and day over two years, the same ones each time. Half of those who chose to leave fade over their last 60
days; of those who stay one in twenty fades now, and one in thirty is silent for 40 days. *measure* prints the median
and the slowest of 20 views of each page, by an editor, after one view that is not counted but shown as *first*.

The bars: the churn page 400 ms at the median, a customer's page 200 ms, the table of cohorts 1 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver", "LOG_LEVEL": "ERROR"}

import django
import numpy as np

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from customers.activity.states import refresh_states  # noqa: E402
from customers.activity.writing import stored_in_pieces, tell_days  # noqa: E402
from customers.bulk import insert_rows  # noqa: E402
from customers.models import Customer, ImportRun, Subscription  # noqa: E402
from customers.spans import sync_customers  # noqa: E402
from reports.roles import give_role  # noqa: E402

UNTIL = date(2026, 11, 20)
HISTORY_DAYS, ACTIVITY_DAYS = 1800, 730
CUSTOMERS_AT_ONCE = 5_000
ACTIVE_DAYS = 20_000_000
FADING_DAYS, QUIET_DAYS = 60, 40
PLANS = ("free", "starter", "team", "business", "enterprise")
PLAN_SHARES = (0.25, 0.32, 0.25, 0.12, 0.06)
PRICES = (0, 19, 49, 199, 799)
# Share that leaves a month, and part of the days on which a customer of the plan is active.
LEAVING = (0.05, 0.04, 0.025, 0.015, 0.008)
BUSY = (0.10, 0.25, 0.40, 0.55, 0.65)
CHANGES = ((0, 1, 2, 3, 4), (0.18, 0.27, 0.25, 0.19, 0.11))
SIZES = ("1-9", "10-49", "50-249", "250+")
INDUSTRIES = ("software", "retail", "health", "education", "finance", "games")
COUNTRIES = ("Germany", "France", "United States", "China", "Japan", "Brazil")
SOURCES = ("search", "partner", "event", "referral")
PAGES = ("/", "/churn/", "/churn/?by=plan", "/cohorts/", "/cohorts/?by=plan", "/customers/", "/fading/", "/risk/")
ROUNDS = 20


def make(number: int) -> None:
    """Fill the database at hand, which must be empty."""
    call_command("migrate", verbosity=0)
    if Customer.objects.exists():
        raise SystemExit("This database has customers already.")
    random = np.random.default_rng(20_261_120)
    told = people(random, number)
    keys = timed("customers and spans", lambda: store_people(random, told))
    timed("summaries", lambda: sync_customers(keys.tolist()))
    timed("activity", lambda: store_activity(random, told, keys))
    timed("states", refresh_states)
    timed("rollups", lambda: call_command("rebuild_rollups", verbosity=0))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(what: str, work: Any) -> Any:
    """Do it and print how long it took."""
    began = time.perf_counter()
    done = work()
    shown = f"  {done}" if isinstance(done, dict) else ""
    print(f"{what:24} {time.perf_counter() - began:8.1f} s{shown}", flush=True)
    return done


def people(random: np.random.Generator, number: int) -> dict[str, np.ndarray]:
    """Draw who they are: plan, day of the start, days they stay, how they end, as columns."""
    plan = random.choice(len(PLANS), number, p=PLAN_SHARES)
    start = HISTORY_DAYS - (np.sqrt(random.random(number)) * HISTORY_DAYS).astype(int)
    stay = (random.exponential(1 / np.array(LEAVING)[plan]) * 30.4).astype(int) + 20
    return {
        "plan": plan,
        "ago": np.maximum(start, 1),
        "stay": stay,
        "left": stay < start,
        "wanted": random.random(number) < 0.8,
        "changes": random.choice(CHANGES[0], number, p=CHANGES[1]),
        "yearly": random.random(number) < 0.1 + 0.15 * plan,
        "fades": random.random(number),
    }


def store_people(random: np.random.Generator, told: dict[str, np.ndarray]) -> np.ndarray:
    """Store customers and their spans; return the customers' keys."""
    keys = []
    number = len(told["plan"])
    picks = {name: random.integers(len(values), size=number) for name, values in (
        ("size", SIZES), ("industry", INDUSTRIES), ("country", COUNTRIES), ("source", SOURCES)
    )}  # fmt: skip
    for begin in range(0, number, CUSTOMERS_AT_ONCE):
        chosen = range(begin, min(begin + CUSTOMERS_AT_ONCE, number))
        rows = [customer_row(n, told, picks) for n in chosen]
        with transaction.atomic():
            insert_rows(rows)
            insert_rows([span for row, n in zip(rows, chosen, strict=True) for span in spans_of(random, row, n, told)])
        keys += [row.pk for row in rows]
    return np.array(keys)


def customer_row(n: int, told: dict[str, np.ndarray], picks: dict[str, np.ndarray]) -> Customer:
    """Return one customer."""
    values = {"size": SIZES, "industry": INDUSTRIES, "country": COUNTRIES, "source": SOURCES}
    attributes = {name: listed[picks[name][n]] for name, listed in values.items()}
    plan = PLANS[told["plan"][n]]
    cost = Decimal(int(PRICES[told["plan"][n]]) * (3 + n % 9))
    return Customer(
        ref=f"c-{n:06}",
        name=f"Customer {n:,}",
        attributes=attributes | {"plan": plan},
        started_on=UNTIL - timedelta(int(told["ago"][n])),
        acquisition_cost=cost or None,
    )


def spans_of(random: np.random.Generator, row: Customer, n: int, told: dict[str, np.ndarray]) -> list[Subscription]:
    """Return a customer's spans: changes of plan and price, and now and then a gap of some weeks."""
    start = UNTIL - timedelta(int(told["ago"][n]))
    end = start + timedelta(int(told["stay"][n])) if told["left"][n] else None
    days = (end or UNTIL).toordinal() - start.toordinal()
    cuts = sorted(set(random.integers(1, max(days, 2), size=int(told["changes"][n])).tolist())) if days > 90 else []
    plan, factor, currency = int(told["plan"][n]), 1.0, "EUR" if row.attributes["country"] in COUNTRIES[:2] else "USD"
    begins = [start, *(start + timedelta(cut) for cut in cuts)]
    spans = []
    for place, begin in enumerate(begins):
        last = place == len(begins) - 1
        until = end if last else begins[place + 1]
        gap = not last and (begins[place + 1] - begin).days > 40 and random.random() < 0.04
        spans.append(
            Subscription(
                customer=row,
                plan=PLANS[plan],
                term="yearly" if told["yearly"][n] else "monthly",
                mrr=Decimal(f"{PRICES[plan] * factor:.2f}"),
                currency=currency,
                started_on=begin,
                ended_on=until - timedelta(21) if gap and until else until,
                ending=ending(told, n) if (last and end) or gap else "",
            )
        )
        if random.random() < 0.5:
            plan = int(np.clip(plan + random.choice((-1, 1)), 0, len(PLANS) - 1))
        else:
            factor *= 1.1
    return spans


def ending(told: dict[str, np.ndarray], n: int) -> str:
    """Return how a customer left."""
    return "voluntary" if told["wanted"][n] else "involuntary"


def store_activity(random: np.random.Generator, told: dict[str, np.ndarray], keys: np.ndarray) -> dict[str, int]:
    """Store what customers did in the last two years as one import, and return how many counts that are."""
    run = ImportRun.objects.create(
        kind=ImportRun.Kind.ACTIVITY, state=ImportRun.State.RUNNING, file_name="activity.csv"
    )
    wanted = ACTIVE_DAYS * len(keys) / 200_000
    parts = [slice(at, at + CUSTOMERS_AT_ONCE) for at in range(0, len(keys), CUSTOMERS_AT_ONCE)]
    expected = sum(float(chances({name: column[part] for name, column in told.items()}).sum()) for part in parts)
    stored = 0
    for part in parts:
        likely = chances({name: column[part] for name, column in told.items()}) * np.float32(wanted / expected)
        rows, days = np.nonzero(random.random(likely.shape, dtype=np.float32) < likely)
        ordinals = days + UNTIL.toordinal() - ACTIVITY_DAYS + 1
        if not stored:
            tell_days(run, np.array([UNTIL.toordinal() - ACTIVITY_DAYS + 1, UNTIL.toordinal()]))
        counts = random.integers(1, 30, size=len(rows))
        for _share in stored_in_pieces(run, keys[part][rows], ordinals, counts, pause=False):
            pass
        stored += len(rows)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DONE, counts={"read": stored, "counted": stored})
    return {"counts": stored}


def chances(told: dict[str, np.ndarray]) -> np.ndarray:
    """Return how likely each customer is active on each day, shape (customers, days), before it is scaled."""
    days = np.arange(ACTIVITY_DAYS, dtype=np.int32) - ACTIVITY_DAYS + 1
    begin, end = -told["ago"][:, None], (-told["ago"] + told["stay"])[:, None]
    alive = (days >= begin) & (days < end)
    weekday = (np.arange(ACTIVITY_DAYS) + UNTIL.toordinal() - ACTIVITY_DAYS) % 7
    rhythm = np.where(weekday >= 5, 0.3, 1.0)
    likely = np.array(BUSY)[told["plan"]][:, None] * rhythm * alive
    leaves = told["left"] & told["wanted"] & (told["fades"] < 0.5)
    before_end = np.clip((end - days) / FADING_DAYS, 0.05, 1)
    likely = np.where(leaves[:, None], likely * before_end, likely)
    stays = ~told["left"]
    fading = stays & (told["fades"] < 0.05)
    quiet = stays & (told["fades"] > 1 - 1 / 30)
    likely = np.where(fading[:, None] & (days > -28), likely * 0.25, likely)
    return np.where(quiet[:, None] & (days > -QUIET_DAYS), 0, likely).astype(np.float32)


def measure(pages: list[str]) -> None:
    """Print how long the pages take that there are."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    user = User.objects.get_or_create(username="large-customers")[0]
    give_role(user, "editor")
    client = Client()
    client.force_login(user)
    busy = Customer.objects.filter(activity__isnull=False).order_by("-pk").first()
    print(f"{'page':44} {'first':>8} {'median':>8} {'slowest':>8}  ms")
    for address in pages or [*PAGES, f"/customers/{busy.pk}/" if busy else "/"]:
        views = [view(client, address) for _round in range(ROUNDS + 1)]
        first, *later = views
        if first is None:
            print(f"{address:44} there is no such page")
            continue
        print(f"{address:44} {first:8.0f} {statistics.median(later):8.0f} {max(later):8.0f}", flush=True)


def view(client: Client, address: str) -> float | None:
    """Return how many milliseconds a page takes, None where there is none."""
    began = time.perf_counter()
    response = client.get(address)
    took = (time.perf_counter() - began) * 1000
    if response.status_code == 404:
        return None
    assert response.status_code == 200, (address, response.status_code)
    return took


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("make", "measure"))
    parser.add_argument("addresses", nargs="*")
    parser.add_argument("--customers", type=int, default=200_000)
    given = parser.parse_args()
    if given.action == "make":
        make(given.customers)
    else:
        measure(given.addresses)
