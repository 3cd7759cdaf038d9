"""The kept page and the one rendered anew are the same HTML."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from surveys.forms import ResponseForm
from surveys.links import new_form_page, open_survey
from surveys.pages import ask_page
from surveys.rendering import Look, render_new_page, rendered

pytestmark = pytest.mark.django_db

CLICKED = [{}, {"reasons": ["price"]}, {"reasons": ["other"]}, {"again": ["10"]}, {"fault": ["down"]}]


def _both(key: str, language: str, look: Look) -> tuple[str, str]:
    """Return a page as it is put together, and as it is rendered anew; the stamps of their tokens aside."""
    link = open_survey(key)
    page = new_form_page(link, language)
    with translation.override(language.lower()):
        form = ResponseForm(link.survey, page, chosen=look.chosen)
        texts = (
            render_new_page(link, page, look),
            rendered(ask_page(link, form, language, look.query), look.frame_hosts),
        )
    kept, anew = (re.sub(r'name="form_token" value="[^"]+"', "", text) for text in texts)
    return kept, anew


@pytest.mark.parametrize("chosen", CLICKED)
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_kept_page_is_what_crispy_forms_renders(every_kind, language, chosen):
    for _visitor in range(3):
        kept, anew = _both("every-kind", language, Look({"via": "mail"}, chosen))
        assert kept == anew


def test_the_kept_page_of_the_default_survey_too(survey):
    for _visitor in range(5):
        kept, anew = _both("exit", "en", Look(frame_hosts=["https://a.example"]))
        assert kept == anew


@pytest.mark.parametrize("name", ["ORGANISATION_NAME", "CONTACT_EMAIL", "RETENTION_MONTHS"])
def test_what_the_installation_says_is_never_old(survey, settings, name):
    _both("exit", "en", Look())
    setattr(settings, name, 7 if name == "RETENTION_MONTHS" else "anew@a.example")
    kept, anew = _both("exit", "en", Look())
    assert kept == anew


def test_a_new_version_is_asked_at_once(client, survey, open_form):
    from surveys.documents import document_of, publish

    open_form()
    document = document_of(survey)
    document["questions"][0]["wording"]["en"] = "Worded anew?"
    publish(survey, document)
    assert "Worded anew?" in open_form().text
