"""The language of the respondent's pages: the link's, the invitation's, the browser's; and its wording."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from surveys.models import Invitation, Response

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
HAN = "[\u3400-\u9fff]"
TAGS = ["zh-Hans", "zh-Hant"]
PATHS = ["/s/exit/", "/s/exit/notice/", "/s/exit/thanks/", "/s/exit/thanks/?empty=1", "/i/x/", "/s/none/"]
SPEAKING = "dead_ends fields intake notices pages receipt_pages receipt_views replies text views".split()
FIRST_LINES = {
    "en": "This is optional and changes nothing about your subscription.",
    "zh-Hans": "本问卷完全自愿，不影响您的订阅。",
    "zh-Hant": "本問卷完全自願填寫，不影響您的訂閱。",
}
MAINLAND_WORDS = ["软", "軟件", "信息", "支持", "視頻", "鏈接", "默認", "用戶", "郵箱", "返回", "點擊", "字符", "質量"]


def _words(text: str) -> str:
    """The page's text as read, without its switch of languages and its addresses."""
    text = re.sub(r"<nav.*?</nav>|<head>.*?</head>|<script.*?</script>|<option.*?</option>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", text))


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-Hant-CN", "zh-Hant"),
        ("en-GB", "en"),
        ("de,zh-TW;q=0.5", "zh-Hant"),
        ("fr", "en"),
        ("", "en"),
        ("*;q=x;;,é" * 200, "en"),
    ],
)
def test_the_browser_s_language(open_form, header, tag):
    text = open_form(**{"Accept-Language": header}).text
    assert f'<html lang="{tag}">' in text
    assert FIRST_LINES[tag] in text


def test_the_link_s_language_wins(open_form):
    text = open_form("/s/exit/?lang=zh-TW", **{"Accept-Language": "zh-CN"}).text
    assert '<html lang="zh-Hant">' in text


def test_the_invitation_s_language_wins_over_the_browser_s(open_form, invitation_path):
    Invitation.objects.update(language="zh-Hans")
    assert "您的订阅已取消，本问卷完全自愿。" in open_form(invitation_path, **{"Accept-Language": "en"}).text


def test_the_link_s_language_wins_over_the_invitation_s(open_form, invitation_path):
    Invitation.objects.update(language="zh-Hans")
    assert '<html lang="en">' in open_form(invitation_path + "?lang=en").text


def test_an_unknown_language_is_passed_over(open_form):
    assert '<html lang="en">' in open_form("/s/exit/?lang=<script>").text


@pytest.mark.parametrize("tag", TAGS)
def test_the_language_stays_through_errors_and_thanks(open_form, tag):
    page = open_form(f"/s/exit/?lang={tag}")
    page.path = re.search(r'action="([^"]+)"', page.text)[1].join(["/s/exit/", ""])
    assert f'<html lang="{tag}">' in page.send(words="x" * 5001).content.decode()
    assert f"lang={tag}" in page.send(words="x").headers["Location"]


def test_what_is_stored_is_the_language_of_the_page_that_was_filled_in(open_form):
    page = open_form("/s/exit/?lang=zh-Hant")
    page.path = "/s/exit/?lang=en"
    page.send(words="太貴")
    assert Response.objects.get().language == "zh-Hant"


@pytest.mark.parametrize("path", PATHS)
def test_the_switch_links_to_every_language(client, survey, path):
    assert set(re.findall(r'hreflang="([\w-]+)"', client.get(path).content.decode())) == set(FIRST_LINES)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", PATHS)
def test_no_english_is_left(client, survey, settings, path, tag):
    settings.ORGANISATION_NAME, settings.CONTACT_EMAIL = "公司", ""
    text = client.get(path, {"lang": tag, **({"empty": "1"} if "empty" in path else {})}).content.decode()
    assert re.findall(r"[A-Za-z]{2,}", _words(text).replace("Cookie", "")) == []


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", PATHS)
def test_no_half_width_punctuation_after_han(client, survey, path, tag):
    text = client.get(path, {"lang": tag}).content.decode()
    assert not re.search(f"{HAN}[,.?!:;()]", _words(text))


def _said(path: Path) -> set[str]:
    """Every sentence that a file marks for translation."""
    if path.suffix == ".html":
        return set(
            re.findall(r"""\{% translate ["'](.+?)["'](?: context .+?)? %\}""", path.read_text(encoding="utf-8"))
        )
    keywords = dict.fromkeys(("_", "gettext", "gettext_lazy")) | {"pgettext": ((1, "c"), 2)}
    with path.open("rb") as file:
        found = extract("python", file, keywords=keywords | {"ngettext": (1, 2)})
        return {message[0] if isinstance(message, tuple) else message for _, message, _, _ in found}


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_every_sentence_of_the_respondent_s_pages_is_translated(locale):
    sources = [*(ROOT / "templates/surveys").glob("*.html"), *(ROOT / "templates/forms").rglob("*.html")]
    said = set().union(*(_said(path) for path in [*sources, *(ROOT / "surveys/" / f"{name}.py" for name in SPEAKING)]))
    with (ROOT / "locale" / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        written = {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file)}
    assert len(said) > 80
    assert sorted(said - written) == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_english_is_left_in_errors_and_for_the_invited(open_form, invitation_path, settings, tag):
    settings.ORGANISATION_NAME, settings.CONTACT_EMAIL = "公司", ""
    text = open_form(f"{invitation_path}?lang={tag}").send(words="字" * 5001, contact="yes", main="x").content.decode()
    said = _words(text)
    assert (re.findall(r"[A-Za-z]{2,}", said), re.findall(f"{HAN}[,.?!:;()]", said)) == ([], [])


def _section(locale: str) -> str:
    return (ROOT / "locale" / locale / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_no_space_between_han_in_the_translations(locale):
    assert not re.search(rf"^msgstr.*{HAN} +{HAN}", _section(locale), re.MULTILINE)


def test_no_mainland_words_in_traditional(client, survey):
    text = "".join(client.get(path, {"lang": "zh-Hant"}).content.decode() for path in PATHS)
    assert [word for word in MAINLAND_WORDS if word in _words(text)] == []
