"""The list of customers."""

import json
from datetime import date


def test_it_works(viewer, customer):
    customer(name="Ada Ltd", plan="pro")
    assert b"Ada Ltd" in viewer.get("/customers/").content


def test_a_part_of_the_name_finds(viewer, customer):
    customer(name="晨光科技")
    customer(name="Ada Ltd")
    page = viewer.get("/customers/?q=晨光").content.decode()
    assert ("晨光科技" in page, "Ada Ltd" in page) == (True, False)


def test_those_who_left_are_listed_apart(viewer, customer):
    customer(name="Gone Ltd", ended_on=date(2026, 1, 1))
    customer(name="Here Ltd")
    page = viewer.get("/customers/?state=lost").content.decode()
    assert ("Gone Ltd" in page, "Here Ltd" in page) == (True, False)


def test_a_second_page_keeps_the_search(viewer, customer):
    for number in range(51):
        customer(name=f"Alike {number}")
    assert b'href="?q=Alike&amp;page=2"' in viewer.get("/customers/?q=Alike").content


def test_a_search_for_nobody_says_so(viewer, customer):
    customer()
    assert b"No customer fits" in viewer.get("/customers/?q=zzz").content


def test_a_search_for_a_broken_character_is_no_error(viewer, customer):
    assert viewer.get("/customers/?q=%00%FF&state=%00&page=-1").status_code == 200


def test_json_has_every_customer(viewer, customer):
    customer(ref="00123", plan="pro")
    rows = json.loads(b"".join(viewer.get("/customers.json").streaming_content))
    assert (rows[0]["ref"], rows[0]["attributes"]) == ("00123", {"plan": "pro"})


def test_queries_do_not_grow(viewer, customer, django_assert_max_num_queries):
    for _one in range(20):
        customer()
    viewer.get("/customers/")
    with django_assert_max_num_queries(20):
        viewer.get("/customers/")
