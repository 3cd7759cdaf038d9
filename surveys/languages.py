"""The languages of respondents: tags as HTML writes them, Django's codes, and which one a request asks for.

They are those of ``LANGUAGES`` in config/settings.py; docs/languages.md tells what a further one needs.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header

SOURCE = "en"
# What is Chinese besides ``zh``: tags of its own that browsers and hosts send, and the script read where none is said.
CHINESE = {"zh": "zh-Hans", "cmn": "zh-Hans", "wuu": "zh-Hans", "yue": "zh-Hant", "nan": "zh-Hant", "hak": "zh-Hant"}
SCRIPTS = {"hant": "zh-Hant", "hans": "zh-Hans"}
# Regions that write Traditional characters, and those that write Simplified ones.
REGIONS = {"tw": "zh-Hant", "hk": "zh-Hant", "mo": "zh-Hant", "cn": "zh-Hans", "sg": "zh-Hans", "my": "zh-Hans"}


def tag_of(code: str) -> str:
    """Return the tag as HTML writes it: ``zh-hant`` gives ``zh-Hant``, ``pt-br`` gives ``pt-BR``."""
    primary, *rest = code.replace("_", "-").split("-")
    return "-".join([primary.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


LANGUAGES = {tag_of(code): str(name) for code, name in settings.LANGUAGES}


def language_choices() -> list[tuple[str, str]]:
    """Return the languages as a field's choices; called each time, so that a further one needs no migration."""
    return list(LANGUAGES.items())


def language_tag(code: str) -> str | None:
    """Return the tag of ours that a browser's or link's ``code`` means, or None.

    A script decides before a region, and a region before the language: ``zh-TW`` gives ``zh-Hant``, ``zh-Hans-TW``
    gives ``zh-Hans``, ``zh`` gives ``zh-Hans``, ``en-GB`` gives ``en``.
    """
    parts = code.strip().replace("_", "-").lower().split("-")
    primary = parts[0]
    if primary in CHINESE:
        said = [SCRIPTS[part] for part in parts[1:] if part in SCRIPTS]
        said += [REGIONS[part] for part in parts[1:] if part in REGIONS]
        tag = (said or [CHINESE[primary]])[0]
        return tag if tag in LANGUAGES else None
    whole = tag_of("-".join(parts))
    if whole in LANGUAGES:
        return whole
    return next((tag for tag in LANGUAGES if tag.lower().split("-")[0] == primary), None)


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
