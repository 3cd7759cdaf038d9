"""What the linter finds by reading a survey's wordings: tone, offers, addresses, languages and typesetting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from surveys.languages import LANGUAGES
from surveys.typesetting import etiquette_data, half_width_after_han, mainland_words, spaces_between_han, wrong_script
from surveys.wordings import Wording, each, width, wordings

Mark = tuple[str, str, str]

# The parts of a survey that each list of patterns is searched in; a respondent may say of themselves, in a choice,
# what we may not say to them. An offer may stand in the alternative, which is shown after the answer is sent.
ASKED = ("title", "question", "help", "line", "end")
READ_IN: dict[str, tuple[str, ...]] = {
    "shaming": (*ASKED, "choice", "button", "alternative"),
    "loss": (*ASKED, "choice", "button", "alternative"),
    "offer": (*ASKED, "choice", "button"),
    "stands_between": (*ASKED, "choice", "button", "alternative"),
    "required": ASKED,
    "personal_data": ("question", "help", "line"),
    "why": ("title", "question", "help", "line"),
}
# How wide a wording may be, in Latin letters (a Han character is two).
WIDEST = {"title": 80, "question": 140, "help": 220, "choice": 80, "end": 60, "line": 240, "button": 24}
WIDEST_ALTERNATIVE = 200

_ADDRESS = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]{0,20}:)?//|(?<![\w@.])www\.)[^\s\"'<>]{1,300}|\b(?:javascript|vbscript):|\bdata:\w+/"
)
_BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}/[^\s\"'<>]{0,300}")
_MAIL = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})")


def marks(document: dict[str, Any]) -> Iterator[Mark]:
    """Yield (rule, where, what was found) for everything wrong with the wordings."""
    for wording in wordings(document):
        yield from _tone(wording)
        yield from _setting(wording)
    yield from _addresses(document)
    yield from _languages(document)


def text_marks(wording: Wording) -> Iterator[Mark]:
    """Yield (rule, where, what was found) for one text that stands by itself."""
    yield from _tone(wording)
    yield from _setting(wording)
    for rule, _where, found in _addresses({"text": wording.text}):
        yield rule, wording.where, found


def _tone(wording: Wording) -> Iterator[Mark]:
    folded = wording.folded
    for rule, parts in READ_IN.items():
        if wording.part not in parts:
            continue
        match = next((match for pattern in _patterns(rule) if (match := pattern.search(folded))), None)
        if match:
            yield rule, wording.where, match[0].strip()
    widest = WIDEST.get(wording.part, WIDEST_ALTERNATIVE)
    if width(wording.text) > widest:
        yield "too_long", wording.where, f"{width(wording.text)} > {widest}"


def _setting(wording: Wording) -> Iterator[Mark]:
    if gaps := spaces_between_han(wording.text):
        yield "space_between_han", wording.where, gaps[0]
    if halves := half_width_after_han(wording.text):
        yield "half_width_punctuation", wording.where, halves[0]
    if wording.tag == "zh-Hant" and (words := mainland_words(wording.text)):
        yield "mainland_words", wording.where, ", ".join(f"{word} → {said}" for word, said in words)
    if chars := wrong_script(wording.text, wording.tag):
        yield "wrong_script", wording.where, chars


def _addresses(document: dict[str, Any]) -> Iterator[Mark]:
    """Find the addresses of others in every text of the document, also where it holds what we do not know."""
    own = _own_hosts(document)
    for where, text in _strings({name: value for name, value in document.items() if name != "frame_hosts"}, ""):
        folded = unicodedata.normalize("NFKC", text).casefold()
        for match in [*_ADDRESS.finditer(folded), *_BARE.finditer(folded)]:
            if not _is_own(_host(match[0]), own):
                yield "third_party", where, match[0]
        for match in _MAIL.finditer(folded):
            if not _is_own(match[1], own):
                yield "third_party", where, match[0]


def _host(address: str) -> str:
    try:
        rest = address if "//" in address else f"//{address}"
        host = urlsplit(rest[rest.index("//") :]).hostname or ""
    except ValueError:
        return ""
    # The sentence may go on without a space: "https://example.com，".
    return re.split(r"[^\w.-]", host.replace("。", "."))[0].rstrip(".")


def _own_hosts(document: dict[str, Any]) -> list[str]:
    mail = settings.CONTACT_EMAIL.rpartition("@")[2]
    frames = document.get("frame_hosts")
    named = [_host(host) for host in frames if isinstance(host, str)] if isinstance(frames, list) else []
    return [host.casefold() for host in (urlsplit(settings.SITE_URL).hostname or "", mail, *named) if host]


def _is_own(host: str, own: list[str]) -> bool:
    return any(host == ours or host.endswith("." + ours) for ours in own)


def _strings(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(inner, f"{where}[{number}]")


def _languages(document: dict[str, Any]) -> Iterator[Mark]:
    for where, wording in _named(document):
        written = {tag: text for tag, text in wording.items() if isinstance(text, str) and text.strip()}
        if not written:
            yield "wording_missing", where, where
            continue
        missing = [name for tag, name in LANGUAGES.items() if tag not in written]
        if missing:
            yield "language_missing", where, ", ".join(missing)
        for tag, text in written.items():
            first = next(other for other in written if written[other].strip() == text.strip())
            if first != tag and len(re.findall(r"[A-Za-z]{2,}", text)) > 1:
                yield "untranslated", f"{where}.{tag}", text


def _named(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every wording by language: those that must be there, and those that are."""
    yield "title", _by_language(document.get("title"))
    for path, question in each(document.get("questions"), "questions"):
        yield f"{path}.wording", _by_language(question.get("wording"))
        for name in ("help", "least_wording", "most_wording"):
            if any(_by_language(question.get(name)).values()):
                yield f"{path}.{name}", _by_language(question.get(name))
        for place, choice in each(question.get("choices"), f"{path}.choices"):
            yield f"{place}.wording", _by_language(choice.get("wording"))
    for name in ("send", "skip"):
        if isinstance(document.get(name), dict):
            yield name, document[name]


def _by_language(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {_("no language"): value}
    return value if isinstance(value, dict) else {}


@cache
def _patterns(rule: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in etiquette_data()["patterns"][rule]]
