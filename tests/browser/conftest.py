"""What the browser's tests share: pages of a fresh visitor, of any width, language and colour scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open an address of ours as someone who was never here: ``visit("/s/exit/", width=320, script=False)``."""
    contexts = []

    def opened(path: str, width: int = 390, script: bool = True, dark: bool = False, locale: str = "en") -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": PHONE["height"] if width < 700 else DESKTOP["height"]},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale=locale,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody of the team who may change things."""
    from django.contrib.auth.models import User

    from reports.roles import give_role

    user = User.objects.create_user("editor@example.com")
    give_role(user, "editor")
    return user


@pytest.fixture
def opened(editor: Any, chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page as an editor: ``opened("/customers/", width=390, dark=True, locale="zh-CN", script=False)``."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(editor)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    contexts = []

    def page_of(path: str, width: int = 1440, dark: bool = False, locale: str = "en", script: bool = True) -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme="dark" if dark else "light",
            locale=locale,
            java_script_enabled=script,
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(path)
        return page

    yield page_of
    for context in contexts:
        context.close()
