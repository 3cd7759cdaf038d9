"""Causes by segment: the page, and what its figures mean."""

from datetime import date
from decimal import Decimal

import pytest

from causes import load_codebook
from reports.asked import read_asked
from reports.causes_by_segment import View, causes_by_segment
from reports.corrections import correct

CAUSES = list(load_codebook().causes)


def computed(**given):
    asked = read_asked(given)
    assert asked.problems == []
    return causes_by_segment(asked.exits, asked.filters, CAUSES)


def segment(page, name):
    return next(one for one in page.segments if one.segment == name)


def test_it_works(viewer, many):
    many(6, plan="pro", causes=["price"])
    assert b"Price" in viewer.get("/causes/").content


def test_share_is_people_with_the_cause_of_the_base(many):
    many(6, plan="pro", causes=["price"])
    many(18, plan="pro", causes=["quality"])
    assert computed(by="plan").cells["pro", "price"].share == 0.25


def test_people_are_counted_once_for_each_cause(many):
    many(6, plan="pro", causes=["price", "quality"])
    cells = computed(by="plan").cells
    assert (cells["pro", "price"].count, cells["pro", "quality"].count) == (6, 6)


def test_main_cause_only_counts_everyone_once(many):
    many(6, plan="pro", causes=["price", "quality"])
    assert computed(by="plan", main="1").cells["pro", "quality"].count == 0


def test_no_reason_given_stays_in_the_base(many):
    many(5, plan="pro", causes=["price"])
    many(5, plan="pro", causes=["unclear"])
    assert computed(by="plan").cells["pro", "price"].base == 10


@pytest.mark.parametrize("status", ["no_words", "no_content", "pending"])
def test_what_is_not_in_the_base_is_shown_beside(many, status):
    many(5, plan="pro")
    many(3, plan="pro", status=None if status == "pending" else status)
    page = computed(by="plan")
    assert (page.segments[0].base, page.segments[0].responses, getattr(page.figures, status)) == (5, 8, 3)


def test_unsure_answers_are_counted_as_to_be_read(many):
    many(5, plan="pro", unsure=True)
    assert computed().figures.to_be_read == 5


def test_the_segment_is_that_of_leaving(answer, many):
    moved = many(5, plan="pro")
    for response in moved:
        response.customer.attributes = {"plan": "free"}
        response.customer.save()
    assert computed(by="plan").cells["pro", "price"].count == 5


def test_revenue_is_that_of_the_people(many):
    many(6, plan="pro", mrr="10.50")
    assert computed(by="plan").cells["pro", "price"].mrr == {"USD": Decimal("63.00")}


def test_currencies_are_not_added_up(many):
    many(3, plan="pro", mrr="10")
    many(3, plan="pro", mrr="10", currency="CNY")
    assert computed(by="plan").cells["pro", "price"].mrr == {"USD": Decimal(30), "CNY": Decimal(30)}


def test_under_five_people_nothing_is_shown(many):
    many(4, plan="free", causes=["price"])
    many(30, plan="pro", causes=["quality"])
    many(20, plan="team", causes=["quality"])
    cell = computed(by="plan").cells["free", "price"]
    assert (cell.suppressed, cell.count, cell.share, cell.mrr) == (True, None, None, None)


def test_a_hidden_figure_is_not_in_the_page(viewer, many):
    many(4, plan="free", causes=["price"], mrr="1234")
    many(30, plan="pro", causes=["quality"], mrr="10")
    page = viewer.get("/causes/?by=plan").content.decode()
    assert "4,936" not in page
    assert "cause=price" not in page


def test_a_hidden_figure_is_not_given_by_a_filter(many):
    many(4, plan="free", causes=["price"])
    many(6, plan="pro", causes=["price"])
    many(6, plan="free", causes=["quality"])
    many(6, plan="pro", causes=["quality"])
    assert computed(by="channel", **{"is.plan": "pro"}).cells["*", "price"].suppressed


def test_lost_is_lost_of_those_there_at_the_start(customer):
    begin = date(2026, 1, 1)
    for ended in (None, None, None, date(2026, 1, 10)):
        customer(plan="pro", started_on=date(2025, 5, 1), ended_on=ended)
    customer(plan="pro", started_on=begin, ended_on=date(2026, 1, 20))
    found = segment(computed(by="plan", **{"from": "2026-01-01", "before": "2026-02-01"}), "pro")
    assert (found.customers, found.lost, found.lost_share) == (4, 1, 0.25)


def test_who_had_left_before_is_not_a_customer(customer):
    customer(plan="pro", ended_on=date(2025, 12, 31))
    assert computed(by="plan", **{"from": "2026-01-01"}).segments[0].customers == 0


