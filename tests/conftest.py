"""What all tests share: the default survey, and a real Chromium for those marked ``browser``."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import settings

from config.bootstrap import find_chromium
from surveys.questions import forget_questions

# Playwright's synchronous interface runs an event loop of its own in this thread; Django's guard against that is for
# servers, not for tests that drive a browser.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same examples every time and no deadline: a busy machine must not decide whether a build is good.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Begin every test in the source language, whatever the page of the test before spoke."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def questions_read_anew() -> None:
    """Forget what a test before had read: a rollback takes rows back that were published."""
    forget_questions()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A Chromium for the whole session; its tests open contexts of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
