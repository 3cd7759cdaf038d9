"""What people ticked against what they wrote."""

import json
import re
from datetime import date
from html import unescape

import pytest

from reports.codebooks import active_codebook
from reports.exits import read_exits
from reports.filters import Filters
from reports.reasons import read_reasons
from reports.stated_written import stated_written
from surveys.models import Choice

QUERIES = 20


def page(filters=None):
    return stated_written(read_exits(), filters or Filters(by="plan"), active_codebook().shown(), read_reasons())


def cell(page, reason, cause):
    line = next(line for line in page.lines if line.reason == reason)
    return next(cell for cell in line.cells if cell.cause == cause)


def test_it_works(viewer, many):
    many(6, plan="pro", causes=["quality"], reasons=["price"])
    assert "6 of the 6 who ticked" in viewer.get("/stated-written/").content.decode()


def test_the_share_is_of_those_who_ticked_the_reason(many):
    many(6, plan="pro", causes=["quality"], reasons=["price"])
    many(14, plan="pro", causes=["price"], reasons=["price"])
    found = cell(page(), "price", "quality")
    assert (found.count, found.base, found.share, found.other) == (6, 20, 0.3, True)


def test_nothing_in_common_is_of_those_who_can_be_compared(many):
    many(6, plan="pro", causes=["quality"], reasons=["price"])
    many(14, plan="pro", causes=["price", "quality"], reasons=["price", "support"])
    many(5, plan="pro", causes=["quality"], reasons=["other"])
    found = page()
    assert (found.apart.count, found.apart.base, found.unlinked, found.base) == (6, 20, 5, 25)


def test_who_gave_only_one_of_both_is_beside_it(many):
    many(6, causes=["quality"])
    many(7, causes=["unclear"], reasons=["price"])
    many(8, causes=["price"], reasons=["price"])
    found = page()
    assert (found.base, found.only_wrote, found.only_ticked) == (8, 6, 7)


@pytest.mark.parametrize("main", ["", "1"])
def test_a_cell_opens_as_many_answers_as_it_counts(viewer, many, survey, main):
    many(9, causes=["quality", "price"], reasons=["price"])
    said = many(8, causes=["quality"], reasons=["price", "support"])
    for response in said:
        response.answers.create(question=survey.questions.get(kind="main"), choices=["support"])
    many(7, causes=["quality"], reasons=["price", "support"])
    count = cell(page(Filters(by="plan", main_only=bool(main))), "price", "quality").count
    found = viewer.get(f"/people/?cause=quality&reason=price&main={main}&period=all").context["page"]
    assert (len(found.rows), found.count, count) == (min(count, 20), count, 9 if main else 24)


def test_main_only_puts_everybody_in_one_cell(many):
    many(9, causes=["quality", "price"], reasons=["price"])
    many(8, causes=["price"], reasons=["price", "support"])
    found = page(Filters(by="plan", main_only=True))
    assert sum(cell.count for line in found.lines for cell in line.cells) == found.base == 9


def test_a_link_to_a_merged_cause_is_to_what_it_was_merged_into(many):
    Choice.objects.filter(key="support").update(cause="quality")
    many(6, causes=["quality"], reasons=["support"])
    assert page().apart.count == 0


@pytest.mark.parametrize("fewer", [1, 4])
def test_a_small_cell_cannot_be_worked_out(many, fewer):
    many(fewer, causes=["quality"], reasons=["price"])
    many(20, causes=["price"], reasons=["price"])
    many(9, causes=["quality"], reasons=["support"])
    many(9, causes=["price"], reasons=["support"])
    found = page()
    seen = [one for line in found.lines for one in line.cells if one.cause == "quality" and not one.suppressed]
    known = next(one for one in found.totals if one.cause == "quality").count
    assert cell(found, "price", "quality").suppressed
    assert known is None or not seen


def test_fewer_than_the_floor_show_nothing(viewer, many):
    many(4, causes=["quality"], reasons=["price"])
    assert "Too few answers" in viewer.get("/stated-written/").content.decode()


def test_a_small_segment_is_hidden(many):
    many(3, plan="free", causes=["quality"], reasons=["price"])
    many(30, plan="pro", causes=["price"], reasons=["price"])
    many(30, plan="team", causes=["price"], reasons=["price"])
    assert {one.segment for one in page().segments if one.suppressed} >= {"free"}


def test_a_segment_that_differs_is_marked(many):
    many(40, plan="free", causes=["quality"], reasons=["price"])
    many(40, plan="pro", causes=["price"], reasons=["price"])
    assert {one.segment: one.mark for one in page().segments} == {"free": "more", "pro": "less"}


def test_ticked_is_of_those_to_whom_it_was_shown(many):
    for response in many(10, causes=["price"], reasons=["price"])[:8]:
        response.choice_order = ["price", "support"]
        response.save()
    pair = next(pair for pair in page().pairs if pair.reason == "price")
    assert (pair.ticked.count, pair.ticked.base, pair.written.count, pair.written.base) == (8, 8, 10, 10)


def test_json_holds_every_reason_and_cause(viewer, many):
    many(6, causes=["quality"], reasons=["price"])
    rows = json.loads(b"".join(viewer.get("/stated-written.json").streaming_content))
    assert [(row["reason"], row["cause"], row["count"]) for row in rows] == [
        ("*", "quality", 6),
        ("price", "quality", 6),
    ]


def test_a_chart_can_be_had_as_a_file(viewer, many):
    many(6, causes=["quality"], reasons=["price"])
    assert viewer.get("/stated-written/?chart=ticked-and-written.svg")["Content-Type"] == "image/svg+xml"


def test_a_cell_leads_to_those_first_that_wrote_of_nothing_they_ticked(viewer, many):
    many(6, words="both of it", causes=["quality", "price"], reasons=["price"])
    many(6, words="only the other", causes=["quality"], reasons=["price"], ended_on=date(2026, 1, 5))
    page = viewer.get("/stated-written/").content.decode()
    address = unescape(re.search(r'href="(/people/[^"]*reason=price[^"]*)"', page)[1])
    shown = viewer.get(address).content.decode()
    assert shown.index("only the other") < shown.index("both of it")


def test_nobody_yet_says_what_is_needed(viewer):
    assert "Nobody did both yet" in viewer.get("/stated-written/").content.decode()


def test_queries_do_not_grow(viewer, many, django_assert_max_num_queries):
    many(30, plan="pro", causes=["price", "quality"], reasons=["price", "support"])
    viewer.get("/stated-written/?by=plan")
    with django_assert_max_num_queries(QUERIES):
        viewer.get("/stated-written/?by=plan")
