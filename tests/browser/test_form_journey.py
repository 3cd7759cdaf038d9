"""A person who left answers in a real browser: each language, phone and desktop, script on and off, keys alone."""

from __future__ import annotations

import pytest

from customers.models import Customer
from surveys.default_survey import ensure_default_survey
from surveys.invitations import invite
from surveys.models import Response
from surveys.tokens import invitation_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {"en": "It grew too slow for us.", "zh-Hans": "越用越慢，受不了。", "zh-Hant": "越用越慢，受不了啦。"}
SENT = {"en": "Your answer has arrived.", "zh-Hans": "您的回答已收到。", "zh-Hant": "您的回答已收到。"}


@pytest.fixture
def path(transactional_db) -> str:
    customer = Customer.objects.create(ref="C-1", attributes={"plan": "pro"})
    return f"/i/{invitation_token(invite(ensure_default_survey(), customer).pk)}/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("tag", list(WORDS))
def test_an_invitation_is_answered(visit, path, tag, width, script):
    page = visit(f"{path}?lang={tag}", width=width, script=script)
    page.check("input[value=quality]")
    page.check("input[value=price]")
    page.select_option("#id_main", "quality")
    page.fill("#id_words", WORDS[tag])
    page.click("button[value=send]")
    assert page.locator("main").get_by_text(SENT[tag]).is_visible()
    stored = Response.objects.get()
    assert (stored.verbatim(), stored.main_reason_key(), stored.language) == (WORDS[tag], "quality", tag)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_keys_alone_are_enough(visit, path, script):
    page = visit(path, script=script)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.locator(":focus").get_attribute("name") or "")
        if seen[-1] == "reasons" and seen.count("reasons") == 1:
            page.keyboard.press("Space")
        if seen[-1] == "words":
            page.keyboard.type("typed by keys")
        if seen[-1] == "do":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/**")
    stored = Response.objects.get()
    assert (stored.verbatim(), len(stored.reason_keys())) == ("typed by keys", 1)


def test_the_browser_s_language_is_spoken(visit):
    assert visit("/s/exit/", locale="zh-TW").locator("html").get_attribute("lang") == "zh-Hant"


def test_the_language_can_be_switched_without_script(visit):
    page = visit("/s/exit/", script=False)
    page.click("a[hreflang=zh-Hans]")
    assert page.locator("h1").inner_text() == "关于您离开的原因"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_skip_stores_nothing(visit, path, script):
    page = visit(path, script=script)
    page.fill("#id_words", "never mind")
    page.click("button[value=skip]")
    assert page.get_by_text("Nothing was sent, and nothing is kept.").is_visible()
    assert not Response.objects.exists()


def test_enter_in_the_address_sends_and_does_not_skip(visit):
    page = visit("/s/exit/")
    page.check("#id_contact_0")
    page.fill("#id_contact_address", "me@example.com")
    page.press("#id_contact_address", "Enter")
    page.wait_for_url("**/thanks/**")
    assert Response.objects.get().contact_address == "me@example.com"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_error_has_the_focus_and_leads_to_its_field(visit, script):
    page = visit("/s/exit/", script=script)
    page.fill("#id_words", "x" * 5001)
    page.click("button[value=send]")
    assert "error-summary" in page.locator(":focus").get_attribute("class")
    page.click(".error-summary a")
    assert page.locator(":focus").get_attribute("id") == "id_words"
    assert page.input_value("#id_words") == "x" * 5001


def test_two_tabs_of_one_invitation_make_one_response(visit, path):
    first, second = visit(path), visit(path)
    for page, words in ((first, "first"), (second, "second")):
        page.fill("#id_words", words)
    first.click("button[value=send]")
    first.wait_for_url("**/thanks/**")
    second.click("button[value=send]")
    assert second.get_by_text("We already have your answer, thank you").is_visible()
    assert Response.objects.count() == 1


def test_going_back_and_on_again_makes_one_response(visit, path):
    page = visit(path)
    page.fill("#id_words", "once")
    page.click("button[value=send]")
    page.wait_for_url("**/thanks/**")
    page.go_back()
    again = page.locator("button[value=send]")
    if again.count():
        again.click()
    # The browser's own copy is sent again and thanked again; a page asked for anew is the receipt.
    assert "/thanks/" in page.url or "/r/" in page.url
    assert Response.objects.count() == 1
