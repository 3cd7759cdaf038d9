"""``manage.py check_survey FILE``."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveys.documents import DATA, read_template

SHIPPED = sorted(path for path in DATA.glob("*.toml") if path.stem != "etiquette")


def run(path: Path) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_survey", str(path), stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_has_no_fault(path):
    assert run(path) == ("0 errors, 0 warnings\n", 0)


def test_an_export_in_json_is_read_too(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(read_template("exit"), ensure_ascii=False), encoding="utf-8-sig")
    assert run(path) == ("0 errors, 0 warnings\n", 0)


def test_faults_are_told_with_rule_place_and_hint_and_end_with_1(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(read_template("exit") | {"title": {"en": "Are you sure?"}}))
    out, code = run(path)
    assert code == 1
    assert "error shaming at title.en\n  This wording shames" in out
    assert "Say it neutrally." in out
    assert out.endswith("1 errors, 1 warnings\n")


def test_warnings_alone_end_with_0(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(read_template("exit") | {"title": {"en": "Leaving"}}))
    assert run(path)[1] == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", b"title = ", "not well-formed"),
        ("a.json", b"[" * 100_000, "not well-formed"),
        ("a.json", b"[]", "holds no survey"),
        ("a.json", '{"title": "您离开的原因"}'.encode("gb18030"), "not a text in UTF-8"),
        ("a.json", b" " * 1_000_001, "larger than a survey"),
        ("none.toml", None, "cannot be read"),
    ],
)
def test_a_file_that_holds_no_survey_is_refused_with_a_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(path)
