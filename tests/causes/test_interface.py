"""The interface that the other rooms build on."""

import io
import json
import subprocess
import sys

import pytest

from causes import Evidence, find_causes, find_causes_many, load_codebook
from causes.__main__ import code_lines, explain


def _coded(*rows):
    return [json.loads(line) for line in code_lines(json.dumps(row) for row in rows)]


def test_a_text_in_two_languages_gives_both_causes():
    found = find_causes("太贵了, and the app crashes")
    assert {f.cause for f in found.causes} >= {"price", "quality"}
    assert found.language == "mixed"


def test_evidence_points_at_the_words():
    text = "honestly 太贵了"
    span = find_causes(text).causes[0].evidence[0]
    assert "贵" in text[span.start : span.end]


NOTHING = ["n/a", "无", ".", "", "  ", "👍", "---", "無", "N/A.", "。。。", "123"]
NOTHING += ["Ｎ／Ａ", "(none)", "「无」", "n/a n/a", "冇", "no", " " * 6_000, "." * 6_000]


@pytest.mark.parametrize("text", NOTHING, ids=range(len(NOTHING)))
def test_no_content_is_a_status_and_no_reason(text):
    found = find_causes(text)
    assert found.status == "no_content"
    assert [f.cause for f in found.causes] == ["unclear"] == [found.main]


def test_a_text_without_a_reason_is_unclear_alone():
    found = find_causes("ok bye then, thanks")
    assert [f.cause for f in found.causes] == ["unclear"]


def test_only_the_first_5000_characters_are_read():
    found = find_causes("x" * 5_000 + " too expensive")
    assert found.status == "too_long"
    assert "price" not in {f.cause for f in found.causes}


def test_many_gives_what_one_gives_in_order():
    texts = ["太贵了", "", "it keeps crashing", "n/a", "当机"]
    assert find_causes_many(texts) == [find_causes(text) for text in texts]


def test_causes_come_best_first():
    scores = [f.score for f in find_causes("too expensive, crashes, and no support ever answers").causes]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_jsonl_keeps_order_and_survives_bad_lines():
    lines = ['{"id": 1, "text": "太贵了"}', "not json", "[]", '{"id": "b"}', "", '{"id": 2, "text": "n/a"}']
    rows = [json.loads(line) for line in code_lines(lines)]
    assert [row["id"] for row in rows] == [1, None, None, "b", None, 2]
    assert ["error" in row for row in rows] == [False, True, True, True, True, False]


def test_jsonl_survives_lone_surrogates_and_nul():
    rows = _coded({"id": "\ud800", "text": "\ud800太贵了\x00"}, {"id": "x", "text": "[" * 100_000})
    assert rows[0]["main"] == "price"
    assert len(rows) == 2


def test_jsonl_writes_the_fields_of_the_interface():
    (row,) = _coded({"id": "a", "text": "太贵了"})
    assert row.keys() == {"id", "language", "causes", "main"}
    assert row["causes"][0].keys() == {"cause", "score", "evidence"}
    assert row["causes"][0]["evidence"]


def test_jsonl_command_reads_bytes_that_are_not_utf8():
    run = subprocess.run(
        [sys.executable, "-m", "causes", "--jsonl"],
        input=b'{"id": 1, "text": "\xff\xfe"}\n{"id": 2, "text": "too expensive"}\n',
        capture_output=True,
        check=True,
    )
    rows = [json.loads(line) for line in io.BytesIO(run.stdout)]
    assert [row["id"] for row in rows] == [1, 2]


def test_explained_text_underlines_double_width():
    lines = explain("a太贵了", find_causes("a太贵了")).split("\n")
    text, marks = lines[1], lines[2]
    assert text.strip() == "a太贵了"
    assert "^^" in marks
    assert len(marks.strip()) % 2 == 0


def test_codebook_has_labels_in_three_languages():
    codebook = load_codebook()
    assert len(codebook.causes) == 17
    assert all(cause.labels.keys() == {"en", "zh-Hans", "zh-Hant"} for cause in codebook.causes.values())
    assert len(codebook.digest) >= 12


def test_values_are_frozen():
    with pytest.raises(AttributeError):
        Evidence(0, 1).start = 2
