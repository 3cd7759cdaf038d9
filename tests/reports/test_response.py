"""One answer: read, correct, undo."""

import pytest

from reports.coding import code_pending
from reports.models import Coding, Correction
from surveys.erasures import erase
from surveys.intake import Given, Submission
from surveys.models import Erasure
from surveys.receipts import change_response
from tests.reports.stored_texts import stored_texts


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


def with_words(client, response, words, verdict="present", cause="trust", **headers):
    form = {"cause": cause, "verdict": verdict, "words": words, "next": f"/responses/{response.pk}/"}
    return client.post(f"/responses/{response.pk}/corrections/", form, headers=headers)


@pytest.mark.parametrize(
    ("words", "meant"), [("就是太贵", "就是太贵"), ("  客服很好,\n", "客服很好，"), ("就是太貴", "就是太贵")]
)
def test_a_correction_carries_the_words_that_say_so(editor, response, words, meant):
    with_words(editor, response, words)
    page = editor.get(f"/responses/{response.pk}/").content.decode()
    assert f"{meant}</q>" in page
    assert Correction.objects.get().words == meant
    start, end, status = Coding.objects.get(response=response, cause="trust").evidence[0]
    assert (response.verbatim()[start:end], status) == (meant, "used")


def test_words_are_marked_for_the_cause_that_a_person_gave(editor, answer):
    response = answer("Goodbye to the boats, sailor.")
    with_words(editor, response, "the boats")
    assert '">the boats</mark>' in editor.get(f"/responses/{response.pk}/").content.decode()


@pytest.mark.parametrize(
    ("words", "sentence"), [("太慢", "do not stand in the answer"), ("太\x00贵", "invisible control")]
)
@pytest.mark.parametrize("htmx", [False, True])
def test_words_that_the_answer_does_not_have_are_refused_and_kept(editor, response, htmx, words, sentence):
    headers = {"HX-Request": "true"} if htmx else {}
    done = with_words(editor, response, words, "main", **headers)
    page = done.content.decode()
    assert (done.status_code, Correction.objects.exists()) == (200 if htmx else 400, False)
    assert sentence in page
    assert 'value="太' in page
    assert '<option value="trust" selected>' in page
    assert '<option value="main" selected>' in page
    assert f'name="next" value="/responses/{response.pk}/"' in page


def test_a_correction_without_words_leaves_the_evidence(editor, response):
    with_words(editor, response, " ", cause="price")
    assert Coding.objects.get(response=response, cause="price").evidence
    assert "<q" not in editor.get(f"/responses/{response.pk}/").content.decode()


def test_words_are_undone_with_their_correction(editor, response):
    with_words(editor, response, "就是太贵")
    editor.post(f"/corrections/{Correction.objects.get().pk}/undo/")
    assert not Coding.objects.filter(response=response, cause="trust").exists()


def test_words_hold_for_no_duplicate(editor, response, answer):
    same = answer("  客服很好，就是太贵", status=None)
    sum(code_pending())
    with_words(editor, response, "就是太贵")
    assert Coding.objects.get(response=same, cause="trust").evidence == []


def test_words_go_with_the_answer(editor, answer):
    response = answer("The zyxwolf never answered.")
    with_words(editor, response, "zyxwolf never")
    erase([response.pk], Erasure.Wish.RESPONDENT)
    assert not Correction.objects.exists()


def test_no_table_but_the_answers_holds_the_words(editor, answer):
    response = answer("The zyxwolf never answered.")
    before = {place for place, text in stored_texts() if "zyxwolf" in text}
    with_words(editor, response, "zyxwolf never")
    now = {place for place, text in stored_texts() if "zyxwolf" in text}
    assert {place for place in now - before if "search" not in place} == set()


def test_words_go_when_the_respondent_changes_them(editor, answer):
    response = answer("The zyxwolf never answered.")
    with_words(editor, response, "zyxwolf never")
    change_response(response, Submission(response.survey, {"words": Given(verbatim="Something else, later.")}))
    assert Correction.objects.get().evidence == []
