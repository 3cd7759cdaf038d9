"""A file brought, mapped, checked, imported and taken back in a real Chromium, on a phone and without scripts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection

from customers.importing.work import work_next
from tests.browser.test_reports_pages import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = "".join(f"k-{n},2024-01-05,{n % 90}.00,pro\n" for n in range(4000))
FILE = f"customer id,started on,mrr,<b>plan</b>\n{ROWS}x,soon,1,pro\n"


@pytest.fixture
def imports(opened, settings, tmp_path):
    """Bring a file as an editor, up to its columns: imports(width=390)."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "customers.csv").write_text(FILE)

    def brought(width=DESKTOP, **options):
        page = opened("/imports/", width, **options)
        page.set_input_files("#file", tmp_path / "customers.csv")
        page.click("text=Go on to the columns")
        page.wait_for_url("**/columns/")
        return page

    return brought


def worked():
    """Work on what waits as the other process would: beside Playwright's loop, which forbids the database."""

    def work():
        try:
            return work_next()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(work).result()


def barriers(page):
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_the_whole_way_on_a_phone(imports):
    page = imports(PHONE)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.click("text=Check every row")
    page.wait_for_selector("text=Waiting to begin")
    worked()
    page.wait_for_selector("text=Import the rows that are right")
    assert barriers(page) == []
    page.click("text=Import the rows that are right")
    worked()
    page.click("text=Undo this import")
    worked()
    page.wait_for_selector("text=4,000 rows removed")
    assert not worked()


def test_it_works_without_scripts(imports):
    page = imports(script=False)
    page.click("text=Check every row")
    worked()
    page.click("text=Look again")
    page.click("text=Import the rows that are right")
    worked()
    page.click("text=Look again")
    assert page.inner_text("#now") == "Imported"
