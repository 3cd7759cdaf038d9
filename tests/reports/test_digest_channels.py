"""The digest in each channel: figures with their bases, in each language; customers' words are nothing but words."""

import email
import json
import re

import pytest
from django.utils import translation

from reports.outgoing.chats import WECOM_BYTES, cut_bytes, feishu_payload, slack_payload, wecom_payload
from reports.outgoing.mail import digest_mail, mail_parts
from reports.outgoing.marking import feishu_text, slack_text, wecom_text
from reports.outgoing.messages import digest_message
from tests.reports.digest_contents import content, quiet

CODES = ("en", "zh-hans", "zh-hant")
# What would call somebody, link somewhere, format, or break out of the message.
NASTY = [
    "<!channel> <!here> <!everyone> <@U012AB> @channel @all",
    "<at id=all></at><at user_id=\"all\">所有人</at>",
    "<@all> 太贵了<@zhangsan>",
    "*太贵* _了_ ~划线~ `code` ```x```",
    "[免费续费](https://evil.example/phish) <https://evil.example|click>",
    "![x](https://evil.example/a.png) https://evil.example www.evil.example",
    '</font><font color="warning">假</font> <script>alert(1)</script> <img src=x onerror=y>',
    "&lt;!channel&gt; &#60;at id=all&#62; \\<!channel\\>",
    "# 标题\n## two\n> quote\n---\n1. a",
    ":rotating_light: | a | b |",
    "\u202egnp.exe\u202c \u200b\u2028 end",
]  # fmt: skip
UNSUBSCRIBE = "https://exit.example.com/digest/end/7.x/"


def message(words="fine words here", code="en", **fields):
    with translation.override(code):
        return digest_message(content(words, phrase=words, owner=words, **fields))


def slack(words):
    """All that Slack would read as mrkdwn."""
    payload = slack_payload(message(words))
    blocks = [block.get("text", {}).get("text", "") for block in payload["blocks"] if block["type"] == "section"]
    return "\n".join([payload["text"], *blocks])


def feishu(words):
    return "\n".join(
        part["content"] for part in feishu_payload(message(words))["card"]["elements"] if "content" in part
    )


def wecom(words):
    return wecom_payload(message(words))["markdown"]["content"]


def html(words):
    return mail_parts(message(words), UNSUBSCRIBE).html


def marks(text, pattern):
    return sorted(re.findall(pattern, text))


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize(
    ("channel", "pattern"),
    [
        (slack, r"<[^|>]*[|>]|[*_~`@]|:\w+:"),
        (feishu, r"<[^>]*>|\*\*|[*_~`@\[\]()]"),
        (wecom, r"<[^>]*>|\*\*|[*_~`\[\]]|@"),
        (html, r"<[^>]*>"),
    ],
)
def test_words_bring_no_markup_into_any_channel(channel, pattern, words):
    """Whatever is markup in the message is there with harmless words too."""
    found, harmless = (marks(channel(said), pattern) for said in (words, "fine words here"))
    assert found == harmless


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("channel", [slack, feishu, wecom, html])
def test_words_stay_on_their_line(channel, words):
    assert len(channel(words).splitlines()) == len(channel("fine words here").splitlines())


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("channel", [slack, feishu, wecom, html])
def test_no_address_in_words_is_found_by_a_program(channel, words):
    assert not re.search(r"(https?://|www\.)evil", channel(words))


@pytest.mark.parametrize("escape", [slack_text, feishu_text, wecom_text])
def test_plain_words_stay_as_they_are(escape):
    assert escape("太贵了，比别家贵 30 个百分点；we left.") == "太贵了，比别家贵 30 个百分点；we left."


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("render", [slack_payload, feishu_payload, wecom_payload, lambda one: mail_parts(one, "").text])
def test_shares_come_with_count_base_interval_and_before(render, code):
    rendered = json.dumps(render(message(code=code)), ensure_ascii=False)
    # Feishu's marks are numbers; what is read is the same.
    said = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), rendered)
    for figure in ("30%", "100", "22%", "40%", "5%", "20", "400", "12", "900"):
        assert figure in said


@pytest.mark.parametrize(("code", "name"), [("en", "Too expensive"), ("zh-hans", "太贵"), ("zh-hant", "太貴")])
def test_it_is_in_the_language_of_the_reader(code, name):
    assert name in slack_payload(message(code=code))["text"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("times", [1, 5, 40])
def test_wecom_takes_no_more_bytes_than_it_can(code, times):
    text = wecom_payload(message("太贵了" * 80, code, times=times))["markdown"]["content"]
    assert len(text.encode()) <= WECOM_BYTES
    assert "https://exit.example.com/?from=" in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("most", range(12))
def test_bytes_are_cut_between_characters(most):
    cut = cut_bytes("a太🙂b", most)
    assert "a太🙂b".startswith(cut)
    assert len(cut.encode()) <= most


def test_feishu_takes_no_more_bytes_than_it_can():
    payload = feishu_payload(message("*" * 240, times=60))
    assert len(json.dumps(payload, ensure_ascii=False).encode()) <= 20_000


def test_slack_blocks_are_as_long_as_slack_takes():
    blocks = slack_payload(message("x" * 240, times=40))["blocks"]
    assert max(len(block["text"]["text"]) for block in blocks if block["type"] == "section") <= 3000
    assert len(blocks) <= 50


def test_links_of_ours_are_links():
    assert "<https://exit.example.com/responses/7/|Too expensive>" in slack("fine words here")
    assert "](https://exit.example.com/responses/7/)" in feishu("fine words here")


@pytest.mark.parametrize("code", CODES)
def test_a_quiet_week_says_that_nothing_is_sent(code):
    with translation.override(code):
        said = digest_message(quiet())
    assert not quiet().happened
    assert [section.title for section in said.sections]  # quotes and revenue may stand there, changes do not
    assert len(said.lead) == 3


def test_hidden_figures_are_said_to_be_hidden():
    change = content().rises[0]
    hidden = type(change)(change.now, type(change.now)("price", change.now.names))
    with translation.override("en"):
        text = mail_parts(digest_message(content(rises=(hidden,))), UNSUBSCRIBE).text
    assert "before too few people to show" in text


def test_the_mail_is_text_and_html_and_can_be_ended_in_one_click():
    mail = digest_mail(mail_parts(message("太贵了"), UNSUBSCRIBE), "pm@example.com", UNSUBSCRIBE)
    sent = email.message_from_bytes(mail.message().as_bytes())
    assert [part.get_content_type() for part in sent.walk()][1:] == ["text/plain", "text/html"]
    assert sent["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert UNSUBSCRIBE in sent.get_payload(0).get_payload(decode=True).decode()


def test_the_subject_is_one_line():
    assert "\n" not in mail_parts(message("a\nBcc: x@example.com"), UNSUBSCRIBE).subject
