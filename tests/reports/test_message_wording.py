"""What a message may say, and how it becomes a mail."""

from datetime import date

import pytest

from reports.messages.manners import message_findings
from reports.messages.wording import draft_texts, filled, fix_mail
from reports.models import FixMessage

LINK = "https://exit.example/n/x/"
NEUTRAL = {
    "en": "Since {day}, exports run in seconds. Nothing is asked of you. Thank you for telling us.",
    "zh-Hans": "自{day}起，导出只需几秒钟。您无需做任何事。谢谢您告诉我们。",
    "zh-Hant": "自{day}起，匯出只要幾秒鐘。您不需要做任何事。謝謝您告訴我們。",
}


def texts(**bodies):
    bodies = NEUTRAL | {tag.replace("_", "-"): text for tag, text in bodies.items()}
    return {tag: {"subject": {"en": "Exports"}.get(tag, "更新"), "body": body} for tag, body in bodies.items()}


def rules(**bodies):
    return {finding.rule for finding in message_findings(texts(**bodies)) if finding.level == "error"}


@pytest.fixture
def message(db):
    return FixMessage(cause="price", fixed_on=date(2026, 4, 1))


def test_a_plain_message_passes():
    assert message_findings(texts()) == []


@pytest.mark.parametrize(
    "body",
    [
        "It is done. Come back any time!",
        "We would love to have you back.",
        "Give us another try.",
        "Renew your subscription in one click.",
        "You can reactivate now.",
        "Would you reconsider?",
        "Why not try it again?",
    ],
)
def test_nobody_is_won_back_in_english(body):
    assert "win_back" in rules(en=body)


@pytest.mark.parametrize(
    "body",
    [
        "期待您回来。",
        "欢迎您重新订阅。",
        "再给我们一次机会吧。",
        "现在就续订！",
        "我们很想念您。",
        "恢复您的订阅只需一分钟。",
    ],
)
def test_nobody_is_won_back_in_simplified_chinese(body):
    assert "win_back" in rules(zh_Hans=body)


@pytest.mark.parametrize(
    "body", ["期待您回來。", "歡迎重新訂閱。", "再給我們一次機會。", "我們很想念您。", "歡迎再試一次。"]
)
def test_nobody_is_won_back_in_traditional_chinese(body):
    assert "win_back" in rules(zh_Hant=body)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Here is a 20% discount for you.", "offer"),
        ("We are so sad to see you go.", "shaming"),
        ("You will lose your data.", "loss"),
        ("See https://tracker.example.net/x", "third_party"),
        ("[Say what changed.]", "unfinished"),
        ("Since {date}, it is done.", "unknown_place"),
        ("x" * 2001, "too_long"),
        (" \n ", "empty"),
    ],
)
def test_what_else_keeps_a_message_from_being_sent(body, rule):
    assert rule in rules(en=body)


def test_the_draft_lacks_nothing_but_what_changed(settings):
    found = message_findings(draft_texts())
    assert {finding.rule for finding in found} == {"unfinished"}
    assert {finding.where for finding in found} == {"en.body", "zh-Hans.body", "zh-Hant.body"}


def test_a_value_is_one_line_and_fills_in_nothing_itself():
    assert filled("{cause}|{day}|{x}", {"cause": "a\r\nBcc: {day}", "day": "now"}) == "a Bcc: {day}|now|{x}"


@pytest.mark.parametrize("name", ["Ltd\r\nBcc: x@example.com", "<script>alert(1)</script>", "{day}", "风车 👋🏽 ＆"])
def test_what_is_filled_in_is_text_and_nothing_else(message, settings, name):
    settings.ORGANISATION_NAME = name
    mail = fix_mail(message, {"en": {"subject": "{organisation}", "body": "Of {organisation}."}}, "en", LINK)
    assert "\n" not in mail.subject
    assert "<script" not in mail.html
    assert name in mail.text or "\r" in name


def test_each_language_is_filled_in_as_it_is_spoken(message):
    said = {tag: {"subject": "x", "body": "{cause} {day}"} for tag in NEUTRAL}
    bodies = [fix_mail(message, said, tag, LINK).text.split("\n")[0] for tag in NEUTRAL]
    assert bodies == ["Price 1 April 2026", "价格 2026年4月1日", "價格 2026年4月1日"]


def test_a_language_that_is_not_written_is_read_in_english(message):
    assert "Only this." in fix_mail(message, {"en": {"subject": "x", "body": "Only this."}}, "zh-Hans", LINK).text


def test_text_and_html_say_the_same_and_hold_the_way_out(message):
    mail = fix_mail(message, texts(), "zh-Hant", LINK)
    assert "匯出只要幾秒鐘" in mail.text
    assert "匯出只要幾秒鐘" in mail.html
    assert (LINK in mail.text, f'href="{LINK}"' in mail.html, 'lang="zh-Hant"' in mail.html) == (True, True, True)
