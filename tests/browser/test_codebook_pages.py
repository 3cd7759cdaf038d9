"""Codebook, learning and emerging in a real Chromium: no barriers, no wider than a phone, without script too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from reports.coding import code_pending
from reports.corrections import correct
from reports.learning import propose_layer
from surveys.default_survey import ensure_default_survey
from surveys.models import Answer, Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "oak elm ash fir yew bay fig nut rye oat bean pea leek kale corn plum".split()
PAGES = ["/codebook/", "/codebook/causes/price/", "/codebook/add/", "/codebook/history/", "/learning/", "/emerging/"]
PHONE, DESKTOP = 390, 1440


@pytest.fixture
def answers(editor):
    """A year of answers, a theme among those of today, twelve corrections and a proposal made of them."""
    survey = ensure_default_survey()
    question = survey.questions.get(key="words")
    today = timezone.localdate()

    def said(words, days):
        response = Response.objects.create(survey=survey, left_on=today - timedelta(days=days))
        Answer.objects.create(response=response, question=question, verbatim=words)
        return response

    for number in range(60):
        said(f"{['too expensive', '太贵了', 'it crashes'][number % 3]} {number}", 300 if number < 40 else 5)
    told = [said(f"{word} widget gallery {word}", 0) for word in WORDS]
    sum(code_pending())
    for response in told[:12]:
        correct(response, "trust", "present", editor)
    propose_layer(editor)


@pytest.fixture
def read(opened, answers):
    """Open a page as an editor, with the answers."""
    return opened


@pytest.mark.parametrize(("width", "dark", "locale"), [(DESKTOP, False, "en"), (PHONE, True, "zh-CN")])
def test_no_page_has_barriers(read, width, dark, locale):
    barriers = {}
    page = read("/definitions/", width=width, dark=dark, locale=locale)
    for path in PAGES:
        page.goto(path)
        found = Axe().run(page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        barriers |= {path: serious} if serious else {}
    assert barriers == {}


def test_nothing_is_wider_than_a_phone(read):
    page = read("/definitions/", width=PHONE)
    widths = {path: page.goto(path) and page.evaluate("document.documentElement.scrollWidth") for path in PAGES}
    assert {path: width for path, width in widths.items() if width > PHONE} == {}


def test_a_cause_is_merged_without_javascript(read):
    page = read("/codebook/causes/price/merge/", width=PHONE, script=False)
    page.select_option("[name=into]", "budget")
    page.fill("[name=why]", "One purse.")
    page.click("[name=preview]")
    assert "40 of 76 past answers would change" in page.inner_text("main")
    page.click("[name=accept]")
    assert "Version 1 of the codebook is in use." in page.inner_text("main")


def test_a_theme_becomes_a_cause_without_javascript(read):
    page = read("/emerging/", script=False)
    page.click("text=Make it a cause")
    assert page.input_value("[name=label_en]") == "Widget gallery"
    assert len(page.input_value("[name=examples]").splitlines()) == 3
    assert "widget gallery" in page.input_value("[name=definition_zh-Hans]")


def test_what_was_learned_is_accepted_and_taken_back_without_javascript(read):
    page = read("/learning/", script=False)
    page.click("button:has-text('Accept')")
    assert "What was learned is in use." in page.inner_text("main")
    page.click("text=Take it back")
    assert "Taken back." in page.inner_text("main")


def test_the_progress_of_the_coder_shows_by_itself(read):
    page = read("/codebook/causes/price/retire/")
    page.fill("[name=why]", "Enough.")
    page.click("[name=preview]")
    page.click("[name=accept]")
    page.goto("/codebook/")
    assert "0 of 76 answers are coded" in page.inner_text("#recoding")
    sum(code_pending())
    page.wait_for_selector("#recoding:empty", state="attached")
