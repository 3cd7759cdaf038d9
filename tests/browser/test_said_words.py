"""The words that say so, beside a correction: selected or typed, by keyboard, on a phone, without script too."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from reports.coding import code_pending
from surveys.default_survey import ensure_default_survey
from surveys.models import Answer, Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VERBATIM = "客服很好，就是太贵了，再加上 exports are missing，等不下去了。"
SELECT = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".words"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def response(editor):
    survey = ensure_default_survey()
    made = Response.objects.create(survey=survey, left_on=timezone.localdate())
    Answer.objects.create(response=made, question=survey.questions.get(key="words"), verbatim=VERBATIM)
    sum(code_pending())
    return made


def say(page, words):
    page.select_option("select[name=cause]", "trust")
    page.fill(".said-words", words)
    page.press(".said-words", "Enter")


@pytest.mark.parametrize(
    ("width", "locale", "script"), [(390, "en", True), (1440, "zh-TW", True), (390, "zh-CN", False)]
)
def test_words_are_refused_then_saved_by_keyboard(opened, response, width, locale, script):
    page = opened(f"/responses/{response.pk}/", width=width, locale=locale, script=script)
    say(page, "太慢")
    page.wait_for_selector(".field-errors")
    assert page.input_value(".said-words") == "太慢"
    if script:
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.activeElement.className") == "said-words"
    say(page, "等不下去")
    assert page.inner_text("q.said") == "等不下去"


def test_words_that_are_selected_fill_the_field(opened, response):
    page = opened(f"/responses/{response.pk}/")
    page.evaluate(SELECT)
    page.wait_for_function(f"document.querySelector('.said-words').value === '{VERBATIM}'")
    page.fill(".said-words", "typed")
    page.evaluate("getSelection().removeAllRanges()")
    page.evaluate(SELECT)
    assert page.input_value(".said-words") == "typed"
