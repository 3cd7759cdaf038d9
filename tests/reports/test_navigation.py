"""The header: only pages that exist, the page one is on marked, and a menu on a phone."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import path

from reports import navigation as pages
from reports.navigation import navigation, section
from reports.views.definitions import definitions

urlpatterns = [path("definitions/", definitions, name="definitions")]


def links(at=""):
    return [link for group in navigation(at) for link in group.links]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_without_an_address_is_left_out():
    assert [link.address for link in links()] == ["/definitions/"]


@pytest.mark.parametrize(
    ("at", "label", "current"),
    [
        ("people", "Answers", "page"),
        ("response", "Answers", "true"),
        ("codebook_history", "Codebook", "true"),
        ("learning", "Codebook", "true"),
        ("survey_builder", "Surveys", "true"),
        ("customer", "Customers", "true"),
        ("causes_by_segment", "Causes", "page"),
        ("quality_read", "Answers", "true"),
        ("cohorts", "Churn", "true"),
        ("risk_customer", "Customers", "true"),
        ("plans", "Imports", "true"),
    ],
)
def test_the_page_one_is_on_is_marked(at, label, current):
    assert [(str(link.label), link.current) for link in links(at) if link.current] == [(label, current)]


def test_nothing_is_marked_on_a_page_that_is_not_found():
    assert not any(link.current for link in links(""))


def test_a_page_shows_the_others_of_its_section():
    shown = [(str(link.label), link.current) for link in section("cohorts")]
    assert shown == [("Churn", ""), ("Why they left", ""), ("Cohorts", "page")]


def test_a_page_that_stands_alone_shows_no_section():
    assert section("silence") == section("") == ()


def test_every_url_name_is_listed_once():
    names = [page.url_name for _label, group in pages.PAGES for page in group]
    assert len(names) == len(set(names))
