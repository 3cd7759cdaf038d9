"""Notes of a call: through the same gate as every answer, by whom, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from reports.coding import code_pending, pending_responses
from surveys.documents import publish, read_template
from surveys.models import Answer, Erasure, Response, Survey

NOTES = "她说太贵了，而且 support 三天没回复。匯出也壞了 👋🏽 ＡＢＣ"


@pytest.fixture
def note(editor):
    """Send the page: note(**{"answer-words": …}) names only what differs from a good one."""

    def send(address="/interviews/add/", client=editor, **typed):
        day = timezone.localdate().isoformat()
        good = {"submission_id": str(uuid4()), "customer": "", "spoken_on": day, "language": "zh-Hans"}
        return client.post(address, good | {"answer-words": NOTES, "save": "1"} | typed)

    return send


def typed_on(page):
    return html.unescape(page.content.decode())


def test_it_is_stored_as_typed_with_who_and_when(note, customer):
    leaver = customer(ref="C-7", name="陈记", ended_on=date(2026, 3, 1), plan="pro")
    assert note(customer="C-7", **{"answer-reasons": ["price", "support"]}).status_code == 302
    stored = Response.objects.get()
    assert (stored.verbatim(), stored.customer, stored.channel) == (NOTES, leaver, "interview")
    assert (stored.written_by.username, stored.spoken_on) == ("editor@example.com", timezone.localdate())
    assert (stored.left_on, stored.segment["plan"], stored.segment["channel"]) == (date(2026, 3, 1), "pro", "interview")


def test_it_is_shown_with_who_wrote_it_and_counts_like_any_answer(note, editor, viewer):
    note()
    sum(code_pending())
    stored = Response.objects.get()
    page = viewer.get(f"/responses/{stored.pk}/").content.decode()
    assert all(shown in page for shown in ("Written down by", "editor@example.com", "Somebody in a call"))
    assert "support" in stored.codings.values_list("cause", flat=True)


def test_it_is_offered_on_the_page_of_a_customer(editor, viewer, customer):
    address = f"/customers/{customer(ref='=C-8').pk}/"
    link = re.search(r'href="(/interviews/add/[^"]+)"', editor.get(address).content.decode())[1]
    assert 'value="=C-8"' in editor.get(link).content.decode()
    assert "/interviews/add/" not in viewer.get(address).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"customer": "nobody of that name"}, "No customer has this reference"),
        ({"customer": "C-"}, "Several customers fit"),
        ({"customer": "a\x00b"}, "Null characters"),
        ({"spoken_on": "yesterday"}, "Enter a valid date"),
        ({"spoken_on": (date.today() + timedelta(days=3)).isoformat()}, "yet to come"),
        ({"language": "fr"}, "Select a valid choice"),
        ({"submission_id": "x"}, "Enter a valid UUID"),
        ({"answer-words": NOTES + "字" * 5000}, "characters too long"),
        ({"answer-words": NOTES + "\ufffd"}, "did not arrive as you typed"),
        ({"answer-reasons": ["none_such"]}, "does not belong to this question"),
        ({"answer-main": "none_such"}, "does not belong to this question"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(note, customer, wrong, told):
    for ref in ("C-1", "C-2"):
        customer(ref=ref)
    page = note(**wrong)
    assert (page.status_code, told in typed_on(page), NOTES in typed_on(page)) == (400, True, True)
    assert not Response.objects.exists()


def test_nothing_noted_is_not_stored(note):
    assert "Nothing is noted yet" in typed_on(note(**{"answer-words": " \n "}))


def test_one_of_several_customers_can_be_chosen(note, customer):
    first, second = customer(ref="C-1", name="陳記 Ltd"), customer(ref="C-2", name="陳記 Ltd")
    assert 'name="which"' in typed_on(note(customer="陳記"))
    note(customer="陳記", which=str(second.pk))
    assert Response.objects.get().customer == second != first


def test_sent_twice_it_is_stored_once(note):
    again = str(uuid4())
    assert [note(submission_id=again).status_code for _ in range(2)] == [302, 302]
    assert Response.objects.count() == 1


def test_another_survey_s_questions_are_shown_and_the_notes_stay(note, db):
    document = read_template("interview")
    publish(Survey.objects.create(key=document["key"], title=document["title"]), document)
    words = next(one["key"] for one in document["questions"] if one["kind"] == "text")
    page = note(survey=document["key"], show="1", **{f"answer-{words}": NOTES})
    assert (page.status_code, NOTES in typed_on(page), Response.objects.count()) == (200, True, 0)


def test_notes_of_one_s_own_can_be_changed(note, editor):
    note()
    sum(code_pending())
    address = f"/interviews/{Response.objects.get().pk}/change/"
    assert NOTES in editor.get(address).content.decode()
    note(address, **{"answer-words": "The widget was slow.", "language": "en"})
    stored = Response.objects.get()
    assert (stored.verbatim(), stored.language, stored.changed_at is not None) == ("The widget was slow.", "en", True)
    assert list(pending_responses()) == [stored]


def test_notes_of_one_s_own_can_be_deleted_and_only_a_count_stays(note, editor):
    note()
    assert editor.post(f"/interviews/{Response.objects.get().pk}/delete/").status_code == 302
    assert (Answer.objects.count(), Response.objects.count(), Erasure.objects.get().wish) == (0, 0, "team")


@pytest.mark.parametrize("what", ["change", "delete"])
def test_notes_and_answers_of_others_cannot(note, answer, member, what, django_user_model):
    note()
    Response.objects.update(written_by=django_user_model.objects.create(username="another@example.com"))
    keys = [Response.objects.get().pk, answer().pk]
    assert [note(f"/interviews/{key}/{what}/").status_code for key in keys] == [404, 404]


def test_script_in_notes_is_shown_as_text(note, editor):
    note(**{"answer-words": "</textarea><script>alert(1)</script>"})
    key = Response.objects.get().pk
    pages = [editor.get(address).content.decode() for address in (f"/responses/{key}/", f"/interviews/{key}/change/")]
    assert not any("<script>alert" in page for page in pages)
