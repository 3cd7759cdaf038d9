"""The overview: head figures, what changed, and the causes beside the period before."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from causes import load_codebook
from reports.asked import read_asked
from reports.overview import default_period, overview
from reports.sentences import overview_sentences

CAUSES = list(load_codebook().causes)
BEFORE, NOW = date(2026, 1, 15), date(2026, 2, 15)
FEBRUARY = {"from": "2026-02-01", "before": "2026-03-01"}


def computed(**given):
    asked = read_asked(given)
    assert asked.problems == []
    return overview(asked.exits, asked.filters, CAUSES)


def line(page, cause):
    return next(one for one in page.causes if one.cause == cause)


@pytest.fixture
def rise(many):
    """Price was named by 10 of 50 in January and by 30 of 50 in February."""
    many(10, causes=["price"], ended_on=BEFORE)
    many(40, causes=["support"], ended_on=BEFORE)
    many(30, causes=["price"], ended_on=NOW)
    many(20, causes=["support"], ended_on=NOW)


def test_it_works(viewer, many):
    many(6, causes=["price"])
    assert "Price" in viewer.get("/?period=all").content.decode()


def test_a_change_beyond_chance_is_said(rise):
    found = line(computed(**FEBRUARY), "price").change
    assert (found.beyond_chance, round(found.points, 2), found.before_base) == (True, 0.4, 50)


def test_a_change_within_chance_is_not(many):
    for day, number in ((BEFORE, 20), (NOW, 22)):
        many(number, causes=["price"], ended_on=day)
        many(50 - number, causes=["support"], ended_on=day)
    assert [one.cause for one in computed(**FEBRUARY).changes] == []


def test_few_people_are_not_compared(many):
    many(20, causes=["price"], ended_on=BEFORE)
    many(20, causes=["support"], ended_on=NOW)
    assert not line(computed(**FEBRUARY), "support").change.tested


def test_a_hidden_cause_has_no_change(rise, many):
    many(3, causes=["trust"], ended_on=NOW)
    found = line(computed(**FEBRUARY), "trust")
    assert (found.suppressed, found.count, found.change, list(found.trend)) == (True, None, None, [])


def test_a_cause_that_nobody_names_any_more_is_still_a_line(many):
    many(40, causes=["price"], ended_on=BEFORE)
    many(40, causes=["support"], ended_on=NOW)
    assert line(computed(**FEBRUARY), "price").count == 0


def test_without_a_period_nothing_is_compared(rise):
    page = computed(period="all")
    assert (page.before, page.comparisons, line(page, "price").change) == (None, 0, None)


def test_small_groups_of_a_trend_are_unseen(many):
    many(20, causes=["price"], ended_on=date(2026, 2, 2))
    many(2, causes=["price"], ended_on=date(2026, 2, 3))
    many(20, causes=["price"], ended_on=date(2026, 2, 4))
    points = [point.count for point in line(computed(**{"from": "2026-02-01", "before": "2026-02-08"}), "price").trend]
    assert 2 not in points


def test_revenue_lost_is_that_of_voluntary_exits(customer):
    customer(ended_on=NOW, mrr="10.50")
    customer(ended_on=NOW, mrr="99", ending="involuntary")
    customer(ended_on=NOW, mrr="7", currency="CNY")
    assert computed(**FEBRUARY).mrr_lost == {"USD": Decimal("10.50"), "CNY": Decimal("7.00")}


def test_the_shortest_period_with_answers_enough_is_the_default(many):
    today = timezone.localdate()
    many(100, ended_on=today)
    asked = read_asked({})
    assert default_period(asked.exits, asked.filters).period == "30d"


def test_old_answers_are_shown_from_the_beginning(many):
    many(6, ended_on=date(2019, 5, 5))
    asked = read_asked({})
    assert default_period(asked.exits, asked.filters).begin is None


@pytest.mark.parametrize(
    ("language", "said"), [("en", "rose beyond chance: 60% of 50"), ("zh-hans", "50人中"), ("zh-hant", "50人中")]
)
def test_what_changed_is_said_with_its_base(rise, language, said):
    with translation.override(language):
        assert said in " ".join(overview_sentences(computed(**FEBRUARY)))


def test_at_most_three_sentences(rise):
    assert len(overview_sentences(computed(**FEBRUARY))) <= 3


def test_no_answers_tell_the_next_step(viewer):
    assert viewer.get("/").status_code == 200


def test_queries_are_few(viewer, rise, django_assert_max_num_queries):
    viewer.get("/")
    with django_assert_max_num_queries(16):
        viewer.get("/")


@pytest.mark.parametrize("file_format", ["csv", "json", "xlsx"])
def test_it_exports(viewer, rise, file_format):
    content = b"".join(viewer.get(f"/overview.{file_format}?from=2026-02-01&before=2026-03-01").streaming_content)
    assert content[:2] == b"PK" or b"price" in content
