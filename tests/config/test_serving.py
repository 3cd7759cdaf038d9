"""Serving: one command prepares, serves and stops; what is in its way is said in a sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings
from django.core.management import CommandError

from config.serving import check_port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_port_in_use_is_said_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_a_free_port_is_accepted():
    assert check_port("127.0.0.1", free_port()) is None


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A real server on an empty SQLite installation, until the last test here stops it."""
    port, data = free_port(), tmp_path_factory.mktemp("served")
    environment = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": "", "SITE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield process, port, data
    process.kill()
    process.wait()


def wait_ready(port: int, seconds: float = 180) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status
        except OSError:
            time.sleep(0.2)
    return 0


def test_static_files_are_served_with_hashed_names_from_beside_the_data(served):
    _process, port, data = served
    wait_ready(port)
    assert (data / "static").is_dir()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/s/exit/", timeout=10) as answer:
        assert re.search(r"/static/css/form\.[0-9a-f]{12}\.css", answer.read().decode())


def test_an_empty_folder_becomes_a_ready_server_that_stops_when_told(served):
    process, port, _data = served
    ready = wait_ready(port)
    process.send_signal(signal.SIGTERM)
    assert (ready, process.wait(timeout=30)) == (200, 0)
