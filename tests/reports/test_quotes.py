"""Chosen quotes leave the house without names, in the team's order, as a page, Markdown and a table."""

import csv
import io

import pytest
from django.contrib.auth.models import User

from reports.models import Quote

OWN = "上海晨光教育有限公司"
SAID = [
    ("我們晨光的王經理找了客服小李，Mail me: li@x.example 或 13800138000", "zh"),
    ("Northwind here. Anna promised <b>exports</b>, see https://a.example/u/7", "en"),
]
GONE = ["晨光", "Northwind", "NORTHWIND", "Anna", "li@x.example", "13800138000", "a.example/u/7", "小李", "王經"]
ADDRESSES = ["/quotes/", "/quotes/page/", "/quotes.md", "/quotes.csv", "/quotes.json"]


@pytest.fixture
def quotes(answer, db):
    names = [{"name": OWN, "ref": "CN-0007", "plan": "pro"}, {"name": "Northwind Traders Ltd", "plan": "pro"}]
    said = [answer(words, **known) for (words, _language), known in zip(SAID, names, strict=True)]
    return [Quote.objects.create(response=one, position=place) for place, one in enumerate(said, start=1)]


def text(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_name_or_number_leaves_the_house(viewer, quotes, address):
    found = text(viewer.get(address))
    assert [mark for mark in GONE if mark in found.replace("\\", "")] == []
    assert "exports" in found


def test_what_was_taken_out_is_named(viewer, quotes):
    page = text(viewer.get("/quotes/page/"))
    kinds = ("name of a person", "customer", "mail address", "telephone number", "link")
    assert [kind for kind in kinds if f"[… {kind}]" not in page] == []


def test_the_kinds_are_named_in_the_readers_language(viewer, quotes):
    assert "[… mail address]" not in text(viewer.get("/quotes/page/", HTTP_ACCEPT_LANGUAGE="zh-hans"))


def test_further_words_can_be_taken_out(editor, quotes):
    editor.post("/quotes/arrange/", {f"hidden-{quotes[1].pk}": "promised\nno such", f"note-{quotes[1].pk}": "Second"})
    page = text(editor.get("/quotes/page/"))
    assert ("promised" in page, "left out" in page, "Second" in page) == (False, True, True)


@pytest.mark.parametrize(("move", "order"), [("up", [1, 0]), ("down", [0, 1])])
def test_the_order_is_the_teams(editor, quotes, move, order):
    editor.post("/quotes/arrange/", {"move": f"{move}:{quotes[1].pk}"})
    assert list(Quote.objects.order_by("position")) == [quotes[place] for place in order]


def test_markdown_holds_no_markup_of_respondents(viewer, quotes):
    assert "\\<b\\>exports\\</b\\>" in text(viewer.get("/quotes.md"))


def test_a_segment_is_said_only_of_many(viewer, quotes, many):
    assert "Plan: pro" not in text(viewer.get("/quotes/page/"))
    many(8, plan="pro", status=None)
    assert "Plan: pro" in text(viewer.get("/quotes/page/"))


def test_the_table_is_whole(viewer, quotes):
    rows = list(csv.DictReader(io.StringIO(text(viewer.get("/quotes.csv")).lstrip("\ufeff"))))
    assert [(row["number"], row["month"], row["causes"]) for row in rows] == [
        ("1", "2026-03", "Price"),
        ("2", "2026-03", "Price"),
    ]


def test_the_teams_names_are_taken_out(viewer, answer, db):
    User.objects.create(username="mei.lin@example.com", first_name="Mei", last_name="Lin")
    Quote.objects.create(response=answer("Mei Lin never called"), position=1)
    assert "Mei" not in text(viewer.get("/quotes/page/"))


def test_quotes_that_were_taken_out_are_not_shown(viewer, quotes):
    Quote.objects.update(removed_at="2026-03-01T00:00Z")
    assert "No quotes yet" in text(viewer.get("/quotes/"))
