"""One answer: read, correct, undo."""

import pytest

from reports.models import Coding, Correction


def causes(response):
    return set(Coding.objects.filter(response=response).values_list("cause", flat=True))


def correction(client, response, cause="trust", verdict="present", **headers):
    return client.post(f"/responses/{response.pk}/corrections/", {"cause": cause, "verdict": verdict}, headers=headers)


@pytest.fixture
def response(answer):
    return answer("客服很好，就是太贵", {"price": [[7, 9, "used"]]}, reasons=["price"], plan="pro")


def test_it_works(viewer, response):
    assert viewer.get(f"/responses/{response.pk}/").status_code == 200


def test_evidence_is_marked(viewer, response):
    page = viewer.get(f"/responses/{response.pk}/").content.decode()
    assert '<mark data-causes="Price">太贵</mark>' in page


def test_the_words_have_their_language(viewer, response):
    assert '<blockquote class="words" lang="en">' in viewer.get(f"/responses/{response.pk}/").content.decode()


def test_ticked_reasons_are_worded(viewer, response):
    assert "Too expensive" in viewer.get(f"/responses/{response.pk}/").content.decode()


def test_an_editor_adds_a_cause(editor, response):
    correction(editor, response)
    assert "trust" in causes(response)


def test_an_editor_removes_a_cause(editor, response):
    correction(editor, response, "price", "absent")
    assert "price" not in causes(response)


def test_an_editor_sets_the_main_cause(editor, response):
    correction(editor, response, "support", "main")
    assert Coding.objects.get(response=response, main=True).cause == "support"


def test_who_corrected_is_kept_and_shown(editor, viewer, response):
    correction(editor, response)
    assert "editor@example.com" in viewer.get(f"/responses/{response.pk}/").content.decode()


def test_a_correction_is_undone(editor, response):
    correction(editor, response)
    editor.post(f"/corrections/{Correction.objects.get().pk}/undo/")
    assert "trust" not in causes(response)


def test_the_history_keeps_what_was_undone(editor, response):
    correction(editor, response)
    editor.post(f"/corrections/{Correction.objects.get().pk}/undo/")
    assert Correction.objects.get().undone_at is not None


def test_a_viewer_may_not_correct(viewer, response):
    assert correction(viewer, response).status_code == 403
    assert not Correction.objects.exists()


def test_an_unknown_cause_is_refused(editor, response):
    correction(editor, response, "nope")
    assert not Correction.objects.exists()


def test_htmx_gets_the_changed_part_only(editor, response):
    page = correction(editor, response, **{"HX-Request": "true"}).content.decode()
    assert page.startswith("<article")


def test_a_browser_is_sent_back_where_it_was(editor, response):
    form = {"cause": "trust", "verdict": "present", "next": "/people/?cause=price"}
    done = editor.post(f"/responses/{response.pk}/corrections/", form)
    assert done["Location"] == f"/people/?cause=price#response-{response.pk}"


def test_an_address_elsewhere_is_not_followed(editor, response):
    form = {"cause": "trust", "verdict": "present", "next": "https://elsewhere.example/"}
    done = editor.post(f"/responses/{response.pk}/corrections/", form)
    assert done["Location"].startswith(f"/responses/{response.pk}/")


@pytest.mark.parametrize("key", [0, 10**30])
def test_an_unknown_answer_is_not_found(viewer, key):
    assert viewer.get(f"/responses/{key}/").status_code == 404


def test_an_address_to_write_to_is_for_editors(editor, viewer, response):
    response.contact_address = "ada@example.org"
    response.save()
    pages = [client.get(f"/responses/{response.pk}/").content.decode() for client in (editor, viewer)]
    assert ["ada@example.org" in page for page in pages] == [True, False]
