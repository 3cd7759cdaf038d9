"""Whether there is anything to read in a text."""

import re
import unicodedata

MAX_LENGTH = 5_000

_NOTHING = frozenset(
    {"n/a", "na", "n.a", "n / a", "none", "nil", "null", "nothing", "no answer", "no comment", "no comments"}
    | {"not applicable", "blank", "empty", "无", "無", "没有", "沒有", "没", "沒", "空", "略", "暂无", "暫無"}
    | {"无可奉告", "無可奉告", "不填", "不想填", "不想说", "不想說", "冇", "no", "nope"}
)
_LETTER = re.compile(r"[^\W\d_]")
_AROUND = " \t\r\n.。!！?？~～…,，、()[]{}<>\"'“”‘’「」『』【】《》"
_MOST = 20  # characters of an answer that may say that there is none


def status(text: str) -> str:
    """Return "no_content", "too_long" or "ok".

    "n/a", "无", "." and a lone emoji are *no answer*: they leave the base and are not "other".

    >>> status("n/a"), status("👍"), status("太贵了"), status("（无）")
    ('no_content', 'no_content', 'ok', 'no_content')
    """
    if len(text) > _MOST:
        if not text[0].isalpha() and not _LETTER.search(text):
            return "no_content"
        return "too_long" if len(text) > MAX_LENGTH else "ok"
    bare = unicodedata.normalize("NFKC", text).strip(_AROUND).lower()
    if bare in _NOTHING or not _LETTER.search(bare) or all(word.strip(_AROUND) in _NOTHING for word in bare.split()):
        return "no_content"
    return "ok"
