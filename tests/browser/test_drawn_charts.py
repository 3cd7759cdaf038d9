"""Charts in a real Chromium: drawn under the policy, in place, in both themes and on paper; a table without script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.urls("chart_pages")]
DRAWN = ".chart-drawing svg.marks"
ALL = 8
SHIFTS = """new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().length)).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(0), 300);
})"""


@pytest.fixture
def charts(visit):
    """Open the page of every chart and wait until all are drawn."""

    def opened(**how):
        page = visit("/charts-for-tests/", **how)
        page.locator(DRAWN).nth(ALL - 1).wait_for()
        return page

    return opened


def test_every_chart_is_drawn_and_the_policy_refuses_nothing(visit):
    page = visit("/log-in/")
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto("/charts-for-tests/")
    page.locator(DRAWN).nth(ALL - 1).wait_for()
    page.locator(f"#chart-ranked {DRAWN} .mark-symbol path").first.hover()
    page.locator("#vg-tooltip-element.visible", has_text="Price").wait_for()
    assert (told, page.title()) == ([], "Charts · Parting Words")


@pytest.mark.parametrize("width", [390, 1440])
def test_drawing_moves_nothing(visit, width):
    page = visit("/charts-for-tests/", width=width)
    page.locator(DRAWN).nth(ALL - 1).wait_for()
    assert page.evaluate(SHIFTS) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)], ids=["phone-dark", "desktop-light"])
def test_charts_are_no_barrier(charts, width, dark):
    found = Axe().run(charts(width=width, dark=dark)).response["violations"]
    assert [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]] == []


def test_the_theme_changes_what_is_drawn(charts):
    page = charts(dark=True)
    fill = f"getComputedStyle(document.querySelector('#chart-ranked {DRAWN} .mark-symbol path')).fill"
    dark = page.evaluate(fill)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(fill)
    page.emulate_media(color_scheme="dark", media="print")
    assert (dark, light, page.evaluate(fill)) == ("rgb(109, 185, 224)", "rgb(15, 106, 143)", "rgb(15, 106, 143)")


def test_a_chart_follows_the_width_and_fits_paper(charts):
    page = charts(width=1440)
    drawn = page.locator(f"#chart-trend {DRAWN}")
    wide = drawn.get_attribute("width")
    page.set_viewport_size({"width": 600, "height": 800})
    page.locator(f"#chart-trend {DRAWN}:not([width='{wide}'])").wait_for()
    assert int(drawn.get_attribute("width")) < 600
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.locator(f"#chart-trend {DRAWN}[width='660']").wait_for()


def test_without_script_the_table_is_there_and_nothing_waits(visit):
    page = visit("/charts-for-tests/", script=False)
    page.locator(".chart-table summary").click()
    assert page.locator(".chart-table td").first.inner_text() == "12%"
    assert not page.locator(".chart-drawing").first.is_visible()
