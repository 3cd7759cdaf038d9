"""How fast and how small the writers of exports are: a million rows as CSV, JSON and XLSX, peak memory and seconds.

    .venv/bin/python benchmarks/export_rows.py [ROWS]

Rows are made as they are asked for, like those of the page of answers, in both scripts; each format is written in a
process of its own, whose peak resident memory is printed (Django itself, started and idle, is the first line).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from subprocess import check_output
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

WORDS = ("太贵了，而且导出总是失败，我们换了别家。", "Too expensive for what it does, and exports fail.", "=1+1 不好用")


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield rows like those of the answers."""
    first = date(2025, 1, 1)
    for number in range(count):
        yield {
            "response": number,
            "left_on": first + timedelta(days=number % 700),
            "survey": "exit",
            "channel": "form",
            "language": "zh-Hans" if number % 2 else "en",
            "customer": f"c-{number}",
            "customer_name": f"客户 {number}",
            "mrr": Decimal(number % 900) + Decimal("0.90"),
            "currency": "CNY",
            "main_cause": "price",
            "causes": ["price", "bugs"],
            "reasons": ["too_expensive"],
            "main_reason": "too_expensive",
            "status": "ok",
            "words": WORDS[number % 3] * (1 + number % 4),
            "segment": {"plan": "pro", "size": "1-10", "country": "CN"},
        }


def write(file_format: str, count: int) -> None:
    """Write a file as a view streams it, and print megabytes written, seconds and peak memory."""
    import django

    django.setup()
    from reports.exports import file_pieces
    from reports.tables import PEOPLE

    began, busy = time.perf_counter(), time.process_time()
    size = sum(map(len, file_pieces(file_format, PEOPLE, rows(count)))) if file_format != "idle" else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.process_time() - busy
    print(f"{file_format:>6} {size / 1e6:10.1f} {time.perf_counter() - began:9.1f} {spent:9.1f} {peak:9.0f}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(
        f"{count:,} rows of 16 columns\n{'format':>6} {'MB':>10} {'seconds':>9} {'CPU s':>9} {'peak MB':>9}", flush=True
    )
    for file_format in ("idle", "csv", "json", "xlsx"):
        print(check_output([sys.executable, __file__, str(count), file_format], text=True), end="", flush=True)


if __name__ == "__main__":
    write(sys.argv[2], int(sys.argv[1])) if len(sys.argv) > 2 else main()
