"""The respondent's pages for everyone: sizes, weight, focus, print, and nothing fetched from elsewhere."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOK = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.border, s.font, s.opacity].join() }"


def test_skip_weighs_as_much_as_send(visit):
    page = visit("/s/exit/")
    send, skip = (page.locator(f"button[value={value}]") for value in ("send", "skip"))
    boxes = [button.bounding_box() for button in (send, skip)]
    assert len({(round(box["width"]), round(box["height"]), round(box["y"])) for box in boxes}) == 1
    assert send.evaluate(LOOK) == skip.evaluate(LOOK)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_targets_are_large_enough_for_a_thumb(visit, width):
    page = visit("/s/exit/", width=width)
    heights = page.locator("button, .choice, textarea, input[type=email], nav a, .notice p a").evaluate_all(
        "all => all.map(e => Math.round(e.getBoundingClientRect().height))"
    )
    assert min(heights) >= 44


def test_fields_do_not_make_a_phone_zoom_in(visit):
    page = visit("/s/exit/")
    texts = page.locator("textarea, select, input[type=email]").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(texts) >= 16


def test_focus_is_seen(visit):
    page = visit("/s/exit/")
    page.keyboard.press("Tab")
    style = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineWidth + getComputedStyle(e).outlineStyle")
    assert style == "3pxsolid"


def test_nothing_moves_for_those_who_asked_for_stillness(visit):
    page = visit("/s/exit/")
    page.emulate_media(reduced_motion="reduce")
    moving = page.locator(".choice").first.evaluate("e => getComputedStyle(e).transitionDuration")
    assert moving == "0s"


def test_the_page_is_light_and_comes_from_here_alone(visit, live_server):
    page = visit("/s/exit/thanks/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls, sizes = [], []
    network.on("Network.requestWillBeSent", lambda event: urls.append(event["request"]["url"]))
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/s/exit/", wait_until="networkidle")
    fetched = [url for url in urls if not url.startswith("data:")]
    assert all(url.startswith(live_server.url) for url in fetched)
    assert len(fetched) == 2
    assert sum(sizes) <= 30_000


def test_no_cookie_is_set_in_a_whole_journey(visit):
    page = visit("/s/exit/")
    page.fill("#id_words", "no crumbs")
    page.click("button[value=send]")
    page.wait_for_url("**/thanks/**")
    assert page.context.cookies() == []


def test_no_rule_of_the_page_s_security_is_broken(visit):
    page = visit("/s/exit/thanks/")
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/s/exit/?lang=zh-Hant")
    page.check("input[value=price]")
    page.click("button[value=send]")
    page.wait_for_url("**/thanks/**")
    assert said == []


def test_the_notice_prints_without_the_switch(visit):
    page = visit("/s/exit/notice/")
    page.emulate_media(media="print")
    assert not page.locator(".languages").is_visible()
    assert page.locator("h1").is_visible()
