"""Who was asked, who answered, and what silence means for the figures."""

import json
from datetime import date

import pytest
from django.utils import timezone

from customers.dimensions import segment_of
from reports.codebooks import active_codebook
from reports.exits import read_exits
from reports.filters import Filters
from reports.silence import silence
from reports.silence_sentences import warning
from surveys.models import Display, Invitation

QUERIES = 20
BY_PLAN = Filters(by="plan")


def page(filters=BY_PLAN, and_by=""):
    return silence(read_exits(), filters, active_codebook().shown(), and_by)


@pytest.fixture
def invited(survey, customer):
    """Make people who left and were invited: invited(10, "opened", plan="pro"); "" did not open the form."""

    def make(number, outcome="", **known):
        made = []
        for _one in range(number):
            leaver = customer(**({"ended_on": date(2026, 3, 10)} | known))
            segment = segment_of(leaver)
            expires = timezone.now()
            one = Invitation.objects.create(survey=survey, customer=leaver, segment=segment, expires_at=expires)
            if outcome:
                Display.objects.create(survey=survey, invitation=one, outcome=outcome)
            made.append(one)
        return made

    return make


def answered(invitations, answers):
    """Let answers be those of invitations."""
    for invitation, response in zip(invitations, answers, strict=True):
        response.customer.delete()
        response.invitation, response.customer = invitation, invitation.customer
        response.save()


@pytest.fixture
def uneven(invited, many):
    """Starters answer mostly, of price; others rarely, of quality: 40 of 50, and 10 of 150."""
    for number, silent, plan, cause in ((40, 10, "free", "price"), (10, 140, "pro", "quality")):
        answered(invited(number, "answered", plan=plan), many(number, plan=plan, causes=[cause]))
        invited(silent, plan=plan)


def test_it_works(viewer, uneven):
    assert "25% of 200 invited people answered" in viewer.get("/silence/?by=plan").content.decode()


def test_rates_are_of_the_invited_and_of_those_who_opened(invited, many):
    answered(invited(30, "answered", plan="pro"), many(30, plan="pro"))
    invited(15, "opened", plan="pro")
    invited(15, plan="pro")
    rates = page().rates[1]
    found = (rates.response.share, rates.completion.count, rates.completion.base)
    assert (rates.segment, *found) == ("pro", 0.5, 30, 45)


def test_a_segment_that_answers_less_is_marked(uneven):
    assert {one.segment: one.mark for one in page().rates[1:]} == {"free": "more", "pro": "less"}


def test_who_left_is_asked_or_not_and_answered_or_not(invited, many, customer):
    answered(invited(20, "answered", plan="pro"), many(20, plan="pro"))
    invited(10, "skipped", plan="pro")
    for _one in range(7):
        customer(ended_on=date(2026, 3, 10), plan="pro")
    line = page().silent[1]
    assert (line.left, line.unasked, line.states) == (37, 7, (20, 10, 0, 0))


def test_failed_payments_are_not_silent(customer):
    for _one in range(6):
        customer(ended_on=date(2026, 3, 10), plan="pro", ending="involuntary")
    assert page().silent[0].left == 0


def test_few_who_answered_cannot_be_worked_out(invited, many):
    answered(invited(2, "answered", plan="pro"), many(2, plan="pro"))
    invited(20, "opened", plan="pro")
    answered(invited(30, "answered", plan="free"), many(30, plan="free"))
    line = next(line for line in page().silent if line.segment == "pro")
    assert line.states[0] is None
    assert sum(state is None for state in line.states) > 1


def test_weights_are_of_all_who_left(uneven):
    shares = {line.cause: round(line.weighted, 3) for line in page().weighted.causes}
    assert shares == {"price": 0.25, "quality": 0.75}


def test_a_ranking_that_weights_turn_round_is_said(uneven):
    assert warning(page().weighted).startswith("Silence turns the ranking round")


def test_two_dimensions_are_crossed(uneven, many):
    many(20, plan="free", country="Chile", causes=["price"])
    assert page(and_by="country").weighted.strata > page().weighted.strata


def test_a_hidden_cell_is_weighted_with_the_others_that_are_hidden(many):
    many(38, plan="free", causes=["price"])
    many(2, plan="free", causes=["quality"])
    many(20, plan="pro", causes=["quality"])
    many(20, plan="pro", causes=["price"])
    line = next(line for line in page().weighted.causes if line.cause == "quality")
    assert line.suppressed or line.weighted == pytest.approx(line.share)


def test_a_dimension_of_answers_only_says_so(viewer, many):
    many(20)
    assert "Only answers have this dimension" in viewer.get("/silence/?by=channel").content.decode()


def test_the_open_link_is_beside_it(viewer, survey, many):
    many(6)
    for outcome in ("opened", "answered", "skipped"):
        Display.objects.create(survey=survey, outcome=outcome)
    assert "3 pages were opened, 1 answered and 1 skipped" in viewer.get("/silence/").content.decode()


def test_json_holds_every_segment(viewer, uneven):
    rows = json.loads(b"".join(viewer.get("/silence.json?by=plan").streaming_content))
    assert [(row["segment"], row["invited"], row["left"]) for row in rows] == [
        ("*", 200, 200),
        ("free", 50, 50),
        ("pro", 150, 150),
    ]


def test_a_second_dimension_that_does_not_exist_is_said(viewer, many):
    many(6)
    assert "has a dimension “nope”" in viewer.get("/silence/?and=nope").content.decode()


def test_nobody_yet_says_what_to_do(viewer):
    assert "Nobody left here" in viewer.get("/silence/").content.decode()


def test_queries_do_not_grow(viewer, uneven, django_assert_max_num_queries):
    viewer.get("/silence/?by=plan")
    with django_assert_max_num_queries(QUERIES):
        viewer.get("/silence/?by=plan")
