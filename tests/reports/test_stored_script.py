"""What respondents and imports bring in is shown, never run: in pages, JSON and CSV."""

from datetime import date

import pytest

from surveys.models import Survey

SCRIPT = "<script>alert(1)</script>"
PAGES = ["/", "/?by=%3Cscript%3Ealert(1)%3C/script%3E", "/people/", "/people/?cause=price", "/customers/"]


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


@pytest.mark.parametrize("address", ["/?by=plan", "/people/", "/customers/"])
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


def test_pages_allow_no_inline_script(editor, hostile):
    policy = editor.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
