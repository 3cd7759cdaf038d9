"""Pages of what goes out in a real Chromium: no barriers, nothing wider than a phone, and a report fit for paper."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from reports.frozen import Cover, Frozen, FrozenPart, freeze, frozen_token
from reports.models import DigestTarget
from reports.roles import give_role
from surveys.default_survey import ensure_default_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = "".join(f'<tr><th scope="row">客户离开的原因之{number}</th><td>{number}%</td></tr>' for number in range(120))
TABLE = (
    f'<table><thead><tr><th scope="col">原因</th><th scope="col">占比</th></tr></thead><tbody>{ROWS}</tbody></table>'
)


@pytest.fixture
def editor(db):
    ensure_default_survey()
    user = User.objects.create_user("editor@example.com")
    give_role(user, "editor")
    DigestTarget.objects.create(kind="mail", address="pm@example.com", language="en", added_by=user)
    hook = "https://open.feishu.cn/open-apis/bot/v2/hook/0b2c-9f31"
    DigestTarget.objects.create(kind="feishu", address=hook, language="zh-Hans", last_error="The server refused it.")
    return user


@pytest.fixture
def report(editor):
    with translation.override("zh-hans"):
        parts = (FrozenPart("长表", TABLE),)
        cover = Cover("2026年1月至3月", ("套餐：专业版",), ("530份回答中已归类412份",))
        frozen = Frozen("各套餐的流失原因", cover, parts, {}, definitions=("share", "interval"))
        return freeze(frozen, timezone.now() + timedelta(days=30), editor)


@pytest.fixture
def page(chromium, live_server, editor):
    client = Client()
    client.force_login(editor)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.refused = []
    page.on("console", lambda said: page.refused.append(said.text) if said.type == "error" else None)
    yield page
    context.close()


def test_pages_have_no_barriers_and_fit_a_phone(page, report):
    paths = ["/digest/", "/digest/preview/?channel=mail", "/digest/preview/?channel=wecom&language=zh-Hans", "/frozen/"]
    for path in [*paths, f"/frozen/{frozen_token(report)}/", "/frozen/altered/"]:
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert [text for text in page.refused if "404" not in text] == []


@pytest.mark.parametrize(("paper", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_a_frozen_report_prints_on_paper_in_chinese(page, report, paper, points):
    page.goto(f"/frozen/{frozen_token(report)}/")
    printed = page.pdf(format=paper)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(int(float(width)), int(float(height))) for width, height in boxes} <= {points, (points[0], points[1] + 1)}
    pages = len(re.findall(rb"/Type /Page\b", printed))
    # The cover, the pages of the table, the definitions.
    assert 5 <= pages <= 8
    assert "CJK" in fonts(printed)


def fonts(printed: bytes) -> str:
    """Return what a PDF says of its fonts."""
    pieces = [printed]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", printed, re.DOTALL):
        try:
            pieces.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return " ".join(name.decode() for piece in pieces for name in re.findall(rb"/FontName /([\w+-]+)", piece))
