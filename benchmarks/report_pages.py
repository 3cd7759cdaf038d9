"""How long the team's pages take on the server, on the database at hand.

    DATA_DIR=… .venv/bin/python benchmarks/report_pages.py [address …]

*corrected* is how long it takes, from the click, until the page shows a correction of an answer: the correction
itself, the block counted anew, and the page with nothing kept of what was counted before. *median* and *slowest* are of
20 views after it, while nothing changes: figures are kept then (docs/reports.md), so of these only the drawing of the
page, what is read afresh from the database, and the looking up are measured. Everything is taken back at the end.

The bars: 300 ms at the median, 2 s until a correction is seen; with 300,000 answers at most twice what 3,000 take.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver", "LOG_LEVEL": "ERROR"}

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from reports.codebooks import UNCLEAR, active_codebook  # noqa: E402
from reports.corrections import correct  # noqa: E402
from reports.models import CodedResponse, Correction  # noqa: E402
from reports.roles import give_role  # noqa: E402
from surveys.models import Response  # noqa: E402

PAGES = [
    "/",
    "/?period=all",
    "/causes/?by=plan",
    "/causes/?by=industry&is.plan=team&is.country=China",
    "/causes/?by=tenure&main=1&weight=USD",
    "/causes/price/",
    "/silence/",
    "/stated-written/",
    "/report/",
    "/people/?cause=price",
    "/people/?sort=revenue",
    "/people/?sort=unsure",
]
ROUNDS = 20


def measure(client: Client, address: str, user: User) -> str:
    """Return one line of the table."""
    began = time.perf_counter()
    correct_something(user)
    view(client, address)
    corrected = (time.perf_counter() - began) * 1000
    views = [view(client, address) for _round in range(ROUNDS)]
    milliseconds, size = [spent for spent, _size in views], views[-1][1]
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    figures = f"{statistics.median(milliseconds):8.0f} {max(milliseconds):8.0f} {len(queries):8} {size / 1000:8.0f}"
    return f"{address:40} {corrected:9.0f} {figures}"


def view(client: Client, address: str) -> tuple[float, int]:
    """Return how many milliseconds a page takes, and its size in bytes."""
    began = time.perf_counter()
    response = client.get(address)
    size = len(b"".join(response.streaming_content) if response.streaming else response.content)
    return (time.perf_counter() - began) * 1000, size


def correct_something(user: User) -> None:
    """Say of the answer whose causes were found last that it has another cause than it has."""
    response = Response.objects.filter(coded__status=CodedResponse.Status.OK).order_by("-pk")[:1].get()
    there = response.codings.values_list("cause", flat=True)
    cause = next(cause for cause in active_codebook().shown() if cause not in there and cause != UNCLEAR)
    correct(response, cause, Correction.Verdict.PRESENT, user)


def main() -> None:
    with transaction.atomic():
        user = User.objects.create(username="benchmark")
        give_role(user, "viewer")
        client = Client()
        client.force_login(user)
        client.get(PAGES[0])
        print(f"{'page':40} {'corrected':>9} {'median':>8} {'slowest':>8} {'queries':>8} {'kB':>8}")
        for address in sys.argv[1:] or PAGES:
            print(measure(client, address, user))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
