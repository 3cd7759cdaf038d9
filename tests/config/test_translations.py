"""Every string that people see is there in three languages, and well set in each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "customers", "surveys", "reports")
LOCALES = ("zh_Hans", "zh_Hant")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HAN = r"[\u3400-\u9fff]"
# Words of the mainland that readers in Taiwan and Hong Kong would stumble over, and what is said there.
NOT_IN_HANT = (
    "软件 軟件 用戶 默認 鏈接 登錄 賬號 賬戶 信息 數據庫 服務器 網絡 質量 屏幕 文件夾 導出 導入 打印 設置 支持 "
    "郵箱 視頻 反饋 菜單 激活 兼容 反應慢 優化 渠道 短信 刷新 在線"
)


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


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_missing(locale):
    there = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog(locale)
        if (message.string if isinstance(message.string, str) else all(message.string))
    }
    assert sorted((written_in_python() | written_in_templates()) - there) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_space_between_han_characters(locale):
    assert [text for text in translations(locale) if re.search(f"{HAN} +{HAN}", text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_half_width_punctuation_after_han(locale):
    assert [text for text in translations(locale) if re.search(HAN + r"([,;:!?()]|\.(?!\w))", text)] == []


def test_traditional_chinese_is_not_simplified_in_other_letters():
    words = NOT_IN_HANT.split()
    assert [text for text in translations("zh_Hant") if any(word in text for word in words)] == []


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
    assert [text for text in sources if re.search(HAN, text)] == []
