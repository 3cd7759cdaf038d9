"""Scales and follow-ups in a real Chromium: on a small phone, by keys, with and without script."""

from __future__ import annotations

import pytest

from surveys.documents import publish
from surveys.models import Answer, Response, Survey
from surveys.receipts import receipt_path
from tests.surveys.kinds import EVERY_KIND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/s/every-kind/"


@pytest.fixture(autouse=True)
def every_kind(transactional_db):
    publish(Survey.objects.create(key="every-kind"), EVERY_KIND)


def test_a_follow_up_comes_with_its_choice_and_never_hides_words(visit):
    page = visit(PATH)
    fair = page.locator("#id_fair")
    assert not fair.is_visible()
    page.check("input[value=price]")
    fair.fill("half of it")
    page.uncheck("input[value=price]")
    assert fair.is_visible()
    page.reload()
    assert (fair.is_visible(), fair.input_value()) == (True, "half of it")
    fair.fill("")
    page.check("input[value=support]")
    assert not fair.is_visible()


def test_without_script_every_follow_up_is_there(visit):
    page = visit(PATH, script=False)
    page.fill("#id_fair", "half of it")
    page.check("#id_again_10")
    page.click("button[value=send]")
    assert page.get_by_text("Your answer has arrived.").is_visible()
    assert Answer.objects.filter(verbatim="half of it").exists()


@pytest.mark.parametrize(("width", "dark", "locale"), [(320, False, "zh-TW"), (1280, True, "en")])
def test_it_fits_and_is_large_enough(visit, width, dark, locale):
    page = visit(PATH, width=width, dark=dark, locale=locale)
    page.check("input[value=price]")
    page.check("input[value=quality]")
    page.check("#id_again_3")
    boxes = [label.bounding_box() for label in page.locator(".scale .choice").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_answer_is_read_changed_and_deleted(visit):
    page = visit(f"{PATH}?reasons=price&via=mail")
    assert page.is_checked("input[value=price]")
    page.fill("#id_words", "越用越慢")
    page.click("button[value=send]")
    page.goto(receipt_path(Response.objects.get()))
    page.click("text=Change")
    page.fill("#id_words", "越用越慢，也太贵")
    page.click("text=Save the change")
    assert page.get_by_text("Your change is stored.").is_visible()
    assert (page.get_by_text("越用越慢，也太贵").is_visible(), page.evaluate("localStorage.length")) == (True, 0)
    page.click("text=Delete")
    page.click("text=Delete my answer")
    assert page.get_by_text("Your answer is deleted").is_visible()
    assert not Response.objects.exists()
