"""The form in a page of another site, in a browser that blocks third-party cookies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from config.bootstrap import find_chromium
from surveys.default_survey import ensure_default_survey
from surveys.frames import allow_hosts
from surveys.models import Response
from surveys.signing_keys import make_key
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.surveys.signing import claims, link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATIC = Path(__file__).resolve().parents[2] / "static" / "js"
HEARD = """
<script>
window.heard = []; window.events = [];
addEventListener("message", (event) => heard.push([event.origin, event.data]));
document.addEventListener("partingwords:done", (event) => events.push(event.detail));
</script>
"""


class Host(BaseHTTPRequestHandler):
    """A site of somebody else's: one page, set by the test."""

    page = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><html lang=en><title>Host</title>{HEARD}{self.page}".encode())

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def strict_chromium(chromium):
    arguments = [*CHROMIUM_ARGUMENTS, "--test-third-party-cookie-phaseout"]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=arguments)
    yield browser
    browser.close()


@pytest.fixture
def host(strict_chromium, port):
    """Open the host's page: ``host('<script …>')``; a name of this machine is a site of its own."""
    context = strict_chromium.new_context(viewport={"width": 800, "height": 900}, locale="en")
    context.set_default_timeout(60_000)

    def opened(page: str, name: str = "127.0.0.1"):
        Host.page = page
        tab = context.new_page()
        tab.goto(f"http://{name}:{port}/")
        return tab

    yield opened
    context.close()


@pytest.fixture
def survey(transactional_db, port):
    survey = ensure_default_survey()
    allow_hosts(survey, [f"http://127.0.0.1:{port}", "https://other.example"])
    return survey


def _script(live_server, **data: str) -> str:
    attributes = " ".join(f'data-{name}="{value}"' for name, value in ({"survey": "exit"} | data).items())
    return f'<script src="{live_server.url}/static/js/embed.js" {attributes} defer></script>'


def test_the_form_is_answered_in_another_site_s_page(host, live_server, survey):
    token = link(make_key(survey), claims(segment={"plan": "pro"})).split("/")[4]
    page = host(_script(live_server, mode="inline", context=token))
    form = page.frame_locator("iframe")
    form.locator("input[value=price]").check()
    form.locator("#id_words").fill("嵌在别的网站里 in a frame 🙂")
    page.wait_for_function("parseInt(document.querySelector('iframe').style.height) > 700")
    assert page.frames[1].evaluate("(document.cookie = 'a=1', document.cookie)") == ""
    form.locator("button[value=send]").click()
    page.wait_for_function("events.length === 1")
    assert page.evaluate("events") == [{"survey": "exit", "outcome": "answered"}]
    assert page.context.cookies() == []
    stored = Response.objects.get()
    assert (stored.channel, stored.customer.ref, stored.verbatim()) == ("embed", "C-1", "嵌在别的网站里 in a frame 🙂")
    _only_sizes_and_done(page.evaluate("heard"), live_server.url)


def _only_sizes_and_done(heard, origin):
    """What the host heard came from our origin and holds nothing of what was answered."""
    assert {sender for sender, _said in heard} == {origin}
    said = [json.dumps(data) for _sender, data in heard]
    assert all(re.fullmatch(r'\{"partingWords": \{"(height": \d+|done": "answered")\}\}', one) for one in said), said


def test_a_site_that_is_not_on_the_list_is_refused(host, live_server, survey):
    page = host(_script(live_server, mode="inline"), name="localhost")
    page.frames[1].wait_for_url("chrome-error:**")
    assert (page.evaluate("heard"), page.evaluate("events")) == ([], [])


def test_the_dialog_closes_by_escape_and_gives_the_focus_back(host, live_server, survey):
    page = host('<a href="#" id="why" data-parting-words>Why?</a>' + _script(live_server, mode="dialog"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    words = page.frame_locator("iframe").locator("#id_words")
    words.fill("still here")
    words.press("Escape")
    page.wait_for_function("!document.querySelector('dialog').open")
    assert page.evaluate("document.activeElement.id") == "why"
    page.keyboard.press("Enter")
    assert words.input_value() == "still here"
    page.frame_locator("iframe").locator("button[value=skip]").click()
    page.wait_for_function("events.length === 1 && events[0].outcome === 'skipped'")


def test_the_scripts_are_small_and_address_nobody_unknown():
    embed, frame = (STATIC / "embed.js").read_text(), (STATIC / "frame.js").read_text()
    assert len(embed.encode()) <= 3000
    assert not re.search(r"""["']\*["']|fetch\(|XMLHttpRequest|innerHTML|eval\(|cookie =""", embed + frame)
