"""docs/compared.md says of ours only what a test or a script holds; docs/etiquette.md names every rule."""

from __future__ import annotations

import re
from pathlib import Path

from surveys.manners import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "compared.md").read_text(encoding="utf-8")


def test_every_test_and_script_that_is_named_exists():
    named = set(re.findall(r"`(?:tests/\w+/)?(test_\w+\.py)`", PAGE))
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 8
    assert named - there == set()


def test_the_number_of_rules_is_true():
    assert f"{len(RULES)} rules (" in PAGE


def test_what_is_said_of_others_has_a_source_in_the_list():
    sources = set(re.findall(r"^(\d+)\. ", PAGE, re.MULTILINE))
    assert set(re.findall(r"\[(\d+)\]", PAGE)) == sources


def test_every_rule_is_described():
    described = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "etiquette.md").read_text(encoding="utf-8")))
    assert RULES.keys() - described == set()
