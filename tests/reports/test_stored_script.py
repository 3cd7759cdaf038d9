"""What respondents and imports bring in is shown, never run: in pages, JSON and CSV."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from surveys.invitations import invite
from surveys.languages import LANGUAGES
from surveys.models import Response, Survey
from surveys.questions import forget_questions

SCRIPT = "<script>alert(1)</script>"
PAGES = [
    "/",
    "/causes/",
    "/causes/?by=%3Cscript%3Ealert(1)%3C/script%3E",
    "/people/",
    "/people/?cause=price",
    "/customers/",
]


@pytest.fixture
def hostile(many, survey):
    Survey.objects.filter(pk=survey.pk).update(title={"en": SCRIPT})
    named = {SCRIPT: SCRIPT, "plan": SCRIPT, "name": SCRIPT, "ref": SCRIPT, "currency": "<b>"}
    causes = {"price": [[0, 8, "used"]]}
    responses = many(4, words=SCRIPT, causes=causes, **{SCRIPT: SCRIPT, "plan": SCRIPT})
    return many(1, words=SCRIPT, causes=causes, ended_on=date(2026, 1, 1), **named) + responses


@pytest.mark.parametrize("address", PAGES)
def test_pages_show_it_as_text(editor, hostile, address):
    page = editor.get(address).content.decode()
    assert SCRIPT not in page


@pytest.mark.parametrize("address", ["/causes/?by=plan", "/people/", "/customers/"])
def test_it_is_there(editor, hostile, address):
    assert "&lt;script&gt;" in editor.get(address).content.decode()


def test_one_answer_shows_it_as_text(editor, hostile):
    assert SCRIPT not in editor.get(f"/responses/{hostile[0].pk}/").content.decode()


def test_one_customer_shows_it_as_text(editor, hostile):
    assert SCRIPT not in editor.get(f"/customers/{hostile[0].customer_id}/").content.decode()


@pytest.mark.parametrize("table", ["causes-by-segment", "people", "customers"])
def test_json_holds_no_markup(editor, hostile, table):
    assert b"<script" not in b"".join(editor.get(f"/{table}.json").streaming_content)


@pytest.mark.parametrize("table", ["causes-by-segment", "people", "customers"])
@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_files_are_kept_not_shown(editor, hostile, table, file_format):
    response = editor.get(f"/{table}.{file_format}")
    shown_as = (response["Content-Disposition"].split(";")[0], response["X-Content-Type-Options"])
    assert shown_as == ("attachment", "nosniff")


def test_formulas_in_names_are_text_in_csv(editor, customer):
    customer(name="=HYPERLINK(1)")
    assert b"'=HYPERLINK" in b"".join(editor.get("/customers.csv").streaming_content)


@pytest.fixture
def team_pages(editor, hostile, settings):
    """Every page of the team that opens, with script in notes, wordings, names and the organisation."""
    settings.ORGANISATION_NAME = SCRIPT
    survey = Survey.objects.get(key="exit")
    for question in survey.questions.all():
        question.wording, question.help = dict.fromkeys(LANGUAGES, SCRIPT), {"en": SCRIPT}
        question.save()
        question.choices.update(wording={"en": SCRIPT})
    Survey.objects.filter(pk=survey.pk).update(published_at=None)
    forget_questions()
    note = {"submission_id": str(uuid4()), "spoken_on": "2026-01-02", "language": "en", "answer-words": SCRIPT}
    editor.post("/interviews/add/", note)
    invite(survey, hostile[0].customer)
    known = {"survey_key": "exit", "file_format": "json", "response_id": hostile[0].pk, "number": 0, "cause": "price"}
    known |= {"customer_id": hostile[0].customer_id, "change": "rename", "interview_id": Response.objects.last().pk}
    known |= {
        "report_id": uuid4(),
        "sending_id": uuid4(),
        "change_id": 1,
        "layer_id": 1,
        "theme_id": 1,
        "correction_id": 1,
        "key_name": "k",
    }
    addresses = [
        reverse(pattern.name, kwargs={name: known.get(name, 1) for name in pattern.pattern.converters})
        for pattern in get_resolver("reports.urls").url_patterns
    ]
    pages = [editor.get(address) for address in addresses]
    pages += [editor.post("/interviews/add/", note | {"customer": SCRIPT, "spoken_on": SCRIPT})]
    return [page.content.decode() for page in pages if page.status_code in (200, 400) and not page.streaming]


def test_script_in_any_text_is_shown_as_text_on_every_page_of_the_team(team_pages):
    assert len(team_pages) > 15
    assert [page for page in team_pages if SCRIPT in page] == []
    assert sum("&lt;script&gt;" in page for page in team_pages) > 15


def test_pages_allow_no_inline_script(editor, hostile):
    policy = editor.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
