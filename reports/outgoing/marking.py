"""Marks of each channel's markup, taken out of texts: what a customer wrote must neither format, link nor call anyone.

Slack and WeCom know no escape for all of their marks, so that a mark is written as a sign that looks like it. Feishu
reads HTML's numbers for characters; mail is HTML and plain text.
"""

from __future__ import annotations

import re

# Of Slack's text: emphasis, strike, code, and what Slack-shaped servers (Mattermost, Rocket.Chat) make of brackets.
_SLACK_ALIKE = str.maketrans(
    {
        "*": "∗",
        "_": "ˍ",
        "~": "∼",
        "`": "ˋ",
        "[": "［",
        "]": "］",
        "@": "＠",
        "|": "｜",
        "#": "＃",
        "!": "！",
        "\\": "＼",
    }
)
_WECOM_ALIKE = str.maketrans(
    {"*": "＊", "_": "＿", "~": "～", "`": "｀", "[": "［", "]": "］", "@": "＠", "|": "｜", "#": "＃", "!": "！"}
    | {"<": "＜", ">": "＞", "\\": "＼", "&": "＆"}
)
_FEISHU = {character: f"&#{ord(character)};" for character in "&<>*_~`[]()#|!@\\:+-$^{}="}
# An address in somebody's words is text: a program that finds it must not make a link of it.
_ADDRESS = re.compile(r"(?<=:/)(?=/)|(?<=\bwww)(?=\.)", re.IGNORECASE)
NO_WIDTH = "\u200b"
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_EMOJI = re.compile(r":(?=[a-z0-9_+-]*[a-z+][a-z0-9_+-]*:)", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text on one line, without characters that hide in it or turn it round."""
    return _INVISIBLE.sub(" ", text)


def unlinked(text: str) -> str:
    """Return a text on one line in which no program finds an address of the web; it looks the same."""
    return _ADDRESS.sub(NO_WIDTH, plain(text))


def slack_text(text: str) -> str:
    """Return a text for Slack's mrkdwn.

    >>> slack_text("<!channel> *now* & @here")
    '&lt;！channel&gt; ∗now∗ &amp; ＠here'
    """
    text = _EMOJI.sub("：", unlinked(text)).translate(_SLACK_ALIKE)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def feishu_text(text: str) -> str:
    """Return a text for Feishu's lark_md: every mark as its number, which is shown as the mark.

    >>> feishu_text("<at id=all></at>")
    '&#60;at id&#61;all&#62;&#60;/at&#62;'
    """
    return "".join(_FEISHU.get(character, character) for character in unlinked(text))


def wecom_text(text: str) -> str:
    """Return a text for WeCom's markdown.

    >>> wecom_text("<@all> [x](y)")
    '＜＠all＞ ［x］(y)'
    """
    return unlinked(text).translate(_WECOM_ALIKE)
