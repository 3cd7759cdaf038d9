"""How much longer our form takes than the least that Django can do, on the same server in the same minute.

    .venv/bin/python benchmarks/form_latency.py [--rounds 400] [--workers 2]

Three servers as they are served (granian, processes of one thread, SQLite with our settings) get their requests in
turn, one at a time: our form opened and sent, and a bare view (bare_view.py) that stores one row, once as a view of
this project and once as an application of its own with Django's own starting settings. Printed: milliseconds at the
median and the 99th percentile, and the ratios; the bar is 1.5.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
BAR = 1.5
BARE = "benchmarks.bare_view:application"
WARM = 30
SENT_AS = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A granian that serves one application; ``asked`` keeps the milliseconds of its requests by name."""

    def __init__(self, application: str, environment: dict[str, str], workers: int) -> None:
        self.port = free_port()
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(workers), "--blocking-threads", "1"]
        command += ["--backpressure", "64", "--log-level", "warning", "--no-ws", application]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        self.asked: dict[str, list[float]] = {}
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                self.connection.connect()
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"{application} did not start")

    def ask(self, name: str, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        began = time.perf_counter()
        self.connection.request(method, path, body, SENT_AS if body else {})
        response = self.connection.getresponse()
        text = response.read().decode()
        self.asked.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        return response.status, text

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def one_round(number: int, ours: Server, peers: dict[str, Server]) -> None:
    """Ask each server for each thing once, in turn."""
    words = f"answer {number}: it became too expensive and nobody told us why. 太贵了，也没人回复。"
    for bare in peers.values():
        assert bare.ask("show a line", "GET", "/")[0] == 200
        assert bare.ask("store a row, show a line", "GET", "/insert/")[0] == 200
        assert bare.ask("store a row", "POST", "/", urlencode({"words": words}))[0] == 302
    status, text = ours.ask("open the form", "GET", "/s/exit/?lang=en")
    assert status == 200, status
    token = unescape(re.search(r'name="form_token" value="([^"]+)"', text)[1])
    sent = {"form_token": token, "do": "send", "words": words, "reasons": "price"}
    assert ours.ask("send the form", "POST", "/s/exit/?lang=en", urlencode(sent))[0] == 303


def at(milliseconds: list[float], share: float) -> float:
    ordered = sorted(milliseconds[WARM:])
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def report(ours: Server, peers: dict[str, Server]) -> None:
    print(f"{'milliseconds':<60}{'n':>6}{'median':>9}{'p99':>9}")
    for whose, server in {"our form": ours, **peers}.items():
        for name, took in server.asked.items():
            print(f"{whose + ': ' + name:<60}{len(took) - WARM:>6}{at(took, 0.5):>9.2f}{at(took, 0.99):>9.2f}")
    print(f"\n{f'ratio (the bar is {BAR})':<66}{'median':>9}{'p99':>9}")
    for whose, bare in peers.items():
        for name, other in (("open the form", "store a row, show a line"), ("send the form", "store a row")):
            ratios = [at(ours.asked[name], share) / at(bare.asked[other], share) for share in (0.5, 0.99)]
            told = "".join(f"{ratio:>9.2f}{'' if ratio <= BAR else ' over'}" for ratio in ratios)
            print(f"{name + ' / ' + whose + ': ' + other:<66}{told}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "INFO"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
        subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)
        subprocess.run([sys.executable, str(ROOT / "benchmarks/bare_view.py")], env=environment, check=True)
        ours = Server("config.wsgi:application", environment, asked.workers)
        peers = {
            "a bare view of this project": Server(BARE, environment | {"BARE": "ours"}, asked.workers),
            "a bare application": Server(BARE, environment, asked.workers),
        }
        try:
            for number in range(asked.rounds + WARM):
                one_round(number, ours, peers)
            report(ours, peers)
        finally:
            for server in (ours, *peers.values()):
                server.stop()


if __name__ == "__main__":
    main()
