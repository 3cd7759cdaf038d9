"""What is wrong with a document is told at its place, for anything that JSON can be."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.documents import read_template
from surveys.draft_problems import problems, untranslated
from surveys.drafts import normal

EXIT = normal(read_template("exit"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
PARTS = ["key", "kind", "wording", "help", "choices", "follows", "least", "most"]


def changed(**question):
    """The shipped survey with its first question changed."""
    document = deepcopy(EXIT)
    document["questions"][0] |= question
    return document


def several(key, follows):
    ticks = [{"key": "a", "wording": {"en": "A"}}]
    return {"key": key, "kind": "several", "wording": {"en": key}, "choices": ticks, "follows": follows}


def asked(*questions):
    return {"key": "x", "title": {"en": "X"}, "questions": list(questions)}


def test_the_shipped_survey_has_none():
    assert problems(EXIT, EXIT) == []


CHOICE = {"key": "a", "wording": {"en": "A"}}
MALFORMED = [
    (None, ""),
    ([], ""),
    ({"title": {"en": "X"}, "questions": {}}, "questions"),
    (asked(), "questions"),
    (asked("text"), "questions"),
    (asked(*[{"key": f"q{n}", "kind": "text", "wording": {"en": "?"}} for n in range(13)]), "questions"),
    (changed(kind="grid"), "questions[0]"),
    (changed(kind=None), "questions[0]"),
    (changed(key="main"), "questions[0]"),
    (changed(key="form_token"), "questions[0]"),
    (changed(key="Не ключ"), "questions[0]"),
    (changed(key=["a"]), "questions[0]"),
    (changed(wording={}), "questions[0].wording.en"),
    (changed(wording="Why?"), "questions[0].wording"),
    (changed(wording={"en": 3}), "questions[0].wording.en"),
    (changed(wording={"tlh": "qatlh?"}), "questions[0].wording.tlh"),
    (changed(wording={"zh-Hans": "字" * 301}), "questions[0].wording.zh-Hans"),
    (changed(wording={"en": "a\x00"}), "questions[0].wording.en"),
    (changed(wording={"en": "a\ud800"}), "questions[0].wording.en"),
    (changed(choices=[]), "questions[0].choices"),
    (changed(choices=["price"]), "questions[0].choices"),
    (changed(choices=[CHOICE, CHOICE]), "questions[0].choices[0]"),
    (changed(choices=[CHOICE | {"stays_last": "yes"}]), "questions[0].choices[0]"),
    (changed(choices=[CHOICE | {"wording": {"en": " "}}]), "questions[0].choices[0].wording.en"),
    (changed(choices=[CHOICE | {"key": f"c{n}"} for n in range(101)]), "questions"),
    (asked({"key": "s", "kind": "scale", "wording": {"en": "?"}, "least": 5, "most": 1}), "questions[0].range"),
    (asked({"key": "s", "kind": "scale", "wording": {"en": "?"}, "least": "0", "most": 10}), "questions[0].range"),
    (asked({"key": "m", "kind": "main", "wording": {"en": "?"}}), "questions[0]"),
    (asked({"key": "t", "kind": "text", "wording": {"en": "?"}, "choices": [CHOICE]}), "questions[0].choices"),
    (changed(follows="reasons.nothing"), "questions[0].follows"),
    (changed(follows="nothing"), "questions[0].follows"),
    (changed(follows={"a": 1}), "questions[0].follows"),
    (asked(several("a", "b.a"), several("b", "")), "questions[0].follows"),
    (asked(several("a", "a.a")), "questions[0].follows"),
    (EXIT | {"frame_hosts": ["javascript:alert(1)"]}, "frame_hosts"),
    (EXIT | {"frame_hosts": "https://a.example"}, "frame_hosts"),
    (EXIT | {"alternative": {"en": "x" * 301}}, "alternative.en"),
]


@pytest.mark.parametrize(("document", "where"), MALFORMED)
def test_malformed_documents_are_told_at_their_place(document, where):
    assert where in [problem.where for problem in problems(document)]


def test_a_circle_is_called_one():
    circle = asked(several("a", "b.a"), several("b", "a.a"))
    assert all("circle" in problem.message for problem in problems(circle))


def test_a_published_question_keeps_its_kind():
    assert "questions[0]" in [problem.where for problem in problems(changed(kind="single"), EXIT)]


@settings(max_examples=30)
@given(JSON, st.lists(st.dictionaries(st.sampled_from(PARTS), JSON, max_size=5), max_size=3))
def test_anything_is_told_without_an_error(anything, questions):
    problems(anything)
    problems({"title": anything, "questions": questions}, EXIT)


def test_missing_translations_are_found():
    document = changed(wording={"zh-Hant": "為什麼？"}, help={})
    assert untranslated(document) == ["questions[0].wording.en", "questions[0].wording.zh-Hans"]
