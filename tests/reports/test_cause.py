"""The page of one cause, and what the team does about it."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from reports.asked import read_asked
from reports.cause import cause_page
from reports.cause_care import current_cares
from reports.models import CauseCare, CauseNote, Release
from reports.statistics import lift_of_pair, segment_differences

CARE = {"care-status": "looking", "care-owner": "", "care-fixed_on": ""}


def page_of(cause="price", **given):
    asked = read_asked({"by": "plan"} | given)
    return cause_page(asked.exits, asked.filters, cause)


def text_of(client, address="/causes/price/"):
    return client.get(address).content.decode()


@pytest.fixture
def divided(many):
    """Pro names the price more often than free does; price comes with competitor."""
    many(30, words="太贵了，换别家", causes={"price": [[0, 3, "used"]], "competitor": []}, plan="pro")
    many(20, words="Far too dear", causes={"price": [[4, 12, "used"]]}, plan="pro")
    many(50, words="It broke", causes=["quality"], plan="pro")
    many(8, words="Far too dear", causes={"price": [[4, 12, "used"]]}, plan="free")
    many(92, words="It broke", causes=["quality", "support"], plan="free")


def test_it_works(viewer, divided):
    assert "Far <mark>too dear</mark>" in text_of(viewer)


def test_an_unknown_cause_is_none(viewer, db):
    assert viewer.get("/causes/nothing/").status_code == 404


def test_strangers_log_in(client, db):
    assert client.get("/causes/price/").status_code == 302


def test_the_segments_are_those_of_the_statistics(divided):
    page = page_of()
    found = segment_differences([[8, 50]], [100, 100])
    (over,) = page.compared.over
    assert (over.value, over.count, over.lift) == ("pro", 50, pytest.approx(found.lift[0, 1]))


def test_both_halves_of_a_dimension_are_one_comparison(divided):
    page = page_of()
    plans = [line for line in page.compared.segments if line.dimension == "plan"]
    assert (len(plans), len({line.p for line in plans if line.p == line.p}), page.compared.comparisons) == (2, 1, 4)


def test_what_comes_with_it_has_the_lift_of_the_pair(divided):
    line = next(line for line in page_of().compared.causes if line.value == "competitor")
    found = lift_of_pair(30, 58, 30, 200)
    assert (line.count, line.lift, line.mark) == (30, pytest.approx(float(found.lift)), "more")


def test_a_pair_of_too_few_people_is_hidden(divided, many):
    many(3, causes=["price", "billing"], plan="pro")
    many(40, causes=["billing"], plan="pro")
    line = next(line for line in page_of().compared.causes if line.value == "billing")
    assert (line.state, line.count, line.lift, line.share) == ("hidden", None, None, None)


def test_a_small_segment_is_hidden(many):
    many(40, causes=["price"], plan="pro"), many(60, causes=["quality"], plan="pro")
    many(40, causes=["price"], plan="team"), many(60, causes=["quality"], plan="team")
    many(3, causes=["price"], plan="free"), many(60, causes=["quality"], plan="free")
    shown = {line.value: line.count for line in page_of().compared.segments if line.dimension == "plan"}
    assert (shown["free"], sum(count is None for count in shown.values())) == (None, 2)


def test_phrases_are_counted_once_a_person(divided):
    phrases = {phrase.words: phrase.people for phrase in page_of().words.phrases}
    assert phrases == {"太贵了": 30, "too dear": 28}


def test_no_wording_is_typical_twice(divided):
    words = page_of().words
    assert (len(words.typical), len(words.newest), words.whole) == (2, 10, True)


def test_too_few_people_are_not_shown(viewer, many):
    many(4, words="too dear for us", causes=["price"])
    many(20, causes=["quality"])
    page = text_of(viewer)
    assert "too dear for us" not in page
    assert "Too few people to show" in page


def test_a_small_segments_words_are_not_shown(viewer, many):
    many(7, words="too dear for us", causes=["price"], plan="free")
    many(20, plan="pro")
    assert "too dear for us" not in text_of(viewer, "/causes/price/?is.plan=free")


def test_a_cause_that_nobody_named_says_so(viewer, many):
    many(20, causes=["quality"])
    assert "Nobody named this cause here" in text_of(viewer)


def test_an_empty_database_is_told(viewer, survey):
    assert "No answers here" in text_of(viewer)


def test_main_only_has_nothing_beside_it(divided):
    assert page_of(main="1").compared.causes == ()


def test_revenue_is_by_currency(many):
    many(6, causes=["price"], mrr="10", currency="USD"), many(6, causes=["price"], mrr="20", currency="CNY")
    assert {currency: int(amount) for currency, amount in page_of().mrr.items()} == {"USD": 60, "CNY": 120}


def test_viewers_change_nothing(viewer, divided):
    assert 'name="care-status"' not in text_of(viewer)
    sent = [viewer.post(f"/causes/price/{what}/", CARE).status_code for what in ("care", "notes", "releases")]
    assert sent == [403, 403, 403]


def test_a_status_is_kept_with_its_history(editor, divided):
    editor.post("/causes/price/care/", CARE)
    editor.post("/causes/price/care/", CARE | {"care-status": "planned"})
    changes = CauseCare.objects.filter(cause="price").values_list("status", "changed_by__username")
    assert list(changes) == [("planned", "editor@example.com"), ("looking", "editor@example.com")]


def test_the_same_again_is_no_change(editor, divided):
    for _time in range(2):
        editor.post("/causes/price/care/", CARE)
    assert CauseCare.objects.count() == 1


def test_a_change_can_be_undone(editor, divided):
    editor.post("/causes/price/care/", CARE)
    editor.post("/causes/price/care/", CARE | {"care-status": "planned"})
    editor.post(f"/cause-care/{CauseCare.objects.first().pk}/undo/")
    assert current_cares(["price"])["price"].status == "looking"


def test_fixed_needs_its_day_and_what_was_typed_stays(editor, divided):
    owner = User.objects.get(username="editor@example.com").pk
    response = editor.post("/causes/price/care/", CARE | {"care-status": "fixed", "care-owner": owner})
    page = response.content.decode()
    assert (response.status_code, "on which day" in page) == (400, True)
    assert re.search(rf'value="{owner}" selected', page)


def test_a_day_to_come_is_no_fix(editor, divided):
    soon = timezone.localdate() + timedelta(days=2)
    sent = CARE | {"care-status": "fixed", "care-fixed_on": soon.isoformat()}
    assert editor.post("/causes/price/care/", sent).status_code == 400


def test_the_day_of_the_fix_can_be_looked_at(editor, divided):
    editor.post("/causes/price/care/", CARE | {"care-status": "fixed", "care-fixed_on": "2026-03-01"})
    assert "Fixed · <time" in text_of(editor)


def test_a_note_is_changed_removed_and_brought_back(editor, divided):
    editor.post("/causes/price/notes/", {"note-text": "First"})
    note = CauseNote.objects.get()
    editor.post(f"/cause-notes/{note.pk}/change/", {f"note-{note.pk}-text": "Second"})
    seen = ["Second" in text_of(editor)]
    editor.post(f"/cause-notes/{note.pk}/remove/")
    seen.append("Second" in text_of(editor))
    editor.post(f"/cause-notes/{note.pk}/remove/", {"undo": "1"})
    assert [*seen, "Second" in text_of(editor), CauseNote.objects.count()] == [True, False, True, 2]


def test_a_changed_note_can_be_as_it_was(editor, divided):
    editor.post("/causes/price/notes/", {"note-text": "First"})
    note = CauseNote.objects.get()
    address = editor.post(f"/cause-notes/{note.pk}/change/", {f"note-{note.pk}-text": "Second"}).url
    version = re.search(r"changed_note=(\d+)", address)[1]
    editor.post(f"/cause-notes/{version}/remove/", {"undo": "change"})
    assert '<p class="note-text">First</p>' in text_of(editor)


def test_notes_of_others_are_left_alone(editor, divided):
    other = User.objects.create(username="other@example.com")
    note = CauseNote.objects.create(cause="price", text="Mine", written_by=other)
    assert editor.post(f"/cause-notes/{note.pk}/remove/").status_code == 403


def test_an_empty_note_is_refused(editor, divided):
    assert editor.post("/causes/price/notes/", {"note-text": " "}).status_code == 400


def test_notes_are_text(editor, divided):
    editor.post("/causes/price/notes/", {"note-text": "<script>alert(1)</script>"})
    assert "<script>alert" not in text_of(editor)


def test_a_release_is_marked_and_looked_at(editor, divided):
    sent = {"release-name": "Cheaper", "release-released_on": "2026-02-10", "release-causes": ["price"]}
    address = editor.post("/causes/price/releases/?by=plan", sent).url
    assert "Cheaper · <time" in text_of(editor, address.partition("#")[0])


def test_a_release_for_a_segment_keeps_it(editor, divided):
    sent = {"release-name": "X", "release-released_on": "2026-02-10", "release-causes": ["price"]}
    editor.post("/causes/price/releases/", sent | {"release-in.plan": "pro"})
    assert Release.objects.get().segments == [["plan", "pro"]]


def test_a_release_without_a_name_is_refused_and_kept(editor, divided):
    response = editor.post("/causes/price/releases/", {"release-released_on": "2026-02-10"})
    assert (response.status_code, 'value="2026-02-10"' in response.content.decode()) == (400, True)


def test_a_release_is_removed_and_put_back(editor, divided):
    release = Release.objects.create(name="Cheaper", released_on=date(2026, 2, 10), causes=["price"])
    address = editor.post(f"/causes/price/releases/{release.pk}/remove/").url
    gone = "Cheaper · <time" in text_of(editor)
    undo = "is taken from the timeline" in text_of(editor, address.partition("#")[0])
    editor.post(f"/causes/price/releases/{release.pk}/remove/", {"undo": "1"})
    assert (gone, undo, "Cheaper · <time" in text_of(editor)) == (False, True, True)


def test_filters_stay_when_something_is_done(editor, divided):
    assert "is.plan=pro" in editor.post("/causes/price/care/?is.plan=pro", CARE).url


def test_charts_are_files(viewer, divided):
    response = viewer.get("/causes/price/?chart=together.svg")
    assert response["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_is_in_every_language(viewer, divided, language):
    viewer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert viewer.get("/causes/price/").status_code == 200


def test_the_codebook_and_the_page_lead_to_each_other(viewer, divided):
    assert 'href="/causes/price/"' in text_of(viewer, "/codebook/causes/price/")
    assert 'href="/codebook/causes/price/"' in text_of(viewer)


def test_queries_do_not_grow(editor, divided, django_assert_max_num_queries):
    Release.objects.create(name="Cheaper", released_on=date(2026, 2, 10), causes=["price"])
    editor.post("/causes/price/notes/", {"note-text": "First"})
    editor.get("/causes/price/")
    with django_assert_max_num_queries(25):
        editor.get("/causes/price/")


def test_the_case_of_the_definition_is_true():
    found = lift_of_pair(15, 60, 50, 400)
    assert [round(float(one), 1) for one in (found.expected, found.lift, found.low, found.high)] == [7.5, 2.0, 1.4, 2.9]


def test_what_changes_is_seen_at_once(divided, many):
    before = page_of().count
    many(6, causes=["price"], plan="pro")
    assert (before, page_of().count) == (58, 64)


def test_the_file_has_all_segments_and_what_comes_with_it(viewer, many):
    many(40, plan="pro", causes=["price", "quality"])
    many(40, plan="free", causes=["support"])
    rows = json.loads(b"".join(viewer.get("/causes/price.json").streaming_content))
    found = {(row["dimension"], row["segment"]): row["count"] for row in rows if row["segment"]}
    assert (rows[0]["count"], rows[0]["base"], found["plan", "pro"], found["plan", "free"]) == (40, 80, 40, 0)
    assert any(row["beside_cause"] == "quality" and row["count"] == 40 for row in rows)


def test_the_file_hides_what_the_page_hides(viewer, many):
    many(3, plan="pro", causes=["price"])
    many(40, plan="free", causes=["price"])
    rows = json.loads(b"".join(viewer.get("/causes/price.json?is.plan=pro").streaming_content))
    assert [(row["count"], row["suppressed"]) for row in rows] == [(None, True)]
