"""What the etiquette linter hears in a wording, in three languages, and what it rightly passes over."""

from __future__ import annotations

import tomllib
from pathlib import Path

import opencc
import pytest

from surveys.etiquette import findings
from surveys.typesetting import etiquette_data
from surveys.wordings import fold

WORDINGS = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text(encoding="utf-8"))
HEARD, NEUTRAL = WORDINGS["heard"], WORDINGS["neutral"]
RULES = HEARD.keys() - {"any"}


def rules(wording, part="wording", tag="en"):
    question = {"key": "words", "kind": "text", "wording": dict.fromkeys(("en", "zh-Hans", "zh-Hant"), "x")}
    question[part] = {tag: wording}
    return {finding.rule for finding in findings({"title": {"en": "Leaving"}, "questions": [question]})}


def choice_rules(wording):
    choice = {"key": "other", "stays_last": True, "wording": {"zh-Hans": wording}}
    question = {"key": "reasons", "kind": "several", "wording": {"en": "Which?"}, "choices": [choice]}
    return {finding.rule for finding in findings({"title": {"en": "Leaving"}, "questions": [question]})}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_breaks_a_rule_is_heard_in_three_languages(rule):
    assert [wording for wording in HEARD[rule] if rule not in rules(wording)] == []


def test_it_is_heard_said_otherwise_too():
    assert [wording for wording in HEARD["any"] if not rules(wording) & RULES] == []


def test_characters_set_apart_are_heard():
    assert "shaming" in rules(" ".join("遗憾"))


def test_it_is_heard_in_titles_help_and_whichever_language_it_stands_under():
    heard = [("wording", "zh-Hant"), ("help", "en"), ("help", "zh-Hans")]
    assert all("shaming" in rules("Are you sure?", part, tag) for part, tag in heard)
    assert "shaming" in {f.rule for f in findings({"title": {"zh-Hant": "真的要離開嗎？"}, "questions": []})}


def test_neutral_questions_pass():
    alarms = {text: rules(text, part) & RULES for text in NEUTRAL["questions"] for part in ("wording", "help")}
    assert {text: found for text, found in alarms.items() if found} == {}


def test_what_people_say_of_themselves_passes_as_a_choice():
    alarms = {text: choice_rules(text) & RULES for text in NEUTRAL["choices"]}
    assert {text: found for text, found in alarms.items() if found} == {}


@pytest.mark.parametrize("converter", ["s2t", "s2tw", "s2hk"])
def test_simplified_wordings_are_heard_in_traditional_characters_too(converter):
    convert = opencc.OpenCC(converter).convert
    deaf = [convert(text) for rule in RULES for text in HEARD[rule] if rule not in rules(convert(text))]
    assert deaf == []


def test_the_folding_knows_every_traditional_form_of_the_patterns_characters():
    convert = opencc.OpenCC("t2s").convert
    used = {char for char in str(etiquette_data()["patterns"]) if char >= "㐀"}
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    assert [char for char in han if convert(char) != char and convert(char) in used and fold(char) not in used] == []


@pytest.mark.parametrize(
    "text", ["您将失去" * 500, "a " * 1000, "no " * 700, "我们" * 1000, "\u200b遗\ufeff憾", "", "🙂"]
)
def test_no_text_takes_long_and_none_fails(text):
    assert rules(text * 3) is not None
