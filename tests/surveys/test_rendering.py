"""The kept page and the one rendered anew are the same HTML."""

from __future__ import annotations

import pytest
from django.utils import translation

from surveys.forms import ResponseForm
from surveys.links import new_form_page, open_survey
from surveys.pages import ask_page
from surveys.rendering import render_form_page, rendered

pytestmark = pytest.mark.django_db

CLICKED = [{}, {"reasons": ["price"]}, {"reasons": ["other"]}, {"again": ["10"]}, {"fault": ["down"]}]


def _page(key: str, language: str, chosen: dict[str, list[str]]):
    link = open_survey(key)
    with translation.override(language.lower()):
        form = ResponseForm(link.survey, new_form_page(link, language), chosen=chosen)
        return link.survey, ask_page(link, form, language)


@pytest.mark.parametrize("chosen", CLICKED)
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_kept_page_is_what_crispy_forms_renders(every_kind, language, chosen):
    for _visitor in range(3):
        survey, page = _page("every-kind", language, chosen)
        with translation.override(language.lower()):
            assert render_form_page(page, survey, []) == rendered(page, [])


def test_the_kept_page_of_the_default_survey_too(survey):
    for _visitor in range(5):
        survey, page = _page("exit", "en", {})
        assert render_form_page(page, survey, ["https://a.example"]) == rendered(page, ["https://a.example"])


def test_a_new_version_is_asked_at_once(client, survey, open_form):
    from surveys.documents import document_of, publish

    open_form()
    document = document_of(survey)
    document["questions"][0]["wording"]["en"] = "Worded anew?"
    publish(survey, document)
    assert "Worded anew?" in open_form().text
