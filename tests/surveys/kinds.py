"""A document with a question of every kind and two follow-ups, in three languages, for tests."""

from __future__ import annotations

from typing import Any


def worded(en: str, hans: str, hant: str) -> dict[str, str]:
    return {"en": en, "zh-Hans": hans, "zh-Hant": hant}


def choice(key: str, *wording: str, last: bool = False) -> dict[str, Any]:
    return {"key": key, "wording": worded(*wording), "stays_last": last}


EVERY_KIND: dict[str, Any] = {
    "key": "every-kind",
    "title": worded("About leaving & staying", "关于去留", "關於去留"),
    "questions": [
        {
            "key": "reasons",
            "kind": "several",
            "wording": worded("What played a part?", "哪些有关？", "哪些有關？"),
            "help": worded("Tick as many as apply.", "可多选。", "可複選。"),
            "choices": [
                choice("price", "Too expensive", "太贵", "太貴"),
                choice("quality", "Faults & slowness", "故障、卡顿", "故障、延遲"),
                choice("support", "Support", "客服", "客服"),
                choice("other", "Another reason", "其他原因", "其他原因", last=True),
            ],
        },
        {
            "key": "fair",
            "kind": "text",
            "wording": worded("What would have been fair?", "多少才合理？", "多少才合理？"),
            "follows": "reasons.price",
        },
        {
            "key": "fault",
            "kind": "single",
            "wording": worded("Which was worse?", "哪个更糟？", "哪個更糟？"),
            "follows": "reasons.quality",
            "choices": [
                choice("slow", "Slowness", "慢", "慢"),
                choice("down", "Outages", "中断", "中斷"),
            ],
        },
        {"key": "main", "kind": "main", "wording": worded("Which mattered most?", "最主要的？", "最主要的？")},
        {
            "key": "again",
            "kind": "scale",
            "wording": worded("Would you come back?", "您会回来吗？", "您會回來嗎？"),
            "least": 0,
            "most": 10,
            "least_wording": worded("Surely not", "肯定不会", "肯定不會"),
            "most_wording": worded("Surely", "肯定会", "肯定會"),
        },
        {
            "key": "ease",
            "kind": "scale",
            "wording": worded("How easy was it to leave?", "取消方便吗？", "取消方便嗎？"),
            "least": 1,
            "most": 5,
            "least_wording": worded("Hard", "很难", "很難"),
            "most_wording": worded("Easy", "很容易", "很容易"),
        },
        {"key": "words", "kind": "text", "wording": worded("What led to this?", "为什么？", "為什麼？")},
        {"key": "contact", "kind": "consent", "wording": worded("May we write once?", "可以联系吗？", "可以聯絡嗎？")},
    ],
}
