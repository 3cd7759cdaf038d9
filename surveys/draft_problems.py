"""What is wrong with a document as a document: it could not be asked, however well it is worded.

Takes anything that JSON can be, and never raises.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.text import text_problem
from surveys.documents import Document
from surveys.drafts import (
    KINDS,
    LONGEST_KEY,
    MOST_CHOICES,
    MOST_QUESTIONS,
    RANGES,
    RESERVED_KEYS,
    WITH_CHOICES,
)
from surveys.frames import HostRefused, clean_origins
from surveys.languages import LANGUAGES
from surveys.models import Question

LONGEST_WORDING, LONGEST_HELP, LONGEST_CHOICE = 300, 600, 200
KEY = re.compile(rf"[a-z0-9_-]{{1,{LONGEST_KEY + 4}}}")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: ``questions[0].choices[2].wording.en``; an empty place is the whole survey."""

    where: str
    message: str


def problems(document: Any, earlier: Document | None = None) -> list[Problem]:
    """Return everything that keeps a document from being asked; ``earlier`` is what was ever published of it."""
    if not isinstance(document, dict):
        return [Problem("", _("This is not a survey."))]
    questions = document.get("questions")
    if not isinstance(questions, list) or not all(isinstance(question, dict) for question in questions):
        return [Problem("questions", _("The questions of a survey are a list."))]
    found = [*_wording_problems(document.get("title"), "title", LONGEST_WORDING)]
    found += _wording_problems(document.get("alternative", {}), "alternative", LONGEST_WORDING, needed=False)
    found += _host_problems(document.get("frame_hosts", []))
    found += _count_problems(questions)
    found += _key_problems(questions, "questions")
    for at, question in enumerate(questions):
        found += _question_problems(question, f"questions[{at}]")
        found += _follow_problems(questions, at)
    return [*found, *_changed_problems(questions, earlier or {})]


def untranslated(document: Document) -> list[str]:
    """Return the places where a text that is there in one language is missing in another."""
    return [
        f"{place}.{tag}"
        for place, wording in _wordings(document)
        if any(wording.values())
        for tag in LANGUAGES
        if not wording.get(tag)
    ]


def _wordings(document: Document) -> Iterator[tuple[str, dict[str, str]]]:
    yield "title", document["title"]
    yield "alternative", document.get("alternative", {})
    for at, question in enumerate(document["questions"]):
        for name in ("wording", "help", "least_wording", "most_wording"):
            yield f"questions[{at}].{name}", question.get(name, {})
        for place, choice in enumerate(question.get("choices", [])):
            yield f"questions[{at}].choices[{place}].wording", choice["wording"]


def _count_problems(questions: list[Document]) -> Iterator[Problem]:
    if not questions:
        yield Problem("questions", _("A survey asks at least one question."))
    if len(questions) > MOST_QUESTIONS:
        yield Problem("questions", _("These are more than %(most)d questions.") % {"most": MOST_QUESTIONS})
    if (
        sum(len(choices) for question in questions if isinstance(choices := question.get("choices"), list))
        > MOST_CHOICES
    ):
        yield Problem("questions", _("These are more than %(most)d choices in all.") % {"most": MOST_CHOICES})


def _key_problems(items: list[Document], place: str) -> Iterator[Problem]:
    """Say which keys are missing, malformed, double or, of questions, kept for something else."""
    keys = [item.get("key") if isinstance(item, dict) else None for item in items]
    counted = Counter(key for key in keys if isinstance(key, str))
    for at, key in enumerate(keys):
        where = f"{place}[{at}]"
        if key in (None, ""):
            continue  # without a wording there is no key yet, and the missing wording is told
        if not isinstance(key, str) or not KEY.fullmatch(key):
            yield Problem(where, _("A key is made of small letters, digits and underscores."))
        elif counted[key] > 1:
            yield Problem(where, _("The key “%(key)s” is there twice.") % {"key": key})
        elif place == "questions" and key in RESERVED_KEYS:
            yield Problem(where, _("The key “%(key)s” is kept for the form itself.") % {"key": key})


def _question_problems(question: Document, place: str) -> Iterator[Problem]:
    kind = question.get("kind")
    if kind not in KINDS:
        yield Problem(place, _("There is no kind of question called “%(kind)s”.") % {"kind": str(kind)[:40]})
    yield from _wording_problems(question.get("wording"), f"{place}.wording", LONGEST_WORDING)
    yield from _wording_problems(question.get("help", {}), f"{place}.help", LONGEST_HELP, needed=False)
    for end in ("least_wording", "most_wording"):
        yield from _wording_problems(question.get(end, {}), f"{place}.{end}", LONGEST_CHOICE, needed=False)
    if kind == Question.Kind.SCALE and (question.get("least"), question.get("most")) not in RANGES.values():
        yield Problem(f"{place}.range", _("A scale goes from 0 to 10 or from 1 to 5."))
    yield from _choices_problems(question.get("choices", []), kind, f"{place}.choices")


