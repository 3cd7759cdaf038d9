"""Every string that people see is there in three languages, and well set in each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from surveys import typesetting
from surveys.documents import DATA, read_template
from surveys.wordings import wordings

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "customers", "surveys", "reports")
LOCALES = ("zh_Hans", "zh_Hant")
TAGS = ("zh-Hans", "zh-Hant")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HAN = re.compile(typesetting.HAN)
# Words that stay English in Chinese: names of formats, of files and of our own settings.
SAID_IN_ENGLISH = {"CSV (UTF-8)"}


def written_in_python():
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    found = set()
    for path in paths:
        for _line, message, _comments, _context in extract_from_file("python", str(path), keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def written_in_templates():
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        nodes = engines["django"].from_string(path.read_text(encoding="utf-8")).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            # Django doubles the per cent sign of these before it looks them up.
            if node.filter_expression.var.literal is not None:
                found.add(str(node.filter_expression.var.literal).replace("%", "%%"))
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            found.add(block_message(node))
    return found


def block_message(node):
    message, _variables = node.render_token_list(node.singular)
    return re.sub(r"\s*\n\s*", " ", message.strip()) if node.trimmed else message


def catalog(locale):
    with (ROOT / "locale" / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=locale)


def translations(locale):
    """Every translated text of a catalogue, each form of it."""
    for message in catalog(locale):
        if message.id:
            yield from (message.string if isinstance(message.string, tuple | list) else [message.string])


def shipped(tag):
    """Every text in one language that ships with the product: translations, and what the surveys say."""
    yield from translations(tag.replace("-", "_"))
    for path in sorted(DATA.glob("*.toml")):
        yield from (wording.text for wording in wordings(read_template(path.stem)) if wording.tag == tag)


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_missing(locale):
    there = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog(locale)
        if (message.string if isinstance(message.string, str) else all(message.string))
    }
    assert sorted((written_in_python() | written_in_templates()) - there) == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_space_between_han_characters(tag):
    assert [text for text in shipped(tag) if typesetting.spaces_between_han(text)] == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_half_width_punctuation_after_han(tag):
    assert [text for text in shipped(tag) if typesetting.half_width_after_han(text)] == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_character_of_the_other_script(tag):
    assert [(text, found) for text in shipped(tag) if (found := typesetting.wrong_script(text, tag))] == []


def test_traditional_chinese_is_not_simplified_in_other_letters():
    said = [(text, typesetting.mainland_words(text, ours=True)) for text in shipped("zh-Hant")]
    assert [(text, words) for text, words in said if words] == []


@pytest.mark.parametrize(
    "words",
    "軟件/軟體 信息/訊息 支持/支援 視頻/影片 默認/預設 用戶/使用者 網絡/網路 服務器/伺服器 打印/列印 質量/品質".split(),
)
def test_the_list_knows_what_is_said_in_taiwan(words):
    mainland, taiwan = words.split("/")
    ((found, said),) = typesetting.mainland_words(f"這個{mainland}很好")
    assert (found, taiwan in said) == (mainland, True)
    assert typesetting.mainland_words(f"這個{taiwan}很好，在線上") == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_left_in_english(locale):
    left = [
        message.id
        for message in catalog(locale)
        if message.id and message.string == message.id and len(re.findall("[A-Za-z]{2,}", str(message.id))) > 1
    ]
    assert [text for text in left if text not in SAID_IN_ENGLISH] == []


def test_templates_and_scripts_hold_no_chinese_of_their_own():
    paths = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    assert [path.name for path in paths if HAN.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_kept(locale):
    broken = []
    for message in catalog(locale):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        forms = [message.string] if isinstance(message.string, str) else message.string
        wanted = set(re.findall(r"%\(\w+\)[sd]", source))
        broken += [text for text in forms if not wanted.issuperset(re.findall(r"%\(\w+\)[sd]", text))]
    assert broken == []


def test_english_has_no_traces_of_other_languages():
    sources = written_in_python() | written_in_templates()
    assert [text for text in sources if HAN.search(text)] == []
