"""Every page of respondents in every language, light and dark, at every width, with text of once and twice the size.

A page is opened once in each language; what differs is then changed under it, and axe-core reads it each time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from surveys.documents import publish
from surveys.models import Answer, Question, Response, Survey
from surveys.receipts import receipt_path
from tests.surveys.kinds import EVERY_KIND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WIDTHS = (320, 1440)
BETWEEN = (390, 640, 820)
LOOKS = (("100%", "dark"), ("100%", "light"), ("200%", "light"))
# The rules of WCAG 2.2, A and AA; axe leaves the size of targets out unless it is asked for. In the dark only colours
# are others than in the light, and what contrasts enough as small text does as large: so with text of once the size.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
READ = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const said = found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ": " + node.html.slice(0, 120)));
  return said;
}"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def answered(transactional_db: None) -> Response:
    survey = Survey.objects.create(key="every-kind", alternative={"en": "A pause of three months is possible."})
    publish(survey, EVERY_KIND)
    answered = Response.objects.create(survey=survey, left_on="2026-02-28", contact_address="a@b.example")
    reasons, words = (Question.objects.filter(kind=kind).first() for kind in ("several", "text"))
    Answer.objects.create(response=answered, question=reasons, choices=["price", "quality"])
    Answer.objects.create(response=answered, question=words, verbatim="越用越慢，也太贵 " * 20)
    return answered


def _ask(page: Any, tag: str, _answered: Response) -> None:
    """Open the form and let all of it be seen."""
    page.goto(f"/s/every-kind/?lang={tag}")
    page.check("input[value=price]")
    page.check("input[value=quality]")


def _errors(page: Any, tag: str, answered: Response) -> None:
    _ask(page, tag, answered)
    page.fill("#id_words", "x" * 5001)
    page.click("button[value=send]")
    page.wait_for_selector(".error-summary")


def _thanks(page: Any, tag: str, answered: Response) -> None:
    token = receipt_path(answered).split("/")[2]
    page.goto(f"/s/every-kind/thanks/?lang={tag}&receipt={token}")


def _at(path: str) -> Callable[..., None]:
    return lambda page, tag, answered: page.goto(path.format(receipt=receipt_path(answered)) + f"?lang={tag}")


PAGES = {
    "ask": _ask,
    "errors": _errors,
    "thanks": _thanks,
    "receipt": _at("{receipt}"),
    "change": _at("{receipt}change/"),
    "delete": _at("{receipt}delete/"),
    "notice": _at("/s/every-kind/notice/"),
    "dead end": _at("/i/altered/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_barriers_or_is_wider_than_its_window(page, answered, name):
    found = {}
    for tag in LANGUAGES:
        PAGES[name](page, tag, answered)
        page.evaluate(AXE_FILE_PATH.read_text())
        for (size, scheme), width in itertools.product(LOOKS, WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            if said := page.evaluate(READ, RULES[scheme]):
                found[tag, size, scheme, width] = said
        found |= {(tag, width): "wider than its window" for width in (*WIDTHS, *BETWEEN) if _wider(page, width)}
    assert found == {}


def _wider(page: Any, width: int) -> bool:
    """Say whether the page, its text of twice the size still, is wider than a window of a width."""
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate(WIDER))
