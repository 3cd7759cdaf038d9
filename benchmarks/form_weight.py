"""What a respondent's device has to carry, and how soon it shows something on a slow phone and a slow line.

    .venv/bin/python benchmarks/form_weight.py [--rounds 5]

Served as it is served, opened in Chromium with nothing kept from before. Printed: bytes of the page and of its style
sheet, as they are and with gzip; requests, other hosts and cookies as the browser counted them; and the first paint,
with the processor slowed four times, on two lines: 400 kbit/s with 400 ms a round trip (slow 3G as Lighthouse and
WebPageTest have it; the bar of 2 s is for this one), and Chromium's own preset, which waits 2 s for each request.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from form_latency import Server  # noqa: E402

KILOBIT = 1000 / 8
LINES = {"slow 3G (400 kbit/s, 400 ms)": (400, 400), "DevTools “Slow 3G” (2,000 ms)": (400, 2000)}
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
SLOWER = 4


class Opened:
    """One opening of the form: what came over the wire, and when something was to be seen (milliseconds)."""

    def __init__(self, browser: Any, address: str, line: tuple[int, int] | None) -> None:
        context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        if line:
            kilobits, milliseconds = line
            speed = {"downloadThroughput": kilobits * KILOBIT, "uploadThroughput": kilobits * KILOBIT}
            wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": milliseconds} | speed)
            wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.bytes = 0
        self.responses: list[Any] = []
        wire.on("Network.loadingFinished", self._count)
        page.on("response", lambda response: self.responses.append(response))
        page.goto(address, wait_until="networkidle")
        self.paint = float(page.evaluate(PAINT))
        self.addresses = [one.url for one in self.responses if not one.url.startswith("data:")]
        self.bodies = {urlsplit(one.url).path: one.body() for one in self.responses if one.url in self.addresses}
        self.cookies = len(context.cookies())
        context.close()

    def _count(self, finished: dict[str, Any]) -> None:
        self.bytes += int(finished["encodedDataLength"])


def weigh(browser: Any, address: str) -> None:
    opened = Opened(browser, address, None)
    print(f"\n{address.rsplit('=', 1)[1]}{'':<46}{'bytes':>9}{'gzip':>9}")
    total = 0
    for path, body in opened.bodies.items():
        packed = len(gzip.compress(body, 6))
        total += packed
        print(f"  {path:<46}{len(body):>9,}{packed:>9,}")
    others = {urlsplit(one).netloc for one in opened.addresses} - {urlsplit(address).netloc}
    print(f"  all of it with gzip: {total:,} bytes (bar 20,000); over this wire: {opened.bytes:,}")
    print(f"  requests {len(opened.addresses)} (bar 2) · other hosts {len(others)} · cookies {opened.cookies}")


def paint(browser: Any, address: str, rounds: int) -> None:
    print(f"\nfirst paint, processor {SLOWER} × slower, {rounds} times, milliseconds{'':<8}{'median':>9}{'most':>9}")
    for name, line in LINES.items():
        paints = [Opened(browser, address, line).paint for _round in range(rounds)]
        print(f"  {name:<62}{statistics.median(paints):>9.0f}{max(paints):>9.0f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    from playwright.sync_api import sync_playwright

    from config.bootstrap import find_chromium

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
        environment |= {"ORGANISATION_NAME": "Example Ltd", "CONTACT_EMAIL": "privacy@example.com"}
        for command in (["migrate"], ["collectstatic", "--noinput"]):
            subprocess.run([sys.executable, str(ROOT / "manage.py"), *command, "-v0"], env=environment, check=True)
        server = Server("config.wsgi:application", environment, 2)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        try:
            for language in LANGUAGES:
                weigh(browser, f"http://127.0.0.1:{server.port}/s/exit/?lang={language}")
            paint(browser, f"http://127.0.0.1:{server.port}/s/exit/?lang=zh-Hans", rounds)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
