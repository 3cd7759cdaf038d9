"""The team's pages in a real Chromium: no barriers, nothing wider than a phone, corrections with one click."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from causes import load_codebook
from customers.models import Customer
from reports.models import CodedResponse, Coding
from surveys.default_survey import ensure_default_survey
from surveys.models import Answer, Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "太贵了, way too expensive"
PAGES = [
    "/",
    "/causes/?by=plan",
    "/causes/price/",
    "/stated-written/",
    "/silence/?period=all",
    "/emerging/",
    "/quality/",
    "/report/?period=all",
    "/people/?cause=price",
    "/responses/{response}/",
    "/customers/",
    "/customers/{customer}/",
    "/definitions/",
    "/nowhere/",
]
PHONE, DESKTOP = 390, 1440


@pytest.fixture
def response(db):
    """Two segments of answers alike, large enough to show their words; the last of them."""
    survey = ensure_default_survey()
    for number in range(22):
        plan = {"plan": "pro" if number < 12 else "free"}
        customer = Customer.objects.create(
            ref=f"c{number}", name=f"晨光 {number}", attributes=plan, ended_on=date(2026, 1, 5), mrr=50, currency="CNY"
        )
        response = Response.objects.create(
            survey=survey, customer=customer, segment=plan, mrr=50, currency="CNY", left_on=date(2026, 1, 5)
        )
        Answer.objects.create(response=response, question=survey.questions.get(key="words"), verbatim=WORDS)
        Answer.objects.create(response=response, question=survey.questions.get(key="reasons"), choices=["price"])
        CodedResponse.objects.create(response=response, codebook=load_codebook().digest, language="mixed")
        Coding.objects.create(
            response=response, cause="price", score=0.9, method="phrases", main=True, evidence=[[0, 3, "used"]]
        )
    return response


@pytest.fixture
def read(opened, response):
    """Open a page as an editor: read("/people/", width=390, dark=True, locale="zh-CN")."""
    return lambda path, *look, **options: opened(
        path.format(response=response.pk, customer=response.customer_id), *look, **options
    )


def each_page(page, response):
    """Go to each of the pages in turn, and yield its path."""
    for path in PAGES:
        page.goto(path.format(response=response.pk, customer=response.customer_id))
        yield path


def barriers(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("width", "dark", "locale"), [(PHONE, True, "zh-TW"), (DESKTOP, False, "en")])
def test_no_page_has_barriers_or_is_too_wide_or_loads_what_it_must_not(read, response, width, dark, locale):
    page = read("/definitions/", width, dark, locale)
    told = []
    page.on("console", lambda message: told.append(message.text))
    wrong = {}
    for path in each_page(page, response):
        found = barriers(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        wrong[path] = found + [text for text in told if "Content Security Policy" in text]
    assert wrong == {path: [] for path in wrong}


def test_the_log_in_page_has_no_barriers(chromium, live_server, db):
    page = chromium.new_page(base_url=live_server.url)
    page.goto("/log-in/")
    assert barriers(page) == []
    page.context.close()


def test_a_cell_leads_to_its_people_and_their_evidence(read):
    page = read("/causes/?by=plan")
    page.locator(".matrix tbody a", has_text="100%").nth(1).click()
    assert page.locator("mark").first.inner_text() == "太贵了"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_click_takes_a_cause_away(read, response, script):
    page = read("/responses/{response}/", script=script)
    page.locator(f"#wrong-{response.pk}-price").click()
    page.locator(".coding .cause", has_text="No reason given").wait_for()
    assert page.locator(".history li").count() == 1


def test_one_click_takes_the_correction_back(read, response):
    page = read("/responses/{response}/")
    page.locator(f"#wrong-{response.pk}-price").click()
    page.locator(f"#undo-{response.pk}").click()
    page.locator(".coding .cause", has_text="Price").wait_for()
    assert page.locator(".history .undone").count() == 1


def test_the_main_path_works_by_keyboard(read):
    page = read("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_an_empty_filter_is_left_out_of_the_address(read):
    page = read("/causes/")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/causes/?by=plan&period=all")
