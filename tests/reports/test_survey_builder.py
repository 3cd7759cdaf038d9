"""The survey builder: edit, hear what is said, publish; nobody's typing is lost, and what is published stays."""

import re
from copy import deepcopy

import pytest

from surveys.documents import document_of
from surveys.drafts import fields_of, normal
from surveys.models import Survey, SurveyVersion

PRICE = "questions[0].choices[0].wording.en"


@pytest.fixture
def typed(survey):
    """What the page of the exit survey sends: typed(button="1", **{"title.en": "…"}) names what differs."""

    def fields(**changes):
        survey.refresh_from_db()
        now = fields_of(normal(survey.draft or document_of(survey)))
        return {**now, "revision": str(survey.revision), **changes}

    return fields


@pytest.fixture
def post(editor, typed):
    """Press a button of the exit survey's page."""
    return lambda address="/surveys/exit/", **changes: editor.post(address, typed(**changes))


def draft():
    return Survey.objects.get(key="exit").draft


def test_it_works(editor, survey):
    page = editor.get("/surveys/exit/").content.decode()
    assert 'name="questions[0].choices[14].wording.zh-Hant" value="其他原因"' in page
    assert "Nothing keeps this from being published." in page


def test_what_is_typed_is_kept_as_a_draft_and_what_is_published_goes_on(post, client):
    assert post(**{PRICE: "Costs too much", "save": "1"}).status_code == 302
    assert draft()["questions"][0]["choices"][0]["wording"]["en"] == "Costs too much"
    assert "Too expensive" in client.get("/s/exit/?lang=en").content.decode()


def test_every_button_keeps_what_was_typed(post):
    answer = post(**{PRICE: "Costs too much", "add": "questions[0].choices"})
    assert answer.headers["Location"] == "/surveys/exit/#questions[0].choices[15]"
    choices = draft()["questions"][0]["choices"]
    assert (len(choices), choices[0]["wording"]["en"]) == (16, "Costs too much")


def test_questions_of_every_kind_can_be_added_and_are_shown(post, editor):
    kinds = ["single", "several", "scale", "main", "text", "consent"]
    for kind in kinds:
        post(add="questions", new_kind=kind)
    assert [question["kind"] for question in draft()["questions"][4:]] == kinds
    assert editor.get("/surveys/exit/").status_code == 200
    assert editor.get("/surveys/exit/preview/").status_code == 200


def test_publishing_makes_a_version_with_who_and_when(post, editor):
    post(**{PRICE: "Costs too much", "publish": "1"})
    version = SurveyVersion.objects.latest("number")
    assert (version.number, version.published_by.username) == (2, "editor@example.com")
    assert draft() is None
    assert "editor@example.com" in editor.get("/surveys/exit/versions/").content.decode()


def test_history_keeps_the_wording_of_its_time(post, editor):
    post(**{PRICE: "Costs too much", "publish": "1"})
    assert "Too expensive" in editor.get("/surveys/exit/versions/1/").content.decode()
    assert "Too expensive" in editor.get("/surveys/exit/versions/1/preview/?lang=en").content.decode()


def test_a_removed_choice_is_retired_and_can_be_taken_up_again(post, survey, editor):
    post(remove="questions[0].choices[0]")
    post(publish="1")
    assert survey.questions.get(key="reasons").choices.get(key="price").retired
    assert "Removed choices: 1" in editor.get("/surveys/exit/").content.decode()
    post(restore="questions[0].choices:price")
    post(publish="1")
    assert not survey.questions.get(key="reasons").choices.get(key="price").retired


def test_errors_block_publishing_with_the_reason_and_keep_what_was_typed(post, editor):
    answer = post(**{"title.en": "Please don't go! We are sad to see you leave", "publish": "1"})
    page = answer.content.decode()
    assert (answer.status_code, SurveyVersion.objects.count()) == (400, 1)
    assert "not published" in page
    assert re.search(r'id="at:title.en"[^>]*><p class="remark error', page)
    assert draft()["title"]["en"].startswith("Please")


