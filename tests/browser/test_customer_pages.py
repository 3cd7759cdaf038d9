"""A customer over time, the list of customers and those who fade, in a real Chromium."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from customers.models import Customer, CustomerCare, CustomerEvent, Subscription
from reports.coding import code_pending
from surveys.default_survey import ensure_default_survey
from surveys.models import Answer, Response
from tests.browser.test_reports_pages import DESKTOP, PHONE
from tests.reports.using import AS_OF, FIRST, fading, silent, steady, use

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STARTED = FIRST - timedelta(days=150)
WORDS = "Each month it did less for us, and when the price went up in May nobody could say what for. 太貴了"


def make_customers():
    """Make one who left with a whole story, one who fades, one who is silent, one who stays."""
    names = ("Tideway Academy", "晨光科技", "Kestrel Logistics", "Ada Ltd")
    those = [
        Customer.objects.create(
            ref=f"c-{number}", name=name, started_on=STARTED, mrr=40 * (number + 2), currency="USD", attributes=known
        )
        for number, (name, known) in enumerate(zip(names, [{"plan": "pro"}, {"plan": "team"}] * 2, strict=True))
    ]
    told = {those[1]: fading(), those[2]: silent(), those[3]: steady()}
    use({those[0]: steady(18) + steady(12, on=(1,)) + steady(5, on=())} | told)
    leaver = those[0]
    leaver.ended_on, leaver.ending = AS_OF - timedelta(days=30), "voluntary"
    leaver.save()
    _spans(leaver)
    _events(leaver)
    return those


def _spans(customer):
    days = [STARTED, STARTED + timedelta(days=200), STARTED + timedelta(days=320), customer.ended_on]
    for place, (plan, mrr) in enumerate((("starter", 29), ("pro", 79), ("pro", 99))):
        Subscription.objects.create(
            customer=customer,
            plan=plan,
            mrr=mrr,
            currency="USD",
            started_on=days[place],
            ended_on=days[place + 1],
            ending="voluntary" if place == 2 else "",
        )


def _events(customer):
    for week in (3, 9, 10, 22, 23, 24):
        CustomerEvent.objects.create(
            customer=customer, kind="support", on=FIRST + timedelta(weeks=week), words="Ticket"
        )
    CustomerEvent.objects.create(customer=customer, kind="outage", on=FIRST + timedelta(weeks=20), words="Six hours")
    survey = ensure_default_survey()
    said = Response.objects.create(survey=survey, customer=customer, left_on=customer.ended_on, channel="import")
    Answer.objects.create(response=said, question=survey.questions.get(key="words"), verbatim=WORDS)
    sum(code_pending())
    CustomerCare.objects.create(customer=customer, status="settled")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def drawn(page):
    page.locator(".chart-drawing svg.marks").wait_for()
    return page.locator(".chart-drawing svg.marks").text_content()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_customer_is_seen_over_time(opened, width):
    page = opened(f"/customers/{make_customers()[0].pk}/", width)
    told = drawn(page)
    assert ("starter" in told, "Support contact" in told, fits(page)) == (True, True, True)
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("path", ["/customers/", "/fading/", "/fading/mail/"])
def test_lists_fit_a_phone_and_have_no_barriers(opened, path):
    make_customers()
    page = opened(path, PHONE)
    assert fits(page)
    assert Axe().run(page).response["violations"] == []


def test_the_picture_of_a_year_without_anything_else_is_drawn(opened):
    someone = Customer.objects.create(ref="only", started_on=date(2025, 1, 1))
    page = opened(f"/customers/{someone.pk}/", PHONE)
    drawn(page)
    assert fits(page)
