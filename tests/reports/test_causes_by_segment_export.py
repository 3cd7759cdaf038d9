"""The home page's figures as files."""

import csv
import io
import json

from django.core.management import call_command

FIRST = "segment customers lost lost_share responses cause count base share low high mrr".split()


def rows(response):
    return json.loads(b"".join(response.streaming_content))


def test_it_works(viewer, many):
    many(6, plan="pro")
    found = rows(viewer.get("/causes-by-segment.json?by=plan"))
    assert next(row for row in found if (row["segment"], row["cause"]) == ("pro", "price"))["share"] == 1.0


def test_columns_are_stable(viewer, many):
    many(6, plan="pro")
    assert list(rows(viewer.get("/causes-by-segment.json?by=plan"))[0])[:12] == FIRST


def test_csv_has_the_same_rows(viewer, many):
    many(6, plan="pro")
    text = b"".join(viewer.get("/causes-by-segment.csv?by=plan").streaming_content).decode("utf-8-sig")
    found = rows(viewer.get("/causes-by-segment.json?by=plan"))
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(found)


def test_hidden_figures_are_empty(viewer, many):
    many(3, plan="free")
    many(9, plan="pro", causes=["quality"])
    found = rows(viewer.get("/causes-by-segment.json?by=plan"))
    free = [row for row in found if row["segment"] == "free"]
    assert {(row["count"], row["base"], row["responses"], row["mrr"]) for row in free} == {(None, None, None, None)}


def test_two_currencies_give_no_single_sum(viewer, many):
    many(3, plan="pro")
    many(3, plan="pro", currency="CNY")
    row = next(row for row in rows(viewer.get("/causes-by-segment.json?by=plan")) if row["cause"] == "price")
    assert (row["mrr"], row["mrr_by_currency"]) == (None, {"CNY": 150.0, "USD": 150.0})


def test_what_does_not_exist_is_refused(viewer, many):
    many(1)
    assert viewer.get("/causes-by-segment.csv?by=nope").status_code == 400


def test_the_command_gives_the_same(viewer, many, capsys):
    many(6, plan="pro")
    call_command("export_report", "causes-by-segment", by="Plan", format="json")
    assert json.loads(capsys.readouterr().out) == rows(viewer.get("/causes-by-segment.json?by=plan"))
