"""The whole path: customers are invited, answer on their phones, and the team reads who left over what, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from customers.models import Customer
from reports.coding import code_pending
from reports.roles import give_role
from surveys.default_survey import ensure_default_survey
from surveys.intake import Given, Submission, record_response
from surveys.invitations import invite
from surveys.tokens import invitation_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "only for this test"
# Twelve people of one plan name the price: enough for the words of a segment to be shown. Six answer by hand.
WORDS = {
    "en": "Support was great, it is just too expensive for us.",
    "zh-Hans": "客服很好，就是太贵了。",
    "zh-Hant": "客服很好，就是太貴了。",
}
MARKED = {"en": "expensive", "zh-Hans": "太贵", "zh-Hant": "太貴"}
PRICE = {"en": "Price", "zh-Hans": "价格", "zh-Hant": "價格"}
LEAVERS = [(tag, script) for tag in WORDS for script in (True, False)]


@pytest.fixture
def invitations(transactional_db):
    """Twelve customers of one plan who left and were asked."""
    survey = ensure_default_survey()
    return [
        invite(
            survey,
            Customer.objects.create(
                ref=f"C-{number}",
                attributes={"plan": "starter"},
                started_on=date(2025, 1, 15),
                ended_on=date(2026, 3, 1),
                ending="voluntary",
                mrr=Decimal("29.00"),
                currency="USD",
            ),
        )
        for number in range(2 * len(LEAVERS))
    ]


def answer_at_the_gate(invitations):
    for (tag, _script), invitation in zip(LEAVERS, invitations, strict=True):
        given = {"words": Given(verbatim=WORDS[tag])}
        record_response(Submission(invitation.survey, given, invitation=invitation, language=tag))


def answer_by_hand(visit, invitations):
    """Answer in each language, script on and off, on a phone and on a desktop."""
    for number, ((tag, script), invitation) in enumerate(zip(LEAVERS, invitations, strict=True)):
        link = f"/i/{invitation_token(invitation.pk)}/"
        page = visit(f"{link}?lang={tag}", width=390 if number % 2 else 1280, script=script)
        page.fill("#id_words", WORDS[tag])
        page.click("button[value=send]")
        page.wait_for_url("**/thanks/**")


def logged_in(visit, width, locale):
    page = visit("/log-in/", width=width, locale=locale)
    page.fill("input[name=username]", "ed@example.com")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def read_in_segment(page):
    """Go from the matrix to the people of a cell; return the heading and how often each language's word is marked."""
    page.goto("/causes/?by=plan")
    page.get_by_role("columnheader", name="starter").first.wait_for()
    page.locator("table a[href*='cause=price'][href*='starter']").first.click()
    page.wait_for_url("**/people/**")
    marks = page.locator("#rows blockquote mark").all_inner_texts()
    return page.locator("h1").inner_text(), [sum(word in mark for mark in marks) for word in MARKED.values()]


@pytest.fixture
def editor(transactional_db):
    give_role(User.objects.create_user("ed@example.com", password=PASSWORD), "editor")


def test_the_team_reads_the_cause_under_its_segment_with_the_words_marked(visit, editor, invitations):
    answer_by_hand(visit, invitations[: len(LEAVERS)])
    answer_at_the_gate(invitations[len(LEAVERS) :])
    sum(code_pending())
    for tag, locale, width in (("en", "en-GB", 390), ("zh-Hans", "zh-CN", 1440), ("zh-Hant", "zh-TW", 390)):
        heading, marks = read_in_segment(logged_in(visit, width, locale))
        assert (PRICE[tag] in heading, marks) == (True, [4, 4, 4]), tag


def test_a_correction_is_seen_in_the_figures_at_once(visit, editor, invitations):
    answer_at_the_gate(invitations[: len(LEAVERS)])
    answer_at_the_gate(invitations[len(LEAVERS) :])
    sum(code_pending())
    page = logged_in(visit, 1440, "en-GB")
    page.goto("/people/?cause=price")
    before = page.request.get("/causes-by-segment.json?by=plan").json()
    with page.expect_response("**/corrections/"):
        page.get_by_role("button", name="Price is not a cause here").first.click()
    after = page.request.get("/causes-by-segment.json?by=plan").json()
    counts = [
        {row["cause"]: row["count"] for row in rows if row["segment"] == "*"}["price"] for rows in (before, after)
    ]
    # Eleven of twelve would tell of the one other person, so the figure is hidden.
    assert counts == [12, None]
