"""Serve: prepare the database and static files, then run web workers and the coder until told to stop.

Web: granian with several processes of one blocking thread, the measured default for SQLite (several threads in one
process can freeze all writers for the length of the busy timeout). Coder: one process that codes new responses within
a second, so that no respondent waits for analysis and no analysis can keep an answer from being stored. Importer: one
process that works on imports asked for in the browser; without it everything else goes on.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from config import chart_bundle

MANAGE = Path(settings.BASE_DIR) / "manage.py"
GRACE_SECONDS = 10
IMPORTER_PAUSE_SECONDS = 5


def check_port(host: str, port: int) -> None:
    """Raise CommandError with what to do when the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is in use by another program" if taken else f"cannot be used ({error.strerror})"
            raise CommandError(f"Port {port} {reason}. Choose another one: make demo PORT={port + 1}") from error


def prepare(verbosity: int = 0) -> None:
    """Apply migrations and collect static files, so that one command is enough on a new machine and after an update.

    Raises CommandError on a configuration that could lose an answer.
    """
    serious = [str(problem) for problem in run_checks() if problem.is_serious()]
    if serious:
        raise CommandError("\n".join(serious))
    call_command("migrate", verbosity=verbosity, interactive=False, skip_checks=True)
    chart_bundle.build()
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the web server."""
    granian = Path(sys.executable).with_name("granian")
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--backpressure": "64",
        "--log-level": "warning",
    }
    return [str(granian), *(word for pair in options.items() for word in pair), "--no-ws", "config.wsgi:application"]


def serve(host: str, port: int, workers: int, ready: Callable[[], None]) -> int:
    """Run web server, coder and importer until SIGINT or SIGTERM, and return the exit code.

    ``ready`` is called once the port answers. When web server or coder end by themselves, all is stopped, so that a
    supervisor sees one failure instead of half a product. The importer is begun anew: a file that is too much for it
    keeps nobody from answering.
    """
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(settings.BASE_DIR)}

    def run(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603

    importing = [sys.executable, str(MANAGE), "work_imports", "--watch"]
    needed = [run(web_command(host, port, workers)), run([sys.executable, str(MANAGE), "code_responses", "--watch"])]
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if _wait_for(host, port, needed[0]):
        ready()
    importer, begun = run(importing), time.monotonic()
    while not stopping and all(process.poll() is None for process in needed):
        time.sleep(0.2)
        if importer.poll() is not None and time.monotonic() - begun > IMPORTER_PAUSE_SECONDS:
            importer, begun = run(importing), time.monotonic()
    ended = [process.poll() for process in needed]
    _stop([*needed, importer])
    return 0 if stopping else next((code for code in ended if code), 1)


def _wait_for(host: str, port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    """Wait until the port answers; False when the process ended before."""
    reachable = "127.0.0.1" if host in {"0.0.0.0", ""} else host  # noqa: S104
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
