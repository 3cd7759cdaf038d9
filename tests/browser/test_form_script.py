"""What the form's small script adds: the narrowed main question, the draft, one send a click, the late counter."""

from __future__ import annotations

import pytest

from surveys.models import Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _offered(page) -> list[str]:
    return [value for value in page.locator("#id_main option").evaluate_all("all => all.map(o => o.value)") if value]


@pytest.mark.parametrize(("ticked", "visible"), [(0, False), (1, False), (2, True)])
def test_the_main_one_is_asked_when_there_are_several(visit, ticked, visible):
    page = visit("/s/exit/")
    for number in range(ticked):
        page.check(f"#id_reasons_{number}")
    assert page.locator("#id_main").is_visible() is visible


def test_the_main_one_is_asked_without_script(visit):
    page = visit("/s/exit/", script=False)
    assert page.locator("#id_main").is_visible()
    assert len(_offered(page)) == 15


def test_the_main_one_offers_only_what_is_ticked(visit):
    page = visit("/s/exit/")
    page.check("input[value=price]")
    page.check("input[value=support]")
    assert sorted(_offered(page)) == ["price", "support"]


def test_a_main_one_unticked_is_not_sent(visit):
    page = visit("/s/exit/")
    for reason in ("price", "support", "trust"):
        page.check(f"input[value={reason}]")
    page.select_option("#id_main", "price")
    page.uncheck("input[value=price]")
    page.click("button[value=send]")
    page.wait_for_url("**/thanks/**")
    assert Response.objects.get().main_reason_key() == ""


def _draft(page) -> None:
    page.check("input[value=price]")
    page.fill("#id_words", "half a thought")


def test_a_draft_survives_the_page(visit):
    page = visit("/s/exit/")
    _draft(page)
    page.reload()
    assert (page.input_value("#id_words"), page.is_checked("input[value=price]")) == ("half a thought", True)


def test_a_draft_survives_the_switch_of_languages(visit):
    page = visit("/s/exit/")
    _draft(page)
    page.click("a[hreflang=zh-Hant]")
    assert (page.input_value("#id_words"), page.is_checked("input[value=price]")) == ("half a thought", True)


@pytest.mark.parametrize("button", ["send", "skip"])
def test_a_draft_is_forgotten_after_sending_and_after_skipping(visit, button):
    page = visit("/s/exit/")
    _draft(page)
    page.click(f"button[value={button}]")
    page.wait_for_url("**/thanks/**")
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_of_yesterday_is_forgotten(visit):
    page = visit("/s/exit/")
    _draft(page)
    page.evaluate("for (const key in {...localStorage}) localStorage[key] = localStorage[key].replace(/\\d{13}/, '1')")
    page.reload()
    assert (page.input_value("#id_words"), page.evaluate("localStorage.length")) == ("", 0)


def test_a_draft_is_kept_while_the_connection_is_cut(visit):
    page = visit("/s/exit/")
    _draft(page)
    page.context.set_offline(True)
    page.click("button[value=send]", no_wait_after=True)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto("/s/exit/")
    assert page.input_value("#id_words") == "half a thought"


def test_what_came_back_with_an_error_is_not_overwritten_by_a_draft(visit):
    page = visit("/s/exit/")
    page.fill("#id_words", "x" * 5001)
    page.click("button[value=send]")
    page.fill("#id_words", "shorter")
    page.reload()
    assert page.locator(".error-summary").count() == 1


def test_forbidden_storage_changes_nothing_else(visit):
    page = visit("/s/exit/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.reload()
    page.fill("#id_words", "no storage")
    page.click("button[value=send]")
    page.wait_for_url("**/thanks/**")
    assert (errors, Response.objects.get().verbatim()) == ([], "no storage")


def test_a_double_click_sends_once(visit):
    page = visit("/s/exit/")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.fill("#id_words", "quick")
    page.dblclick("button[value=send]")
    page.wait_for_url("**/thanks/**")
    assert (len(sent), Response.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "said"), [(4400, ""), (4600, "400 characters left"), (5003, "3 characters too many")]
)
def test_the_counter_speaks_only_near_the_end(visit, typed, said):
    page = visit("/s/exit/")
    page.fill("#id_words", "字" * typed)
    assert page.locator(".counter").inner_text() == said


def test_the_counter_counts_as_the_server_does(visit):
    page = visit("/s/exit/")
    page.fill("#id_words", "👋" * 5000)
    assert page.locator(".counter").inner_text() == "0 characters left"