def test_involuntary_losses_are_apart(customer):
    customer(plan="pro", ended_on=date(2026, 1, 2), ending="involuntary")
    customer(plan="pro", ended_on=date(2026, 1, 2), ending="unknown")
    found = segment(computed(by="plan"), "pro")
    assert (found.lost, found.lost_involuntary) == (1, 1)


def test_the_period_is_half_open(many):
    many(5, plan="pro", ended_on=date(2026, 2, 1))
    page = computed(by="plan", **{"from": "2026-01-01", "before": "2026-02-01"})
    assert page.figures.answers == 0


def test_a_dimension_of_answers_only_has_no_customers(many):
    many(5)
    assert segment(computed(by="channel"), "form").customers is None


def test_who_lacks_the_dimension_is_not_dropped(many):
    many(5, plan="pro")
    many(5)
    assert segment(computed(by="plan"), "").base == 5


def test_a_correction_shows_at_once(viewer, many, django_user_model):
    corrected = many(6, words="The export is broken.", plan="pro", causes=["price"])
    user = django_user_model.objects.get(username="viewer@example.com")
    for response in corrected:
        correct(response, "trust", "present", user)
    assert computed(by="plan").cells["pro", "trust"].count == 6


def test_no_customers_says_how_to_import(viewer):
    assert b"import_customers" in viewer.get("/causes/").content


def test_no_answers_says_how_to_invite(viewer, customer):
    customer()
    assert b"manage.py invite" in viewer.get("/causes/").content


def test_pending_says_how_to_code(viewer, many):
    many(1, status=None)
    assert b"code_responses" in viewer.get("/causes/").content


@pytest.mark.parametrize("query", ["by=nope", "from=x", "survey=%00", "is.plan=%F0", "before=9999-99-99", "main=x"])
def test_bad_filters_are_no_error(viewer, many, query):
    many(1)
    assert viewer.get("/causes/?" + query).status_code == 200


def test_queries_do_not_grow(viewer, many, django_assert_max_num_queries):
    many(30, plan="pro", causes=["price", "quality"])
    viewer.get("/causes/?by=plan")
    with django_assert_max_num_queries(12):
        viewer.get("/causes/?by=plan")


@pytest.fixture
def planted(many):
    """Pro names price in 30 of 60 answers, free in 6 of 60; two small plans beside them."""
    for plan, price in (("pro", 30), ("free", 6)):
        many(price, plan=plan, causes=["price"])
        many(60 - price, plan=plan, causes=["support"])
    many(20, plan="team", causes=["support"])


def test_a_difference_beyond_chance_is_marked(planted):
    cells = computed(by="plan").cells
    assert [cells[plan, "price"].against.mark for plan in ("pro", "free")] == ["more", "less"]


def test_the_lift_is_against_all_others(planted):
    assert round(computed(by="plan").cells["pro", "price"].against.lift, 2) == round(0.5 / (6 / 80), 2)


def test_under_thirty_people_nothing_is_tested(planted):
    against = computed(by="plan").cells["team", "support"].against
    assert (against.state, against.mark, against.q) == ("too_few", "", None)


def test_the_page_says_how_many_comparisons_it_made(viewer, planted):
    assert f"{computed(by='plan').comparisons} comparisons" in viewer.get("/causes/?by=plan").content.decode()


def test_a_hidden_cell_is_compared_with_nothing(planted, many):
    many(2, plan="free", causes=["trust"])
    cell = computed(by="plan").cells["free", "trust"]
    assert (cell.suppressed, cell.against, cell.of_mrr) == (True, None, None)


def shown(view, **given):
    asked = read_asked(given)
    return causes_by_segment(asked.exits, asked.filters, CAUSES, view)


def test_shares_may_be_of_revenue(many):
    many(10, plan="pro", causes=["price"], mrr="30")
    many(10, plan="pro", causes=["support"], mrr="10")
    cell = shown(View("USD"), by="plan").cells["pro", "price"]
    assert (round(cell.shown_share.share, 4), cell.count) == (0.75, 10)


def test_a_currency_that_nobody_pays_in_is_not_asked_for(many):
    many(10, plan="pro")
    assert shown(View("EUR"), by="plan").view.currency == ""


def test_causes_are_sorted_by_a_segment(planted):
    assert [cell.cause for cell in shown(View(sort="pro"), by="plan").ranked()] == ["price", "support"]


def test_rows_and_columns_are_swapped(viewer, planted):
    rows = shown(View(turned=True), by="plan").turned()
    assert [figures.segment for figures, _cells in rows] == ["*", "free", "pro", "team"]


@pytest.mark.parametrize("query", ["turn=1", "weight=USD", "sort=pro", "sort=nobody&weight=%3Cscript%3E&turn=x"])
def test_any_view_is_shown(viewer, planted, query):
    assert viewer.get(f"/causes/?by=plan&{query}").status_code == 200
