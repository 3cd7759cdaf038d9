"""The notice in full."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_it_says_who_how_long_and_whom_to_contact(client, survey, settings):
    settings.ORGANISATION_NAME, settings.CONTACT_EMAIL, settings.RETENTION_MONTHS = "Lumen", "p@lumen.example", 1
    text = client.get("/s/exit/notice/").content.decode()
    assert all(said in text for said in ("Lumen asks people who leave", "1 month.", "mailto:p@lumen.example"))


def test_it_reads_well_when_nobody_is_named(client, survey, settings):
    settings.ORGANISATION_NAME, settings.CONTACT_EMAIL = "", ""
    text = client.get("/s/exit/notice/").content.decode()
    assert "The company whose product you used asks people who leave" in text
    assert "mailto:" not in text


def test_it_speaks_of_an_address_only_when_one_is_asked_for(client, survey):
    survey.questions.filter(kind="consent").delete()
    assert "Your e-mail address" not in client.get("/s/exit/notice/").content.decode()


def test_it_says_what_the_form_really_does(client, survey):
    response = client.get("/s/exit/notice/")
    assert "No cookie is set" in response.content.decode()
    assert not response.cookies
