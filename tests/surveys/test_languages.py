"""Which language a request asks for, and that a further one needs a line in the settings and files, no code."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.utils.translation import trans_real

from surveys.documents import read_template
from surveys.etiquette import findings
from surveys.languages import LANGUAGES, accepted_language, language_tag, tag_of
from surveys.models import Question, Response, Survey

JAPANESE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Send"
msgstr "送信"

msgid "Skip"
msgstr "回答しない"
"""


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-MY", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("zh-Hans-TW", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("cmn", "zh-Hans"),
        ("cmn-Hant", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        (" ZH-tw ", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("zh-yue-HK", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("yue-Hans-CN", "zh-Hans"),
        ("nan-TW", "zh-Hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("en-Latn-US", "en"),
        ("zhx", None),
        ("enx", None),
        ("fr", None),
        ("*", None),
        ("-", None),
        ("", None),
        ("<script>", None),
        ("zh" * 5000, None),
    ],
)
def test_the_language_that_a_code_means(code, tag):
    assert language_tag(code) == tag


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("zh-TW,zh;q=0.9,en-US;q=0.8", "zh-Hant"),
        ("en;q=0.5,zh-HK;q=0.7", "zh-Hant"),
        ("zh-TW;q=0,zh;q=0.5", "zh-Hans"),
        ("en;q=0", None),
        ("zh-CN;q=0.000, en;q=0", None),
        ("fr-FR,de;q=0.9,en-GB;q=0.1", "en"),
        ("*", None),
        ("*;q=0.1,yue;q=0.05", "zh-Hant"),
        ("ZH-hk ; q=0.8", "zh-Hant"),
        ("zh-TW;q=7", None),
        ("zh;q=x,,;;q=1,é,\x00", None),
        ("中文", None),
        ("q=1", None),
        (",".join(["xx"] * 5000) + ",zh", None),
        ("", None),
    ],
)
def test_the_language_that_a_browser_accepts(header, tag):
    assert accepted_language(header) == tag


@pytest.mark.parametrize(
    ("code", "tag"), [("en", "en"), ("zh-hant", "zh-Hant"), ("pt-br", "pt-BR"), ("sr-latn-rs", "sr-Latn-RS")]
)
def test_tags_are_written_as_html_writes_them(code, tag):
    assert tag_of(code) == tag


@pytest.fixture
def japanese(settings, monkeypatch, tmp_path):
    """What docs/languages.md asks for: a line in LANGUAGES, and a file of translations."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ja", "日本語")]
    monkeypatch.setitem(LANGUAGES, tag_of("ja"), "日本語")
    compiled = tmp_path / "ja" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, read_po(StringIO(JAPANESE), locale="ja"))
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    monkeypatch.setattr(trans_real, "_translations", {})


@pytest.fixture
def asked_in_japanese(survey):
    Survey.objects.update(title=survey.title | {"ja": "ご解約について"})
    words = Question.objects.get(survey=survey, key="words")
    words.wording["ja"] = "解約を決めたきっかけは何ですか。"
    words.save()


@pytest.mark.parametrize("opening", [{"path": "/s/exit/?lang=ja"}, {"Accept-Language": "ja-JP,en;q=0.5"}])
def test_a_fourth_language_is_shown_from_its_files_alone(japanese, asked_in_japanese, open_form, opening):
    text = open_form(**opening).text
    assert '<html lang="ja">' in text
    assert "ご解約について" in text
    assert "解約を決めたきっかけは何ですか。" in text
    assert re.search(r"<button[^>]*>送信</button>\s*<button[^>]*>回答しない</button>", text)
    assert set(re.findall(r'hreflang="([\w-]+)"', text)) == {"en", "zh-Hans", "zh-Hant", "ja"}


def test_an_answer_in_a_fourth_language_is_stored_as_such(japanese, asked_in_japanese, open_form):
    assert open_form("/s/exit/?lang=ja").send(words="高すぎました。").status_code == 303
    assert Response.objects.get().language == "ja"


def test_what_is_not_translated_yet_is_shown_in_english_and_told(japanese, survey, open_form):
    assert "What led to this?" in open_form("/s/exit/?lang=ja").text
    assert {f.rule for f in findings(read_template("exit"))} == {"language_missing"}


@pytest.mark.django_db
def test_a_fourth_language_needs_no_migration(japanese):
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
