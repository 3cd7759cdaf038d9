"""The languages of respondents: tags as HTML writes them, Django's codes, and which one a request asks for."""

from __future__ import annotations

from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
SOURCE = "en"
# Regions that write Traditional characters; every other Chinese is read as Simplified.
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def language_tag(code: str) -> str | None:
    """Return the tag of ours that a browser's or link's ``code`` means, or None: ``zh-TW`` gives ``zh-Hant``."""
    lowered = code.strip().replace("_", "-").lower()
    if lowered.startswith(TRADITIONAL):
        return "zh-Hant"
    primary = lowered.split("-")[0]
    return {"zh": "zh-Hans", "yue": "zh-Hant", "en": "en"}.get(primary)


def accepted_language(header: str) -> str | None:
    """Return our best tag for an ``Accept-Language`` header, or None when it names none of ours."""
    for code, quality in parse_accept_lang_header(header.lower()):
        tag = language_tag(code)
        if tag and quality > 0:
            return tag
    return None


def django_code(tag: str) -> str:
    """Return Django's code of our tag: ``zh-Hans`` gives ``zh-hans``."""
    return tag.lower()


def wording_in(wording: dict[str, str], tag: str) -> str:
    """Return a wording in the language ``tag``, else in the source language, else in any it has, else empty."""
    return wording.get(tag) or wording.get(SOURCE) or next((text for text in wording.values() if text), "")
