"""The whole report: printed with cover, bases and definitions, and frozen under a link."""

import pytest
from django.test import Client

from reports.frozen import frozen_address
from reports.models import FrozenReport


@pytest.fixture
def answers(many):
    many(20, plan="pro", causes=["price"])
    many(3, plan="free", causes=["trust"])
    many(20, plan="free", causes=["support"])


def test_it_works(viewer, answers):
    page = viewer.get("/report/?by=plan&period=all").content.decode()
    assert all(words in page for words in ("Why customers left", "43 answers", "Definitions", "By Plan"))


def test_hidden_figures_stay_hidden(viewer, answers):
    page = viewer.get("/report/?by=plan&period=all").content.decode()
    assert "•••" in page


def test_it_leads_to_nobodys_answer(viewer, answers):
    page = viewer.get("/report/?by=plan&period=all").content.decode()
    assert "/people/" not in page


def test_no_answers_make_a_report_too(viewer):
    assert viewer.get("/report/").status_code == 200


def test_a_frozen_report_opens_without_an_account(editor, answers):
    editor.post("/report/freeze/?by=plan&period=all", {"title": "流失原因 Q1", "days": "30"})
    page = Client().get(frozen_address(FrozenReport.objects.get())).content.decode()
    assert all(words in page for words in ("流失原因 Q1", "data:image/svg+xml", "43 answers"))


def test_its_figures_hide_what_is_hidden(editor, answers):
    editor.post("/report/freeze/?by=plan&period=all", {"title": "Q1", "days": "30"})
    rows = FrozenReport.objects.get().figures["causes_by_segment"]
    assert [row["count"] for row in rows if row["cause"] == "trust" and row["segment"] == "free"] == [None]


@pytest.mark.parametrize("fields", [{"title": "", "days": "30"}, {"title": "x" * 201, "days": "30"}, {"title": "x"}])
def test_what_is_missing_is_said(editor, answers, fields):
    page = editor.post("/report/freeze/", fields, follow=True).content.decode()
    assert ("1 to 200" in page, FrozenReport.objects.exists()) == (True, False)


def test_a_viewer_freezes_nothing(viewer, answers):
    assert viewer.post("/report/freeze/", {"title": "x", "days": "30"}).status_code == 403