def test_two_editors_at_once_are_shown_both(post, typed, editor):
    mine = typed(**{PRICE: "Mine <b>", "save": "1"})
    post(**{PRICE: "Theirs", "save": "1"})
    answer = editor.post("/surveys/exit/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"<td>Mine &lt;b&gt;</td><td>Theirs</td>", page)
    assert draft()["questions"][0]["choices"][0]["wording"]["en"] == "Theirs"
    again = mine | {"revision": re.search(r'name="revision" value="(\d+)"', page)[1]}
    assert editor.post("/surveys/exit/", again).status_code == 302
    assert draft()["questions"][0]["choices"][0]["wording"]["en"] == "Mine <b>"


def test_a_draft_can_be_discarded(post):
    post(**{PRICE: "Costs too much", "save": "1"})
    post(discard="1")
    assert draft() is None


def test_the_check_speaks_of_what_is_typed_and_stores_nothing(post):
    page = post("/surveys/exit/check/", **{"questions[2].wording.en": "Why do you leave?", "title.zh-Hans": ""})
    text = page.content.decode()
    assert 'data-remark="questions[2].wording.en"' in text
    assert "Missing in 简体中文" in text
    assert draft() is None


def test_the_preview_shows_what_is_typed_in_its_language_and_stores_nothing(post):
    answer = post("/surveys/exit/preview/?lang=zh-Hant", **{"title.zh-Hant": "離開的原因 🙂 <i>"})
    assert "離開的原因 🙂 &lt;i&gt;" in answer.content.decode()
    assert draft() is None
    policy = answer.headers["Content-Security-Policy"]
    assert ("frame-ancestors 'self'" in policy, "form-action 'none'" in policy) == (True, True)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_closing_and_reopening(editor, client, survey):
    editor.post("/surveys/exit/close/")
    assert client.get("/s/exit/").status_code == 410
    editor.post("/surveys/exit/reopen/")
    assert client.get("/s/exit/").status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"revision": "x"}, {"questions[0].kind": "grid", "revision": "0", "add": "questions[9]"}]
)
def test_careless_requests_are_answered(editor, survey, sent):
    assert editor.post("/surveys/exit/", sent).status_code in (302, 409)
    assert editor.post("/surveys/exit/check/", sent).status_code == 200
    assert editor.post("/surveys/exit/preview/", sent).status_code == 200
    assert editor.get("/surveys/exit/").status_code == 200


def test_a_survey_starts_from_a_template_with_an_address_of_its_own(editor, survey):
    answer = editor.post("/start-survey/", {"template": "exit"})
    assert answer.headers["Location"] == "/surveys/exit_2/"
    page = editor.get("/surveys/exit_2/").content.decode()
    assert "Nothing keeps this from being published." in page
    assert editor.get("/s/exit_2/").status_code == 404
    editor.post("/surveys/exit_2/", {"discard": "1", "revision": "0"})
    assert not Survey.objects.filter(key="exit_2").exists()


def test_a_taken_address_is_said_and_what_was_typed_is_kept(editor, survey):
    answer = editor.post("/start-survey/", {"template": "exit", "key": "Exit"})
    assert answer.status_code == 400
    assert 'value="Exit"' in answer.content.decode()


def test_the_list_says_state_version_and_counts(viewer, many):
    many(3)
    page = viewer.get("/surveys/").content.decode()
    assert re.search(r'published</span>.*>1</a>.*<td class="n">3</td>', page, re.DOTALL)


def test_a_follow_up_of_a_choice_that_is_gone_is_told_and_not_lost(post, editor):
    post(add="questions", new_kind="text")
    post(**{"questions[4].follows": "reasons.price", "questions[4].wording.en": "What would be fair?"})
    post(remove="questions[0].choices[0]")
    page = editor.get("/surveys/exit/").content.decode()
    assert "reasons.price (not asked before this)" in page
    assert "is not there any more" in page


def test_a_page_costs_few_queries(editor, survey, django_assert_max_num_queries):
    Survey.objects.update(draft=deepcopy(document_of(survey)))
    with django_assert_max_num_queries(9):
        editor.get("/surveys/exit/")
