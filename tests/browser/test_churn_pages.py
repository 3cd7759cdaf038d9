"""Churn and cohorts in a real Chromium: the slider works what is left out, and both fit a phone without barriers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone

from customers.models import Customer, Subscription
from reports.roles import give_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(visit, live_server, client):
    """Open a page as an editor, of a company with a hundred customers of whom ten left: opened("/churn/")."""
    today = timezone.localdate()
    for at in range(100):
        started, ended = today - timedelta(days=200), today - timedelta(days=20 + at) if at < 10 else None
        known = {"started_on": started, "ended_on": ended, "ending": "voluntary" if ended else "", "currency": "USD"}
        one = Customer.objects.create(ref=f"c-{at}")
        Subscription.objects.create(customer=one, plan="pro" if at % 2 else "team", mrr=Decimal(1000), **known)
    user = User.objects.create(username="editor@example.com")
    give_role(user, "editor")
    client.force_login(user)

    def page_of(path, **options):
        client.get(path)  # what is imported and counted once is there before the browser waits
        page = visit("/log-in/", **options)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(path)
        return page

    return page_of


def test_the_slider_works_out_what_is_left(opened):
    page = opened("/churn/", width=1280)
    page.locator("input[name=rate]").fill("5")
    page.locator("input[name=target]").fill("3")
    assert page.locator("[data-out=left]").text_content() == "$48,632"
    assert page.locator("[data-out=difference]").text_content() == "$13,813"


@pytest.mark.parametrize("path", ["/churn/", "/cohorts/"])
def test_pages_fit_a_phone_and_have_no_barriers(opened, path):
    page = opened(path, width=390, dark=path == "/cohorts/")
    page.locator(".chart-drawing svg.marks").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert Axe().run(page).response["violations"] == []
