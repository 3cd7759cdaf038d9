"""The survey builder in a real Chromium: it follows the typing, works without script, and has no barriers."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from reports.roles import give_role
from surveys.default_survey import ensure_default_survey
from surveys.models import Survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP = 390, 1440
PRICE = '[name="questions[0].choices[0].wording.en"]'


@pytest.fixture
def read(chromium, live_server, db):
    """Open a page as an editor: read("/surveys/exit/", width=390, script=False)."""
    ensure_default_survey()
    user = User.objects.create_user("editor@example.com")
    give_role(user, "editor")
    client = Client()
    client.force_login(user)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    contexts = []

    def opened(path, width=DESKTOP, **options):
        size = {"width": width, "height": 844}
        contexts.append(chromium.new_context(base_url=live_server.url, viewport=size, **options))
        contexts[-1].set_default_timeout(60_000)
        contexts[-1].add_cookies([session])
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_remarks_and_preview_follow_the_typing_in_the_language_shown(read):
    page = read("/surveys/exit/")
    page.click('a[target="preview"][lang="zh-Hant"]')
    page.fill('[name="title.zh-Hant"]', "關於離開")
    page.fill('[name="title.en"]', "We are so sad to see you go")
    page.frame_locator(".phone").locator("h1", has_text="關於離開").wait_for()
    page.wait_for_selector('[data-at="title.en"] .remark.error')
    page.click('[id="down:questions[0].choices[0]"]')
    page.locator('[name="questions[0].choices[1].key"][value="price"]').wait_for(state="attached")
    assert Survey.objects.get().draft["questions"][0]["choices"][1]["key"] == "price"
    assert page.complaints == []


def test_a_choice_is_added_seen_and_published_without_javascript(read):
    page = read("/surveys/exit/", width=PHONE, java_script_enabled=False)
    page.fill(PRICE, "Costs too much")
    page.click("text=Add a choice")
    page.fill('[name="questions[0].choices[15].wording.en"]', "The app drains my battery")
    page.click('button[name="see"][value="en"]')
    page.frame_locator(".phone").locator("span", has_text="The app drains my battery").wait_for()
    page.click('button[name="publish"]')
    assert "Version 2 is published." in page.inner_text("main")
    choices = Survey.objects.get().questions.get(key="reasons").choices
    assert choices.get(key="the_app_drains_my_battery").wording == {"en": "The app drains my battery"}
    assert choices.get(key="price").wording["en"] == "Costs too much"


@pytest.mark.parametrize(
    ("width", "scheme", "locale", "other"),
    [(DESKTOP, "light", "en", "/surveys/exit/versions/1/"), (PHONE, "dark", "zh-CN", "/surveys/")],
    ids=["desktop", "phone"],
)
def test_no_page_has_barriers_or_is_wider_than_its_window(read, width, scheme, locale, other):
    page, found = read(other, width=width, color_scheme=scheme, locale=locale), {}
    for path in (other, "/surveys/exit/"):
        page.goto(path)
        violations = Axe().run(page).response["violations"]
        found |= {f"{path} {one['id']}": one["nodes"][0]["html"] for one in violations}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == {}
