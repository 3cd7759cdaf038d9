"""What was counted is kept as long as the tables stand that it was counted from, and not longer."""

import pytest

from reports.corrections import correct
from reports.exits import MOST_KEPT, read_exits

PAGES = ["/?period=all", "/causes/?by=plan", "/causes/price/", "/stated-written/", "/silence/", "/report/"]


def test_the_same_question_is_counted_once(many):
    many(5)
    counted = []
    for _again in range(3):
        assert read_exits().kept("people", lambda: counted.append(1)) is None
    assert counted == [1]


def test_tables_that_changed_have_nothing_kept(many):
    many(5)
    before = read_exits().kept("people", lambda: int(read_exits().answers.people.sum()))
    many(2)
    assert (before, read_exits().kept("people", lambda: int(read_exits().answers.people.sum()))) == (5, 7)


def test_another_floor_is_another_question(many, settings):
    many(5)
    read_exits().kept("floor", lambda: settings.SMALLEST_GROUP)
    settings.SMALLEST_GROUP = 7
    assert read_exits().kept("floor", lambda: settings.SMALLEST_GROUP) == 7


def test_only_the_latest_are_kept(many):
    many(1)
    exits = read_exits()
    for number in range(MOST_KEPT + 1):
        exits.kept(number, lambda: "first")
    assert exits.kept(0, lambda: "again") == "again"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_seen_before_shows_a_correction(viewer, many, editor, django_user_model, address):
    responses = many(20, causes=["price"], reasons=["price"], plan="pro")
    many(20, causes=["support"], reasons=["price"], plan="pro")
    before = viewer.get(address).content
    user = django_user_model.objects.get(username="editor@example.com")
    for response in responses[:8]:
        correct(response, "price", "absent", user)
        correct(response, "support", "main", user)
    assert viewer.get(address).content != before
