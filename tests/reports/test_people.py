"""The people behind a figure."""

import json
from urllib.parse import urlencode


def address(**asked):
    return "/people/?" + urlencode(asked)


def listed(page):
    """The part of a page that is the list; the open answer stands beside it."""
    return page.content.decode().partition('id="pane"')[0]


def test_it_works(viewer, many):
    many(6, words="太贵了", causes={"price": [[0, 3, "used"]]}, plan="pro")
    assert "<mark" in viewer.get(address(cause="price")).content.decode()


def test_a_cell_leads_to_its_people_only(viewer, many):
    many(6, words="too dear for us", causes=["price"], plan="pro")
    many(12, words="it broke daily", causes=["quality"], plan="pro")
    page = listed(viewer.get(address(cause="price", **{"is.plan": "pro"})))
    assert (page.count("too dear for us"), page.count("it broke daily")) == (6, 0)


def test_too_few_people_are_not_shown(viewer, many):
    many(4, words="too dear for us", causes=["price"], plan="free")
    many(20, causes=["quality"], plan="pro")
    page = viewer.get(address(cause="price", **{"is.plan": "free"})).content.decode()
    assert "too dear for us" not in page
    assert "fewer than 5" in page


def test_too_few_people_are_not_exported(viewer, many):
    many(4, causes=["price"], plan="free")
    many(20, causes=["quality"], plan="pro")
    assert viewer.get("/people.csv?cause=price&is.plan=free").status_code == 403


def test_a_small_segments_words_are_not_shown(viewer, many):
    many(7, words="too dear for us", plan="free")
    many(20, plan="pro")
    page = viewer.get(address(**{"is.plan": "free"})).content.decode()
    assert "too dear for us" not in page
    assert "too small" in page


def test_to_be_read_lists_the_unsure_ones(viewer, many):
    many(2, words="hm", unsure=True)
    many(3, words="sure")
    page = listed(viewer.get(address(status="to_be_read")))
    assert (page.count(">hm<"), page.count(">sure<")) == (2, 0)


def test_an_unknown_cause_is_said(viewer, many):
    many(1)
    assert "no cause" in viewer.get(address(cause="nope")).content.decode()


def test_json_holds_words_and_causes(viewer, many):
    many(5, words="太贵了", causes=["price"])
    rows = json.loads(b"".join(viewer.get("/people.json?cause=price").streaming_content))
    assert (len(rows), rows[0]["words"], rows[0]["causes"]) == (5, "太贵了", ["price"])


def test_a_viewer_has_no_correction_controls(viewer, many):
    many(5)
    assert 'name="verdict"' not in viewer.get(address()).content.decode()


def test_an_editor_has_correction_controls(editor, many):
    many(5)
    assert 'name="verdict"' in editor.get(address()).content.decode()


def test_queries_do_not_grow(editor, many, django_assert_max_num_queries):
    many(20, reasons=["price"])
    editor.get(address())
    with django_assert_max_num_queries(22):
        editor.get(address())


def test_a_figure_shows_how_it_is_made(viewer, many):
    many(6, plan="pro", causes=["price"])
    many(18, plan="pro", causes=["quality"])
    page = viewer.get(address(cause="price")).content.decode()
    assert all(words in page for words in ("25%: 6 of 24 people", "How this figure is made", "MRR at stake"))


def test_how_a_hidden_figure_is_made_is_not_said(viewer, many):
    many(3, plan="pro", causes=["price"])
    many(18, plan="pro", causes=["quality"])
    assert "3 of 21 people" not in viewer.get(address(cause="price")).content.decode()
