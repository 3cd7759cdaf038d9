"""Answers worked through by keyboard in a real Chromium, and everything taken back."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.coding import code_pending
from reports.models import Coding, Correction, Mark, Quote
from surveys.default_survey import ensure_default_survey
from surveys.models import Answer, Response
from tests.browser.test_reports_pages import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = ["導出總是失敗，太貴了", "The exports kept failing 😀", "ＡＰＩ太慢 and support never answered", "太貴"]


@pytest.fixture
def inbox(db, opened):
    """Open the answers as an editor: inbox("/people/", width=390)."""
    survey = ensure_default_survey()
    for number, words in enumerate(SAID * 6):
        said = Response.objects.create(survey=survey, left_on=f"2026-01-{number + 1:02}", mrr=number, currency="EUR")
        Answer.objects.create(response=said, question=survey.questions.get(key="words"), verbatim=words)
    sum(code_pending())
    return opened


def newest(number):
    return list(Response.objects.order_by("-left_on").values_list("pk", flat=True)[:number])


def test_the_next_answer_is_opened_and_marked_and_the_mark_is_taken_back(inbox):
    page, second = inbox("/people/"), newest(2)[1]
    page.keyboard.press("j")
    page.locator(f"#pane #response-{second}").wait_for()
    page.keyboard.press("r")
    page.locator(f"#row-{second}.is-read").wait_for()
    page.keyboard.press("u")
    page.locator(f"#row-{second}:not(.is-read)").wait_for()
    assert (Mark.objects.count(), page.evaluate("document.activeElement.id")) == (0, f"row-{second}")


def test_star_and_quote_have_keys(inbox):
    page, first = inbox("/people/"), newest(1)[0]
    page.keyboard.press("s")
    page.locator(f"[value='unstar:{first}']").wait_for()
    page.keyboard.press("q")
    page.locator(f"[value='unquote:{first}']").wait_for()
    assert (Mark.objects.get().response_id, Quote.objects.get().response_id) == (first, first)


def test_a_cause_is_corrected_and_taken_back_by_keyboard(inbox):
    page, first = inbox("/people/"), newest(1)[0]
    chip = page.locator(f"#row-{first} .chip", has_text="Trust")
    for key in ("c", "T", "r", "u", "Tab", "Enter"):
        page.keyboard.press(key)
    chip.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    chip.wait_for(state="detached")
    assert (Correction.objects.get().undone_at is not None, Coding.objects.filter(cause="trust").count()) == (True, 0)


def test_search_and_help_have_keys_and_nothing_is_refused_by_the_policy(inbox):
    page, told = inbox("/people/"), []
    page.on("console", lambda message: told.append(message.text))
    page.keyboard.press("/")
    page.keyboard.type("导出")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.keyboard.press("?")
    assert (page.locator("#rows > .row").count(), page.locator("#keys").is_visible(), told) == (6, True, [])


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_many_at_once_and_back(inbox, script):
    page = inbox("/people/?q=太贵", script=script)
    for box in page.locator(".pick").all()[:3]:
        box.check()
    page.get_by_role("button", name="Star", exact=True).click()
    page.get_by_text("Starred: 3.").wait_for()
    page.locator("#undo").click()
    page.get_by_text("Taken back: Starred: 3.").wait_for()
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(("width", "scheme", "locale"), [(PHONE, "dark", "zh-TW"), (DESKTOP, "light", "en")])
def test_the_pages_have_no_barriers_and_fit(inbox, width, scheme, locale):
    page = inbox("/people/?q=太貴", width, dark=scheme == "dark", locale=locale)
    Quote.objects.create(response=Response.objects.latest("left_on"), note="x")
    found = {}
    for path in ("/people/?q=太貴", "/quotes/", "/quotes/page/"):
        page.goto(path)
        barriers = Axe().run(page).response["violations"]
        found[path] = [(rule["id"], node["html"][:120]) for rule in barriers for node in rule["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[path].append(("wider than the window", ""))
    assert found == {path: [] for path in found}
