"""Filters kept under a name: one's own, and those that the team shares."""

import pytest

from reports.models import SavedView

KEPT = {"name": "Pro, 90 days", "page": "overview", "query": "period=90d&is.plan=pro"}


def test_filters_are_kept_and_shown_again(viewer, many):
    many(6)
    viewer.post("/saved/", KEPT)
    assert "Pro, 90 days" in viewer.get("/").content.decode()


def test_filters_of_a_cause_are_kept_with_it(viewer, many):
    many(6, causes=["price"])
    for cause in ("price", "quality"):
        kept = {"name": "Pro", "page": "cause", "query": f"period=90d&cause={cause}"}
        assert viewer.post("/saved/", kept)["Location"].startswith(f"/causes/{cause}/?period=90d")
    page = viewer.get("/causes/price/").content.decode()
    assert ("/causes/price/?period=90d" in page, "/causes/quality/?period=90d" in page) == (True, False)


def test_a_cause_that_cannot_be_an_address_leads_home(viewer):
    assert viewer.post("/saved/", KEPT | {"page": "cause", "query": "cause=no/such"})["Location"] == "/"


@pytest.mark.parametrize(("shared", "seen"), [("1", True), ("", False)])
def test_others_see_what_is_shared(viewer, editor, many, shared, seen):
    many(6)
    viewer.post("/saved/", KEPT | {"shared": shared})
    assert ("Pro, 90 days" in editor.get("/").content.decode()) is seen


def test_the_same_name_is_one(viewer):
    viewer.post("/saved/", KEPT)
    viewer.post("/saved/", KEPT | {"query": "period=30d"})
    assert list(SavedView.objects.values_list("query", flat=True)) == ["period=30d"]


def test_removing_is_undone(viewer, many):
    many(6)
    viewer.post("/saved/", KEPT)
    view = SavedView.objects.get()
    page = viewer.post(f"/saved/{view.pk}/remove/", follow=True).content.decode()
    viewer.post(f"/saved/{view.pk}/remove/", {"undo": "1"})
    assert ("Undo" in page, SavedView.objects.get().removed_at) == (True, None)


def test_nobody_removes_what_others_keep(viewer, editor):
    viewer.post("/saved/", KEPT | {"shared": "1"})
    assert editor.post(f"/saved/{SavedView.objects.get().pk}/remove/").status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_needed(viewer, name):
    page = viewer.post("/saved/", KEPT | {"name": name}, follow=True).content.decode()
    assert "1 to 80" in page


@pytest.mark.parametrize("page", ["nowhere", "//evil.example", ""])
def test_only_pages_of_ours_are_kept(viewer, page):
    viewer.post("/saved/", KEPT | {"page": page})
    assert not SavedView.objects.exists()


def test_a_query_cannot_lead_elsewhere(viewer):
    response = viewer.post("/saved/", KEPT | {"query": "x=1\r\nLocation: //evil.example"})
    assert response["Location"].startswith("/?")