def _choices_problems(choices: Any, kind: Any, place: str) -> Iterator[Problem]:
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        yield Problem(place, _("The choices of a question are a list."))
        return
    if kind in WITH_CHOICES and not choices:
        yield Problem(place, _("This question needs choices."))
    if kind in KINDS and kind not in WITH_CHOICES and choices:
        yield Problem(place, _("A question of this kind has no choices."))
    yield from _key_problems(choices, place)
    for at, choice in enumerate(choices):
        yield from _wording_problems(choice.get("wording"), f"{place}[{at}].wording", LONGEST_CHOICE)
        if not isinstance(choice.get("cause", ""), str) or not isinstance(choice.get("stays_last", False), bool):
            yield Problem(f"{place}[{at}]", _("A choice has a cause that is a key, and stays last or not."))


def _follow_problems(questions: list[Document], at: int) -> Iterator[Problem]:
    """Say what is wrong with asking a question only of those who chose something: it must be asked of them before."""
    follows, place = questions[at].get("follows", ""), f"questions[{at}].follows"
    kind = questions[at].get("kind")
    if kind == Question.Kind.MAIN and not any(one.get("kind") == Question.Kind.SEVERAL for one in questions[:at]):
        yield Problem(
            f"questions[{at}]", _("Which was the main one can be asked only after a question with several choices.")
        )
    if not follows:
        return
    source, _dot, choice = follows.partition(".") if isinstance(follows, str) else ("", "", "")
    asked = next((number for number, one in enumerate(questions) if one.get("key") == source), None)
    if asked is None or choice not in _choice_keys(questions[asked]):
        yield Problem(place, _("The choice that this question follows is not there any more."))
    elif _in_circle(questions, at):
        yield Problem(place, _("These questions follow each other in a circle, so none would ever be asked."))
    elif asked >= at:
        yield Problem(place, _("The question that this one follows must come before it."))


def _in_circle(questions: list[Document], at: int) -> bool:
    sources = {str(one.get("key")): str(one.get("follows") or "").partition(".")[0] for one in questions}
    start = str(questions[at].get("key"))
    now, seen = sources.get(start, ""), set()
    while now and now not in seen:
        if now == start:
            return True
        seen.add(now)
        now = sources.get(now, "")
    return False


def _choice_keys(question: Document) -> list[Any]:
    choices = question.get("choices", [])
    return [one.get("key") for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []


def _changed_problems(questions: list[Document], earlier: Document) -> Iterator[Problem]:
    """Say where a question would mean something else than the answers that it already has."""
    before = {question["key"]: question for question in earlier.get("questions", [])}
    for at, question in enumerate(questions):
        key = question.get("key")
        known = before.get(key) if isinstance(key, str) else None
        same = known is None or all(known.get(name) == question.get(name) for name in ("kind", "least", "most"))
        if not same:
            yield Problem(
                f"questions[{at}]",
                _("The kind and range of a published question stay as they are. Remove it and add another."),
            )


def _host_problems(hosts: Any) -> Iterator[Problem]:
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
        yield Problem("frame_hosts", _("The sites that may frame a survey are a list."))
        return
    try:
        clean_origins("\n".join(hosts))
    except HostRefused as refused:
        yield Problem("frame_hosts", str(refused))


def _wording_problems(wording: Any, place: str, longest: int, needed: bool = True) -> Iterator[Problem]:
    if not isinstance(wording, dict):
        yield Problem(place, _("A text is written by language."))
        return
    if needed and not any(isinstance(text, str) and text.strip() for text in wording.values()):
        yield Problem(f"{place}.en", _("Write this in at least one language, or remove it."))
    for tag, text in wording.items():
        where = f"{place}.{tag}"
        if tag not in LANGUAGES:
            yield Problem(where, _("There is no language “%(tag)s” here.") % {"tag": str(tag)[:40]})
        elif not isinstance(text, str):
            yield Problem(where, _("A text is written by language."))
        elif problem := text_problem(text, longest):
            yield Problem(where, _text_sentence(problem, len(text) - longest))


def _text_sentence(problem: str, over: int) -> str:
    if problem == "long":
        return _("This is too long by %(over)d characters.") % {"over": over}
    return _("The text holds a character that cannot be stored. Please remove it.")
