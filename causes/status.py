"""Whether there is anything to read in a text."""

import re

MAX_LENGTH = 5_000

_NOTHING = frozenset(
    {"n/a", "na", "n.a", "n / a", "none", "nil", "null", "nothing", "no answer", "no comment", "no comments"}
    | {"not applicable", "blank", "empty", "无", "無", "没有", "沒有", "没", "沒", "空", "略", "暂无", "暫無"}
    | {"无可奉告", "無可奉告", "不填", "不想填", "不想说", "不想說"}
)
_LETTER = re.compile(r"[^\W\d_]")


def status(text: str) -> str:
    """Return "no_content", "too_long" or "ok".

    "n/a", "无", "." and a lone emoji are *no answer*: they leave the base and are not "other".

    >>> status("n/a"), status("👍"), status("太贵了")
    ('no_content', 'no_content', 'ok')
    """
    if len(text) > MAX_LENGTH:
        return "too_long"
    if len(text) > 20:
        return "ok" if text[0].isalpha() or _LETTER.search(text) else "no_content"
    bare = text.strip(" \t\r\n.。!！?？~～…,，、").lower()
    if bare in _NOTHING or not _LETTER.search(bare):
        return "no_content"
    return "ok"
