"""The preview is the respondent's own page, made of a document and nothing stored."""

import pytest

from surveys.documents import read_template
from surveys.drafts import normal
from surveys.previews import preview_page

EXIT = normal(read_template("exit"))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "What led to this?"), ("zh-Hans", "是什么促使您做出这个决定？"), ("zh-Hant", "是什麼促使您做出這個決定？")],
)
def test_it_is_the_form_in_each_language_without_a_query(language, said):
    page = preview_page(EXIT, language)  # no database: a query would fail the test
    assert said in page
    assert f'<html lang="{language}">' in page
    assert page.count('name="reasons"') == 15


def test_what_was_only_begun_is_shown_too():
    begun = EXIT | {
        "title": {},
        "questions": [{"key": "", "kind": kind, "wording": {}} for kind in ("text", "consent")],
    }
    assert "<textarea" in preview_page(begun, "en")
