"""How long the team's pages take on the server, on the database at hand: median and slowest of 20, and their queries.

    DATA_DIR=… .venv/bin/python benchmarks/report_pages.py [address …]

The telecom example (docs/importing.md) makes the database that the bar is set for: 7,043 customers, 1,869 answers,
a report page in under 300 ms at the median.
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

from reports.roles import give_role  # noqa: E402

PAGES = [
    "/",
    "/?period=all",
    "/causes/?by=plan",
    "/causes/?by=industry&is.plan=team&is.country=China",
    "/causes/?by=tenure&main=1&weight=USD",
    "/people/?cause=price",
]
ROUNDS = 20


def measure(client: Client, address: str) -> str:
    """Return one line of the table."""
    milliseconds = []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        response = client.get(address)
        size = len(b"".join(response.streaming_content) if response.streaming else response.content)
        milliseconds.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    warm = milliseconds[1:]
    return f"{address:40} {statistics.median(warm):8.0f} {max(warm):8.0f} {len(queries):8} {size / 1000:8.0f}"


def main() -> None:
    with transaction.atomic():
        user = User.objects.create(username="benchmark")
        give_role(user, "viewer")
        client = Client()
        client.force_login(user)
        print(f"{'page':40} {'median':>8} {'slowest':>8} {'queries':>8} {'kB':>8}")
        for address in sys.argv[1:] or PAGES:
            print(measure(client, address))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
