"""Definitions: one source for the page and the document, and every figure leads to one."""

import re
from pathlib import Path

from django.utils.translation import override

from reports.definitions import DEFINITIONS, document

ROOT = Path(__file__).resolve().parents[2]


def test_it_works(viewer):
    assert b"Wilson" in viewer.get("/definitions/").content


def test_the_document_says_the_same():
    with override("en"):
        assert (ROOT / "docs/definitions.md").read_text(encoding="utf-8") == document()


def test_every_link_to_a_definition_leads_somewhere():
    anchors = {definition.key for definition in DEFINITIONS}
    templates = (ROOT / "templates/reports").glob("*.html")
    linked = {name for path in templates for name in re.findall(r"definitions }}#([a-z-]+)", path.read_text())}
    assert linked <= anchors
