"""A survey's draft as the fields of a page, and back; and what its buttons do: add, remove, move, take up again.

A field is named by its place in the document, ``questions[0].choices[2].wording.en``, which is also how what is wrong
with it is told. Nothing here touches a database, and nothing changes what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any

from surveys.documents import Document
from surveys.frames import HostRefused, clean_origin
from surveys.languages import LANGUAGES, SOURCE
from surveys.models import Question

LONGEST_KEY = 40
MOST_QUESTIONS, MOST_CHOICES = 12, 100  # in all; a page of more would have more fields than a request may
RANGES = {"0-10": (0, 10), "1-5": (1, 5)}
KINDS = tuple(Question.Kind.values)
WITH_CHOICES = (Question.Kind.SINGLE.value, Question.Kind.SEVERAL.value)
# Names that fields of the respondent's page have besides the questions.
RESERVED_KEYS = frozenset({"do", "form_token", "contact_address", "lang"})
PLACE = re.compile(r"questions(?:\[(\d{1,3})\](?:\.choices(?:\[(\d{1,3})\])?)?)?")
NAMED = re.compile(r"questions\[(\d{1,3})\]\.(?:choices\[(\d{1,3})\]\.)?\w+(?:\.[\w-]+)?")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
Fields = Mapping[str, str]


def draft_of(fields: Fields, key: str) -> Document:
    """Return the document that the fields of a page describe; texts without the spaces around them."""
    places = _places(fields)
    return {
        "key": key,
        "title": _wording(fields, "title"),
        "frame_hosts": _hosts(fields.get("frame_hosts", "")),
        "alternative": _wording(fields, "alternative"),
        "questions": [_question(fields, f"questions[{at}]", places[at]) for at in sorted(places)],
    }


def fields_of(document: Document) -> dict[str, str]:
    """Return the fields of a page for a document; a box that is not ticked is left out, as browsers do."""
    fields = _texts("title", document["title"]) | _texts("alternative", document.get("alternative", {}))
    fields["frame_hosts"] = "\n".join(document.get("frame_hosts", []))
    for at, question in enumerate(document["questions"]):
        fields |= _fields_of_question(f"questions[{at}]", question)
    return fields


def normal(document: Document) -> Document:
    """Return a document with everything written out that a shipped one may leave to be understood."""
    written = deepcopy(document)
    for question in written["questions"]:
        for choice in question.get("choices", []):
            choice.setdefault("cause", choice["key"])
    return draft_of(fields_of(written), document["key"])


def key_of(wording: Mapping[str, str], otherwise: str, taken: Collection[str]) -> str:
    """Return a key made of the English wording that is not taken yet.

    >>> key_of({"en": "Too expensive!"}, "choice", {"too_expensive"})
    'too_expensive_2'
    """
    slug = re.sub(r"[^a-z0-9]+", "_", wording.get(SOURCE, "").lower()).strip("_")[:LONGEST_KEY].strip("_")
    return free_key(slug or otherwise, taken)


def free_key(key: str, taken: Collection[str]) -> str:
    """Return a key as it is, or with the first number that makes it one of its own."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def with_keys(document: Document, earlier: Document | None = None, wordless: bool = False) -> Document:
    """Give keys to what has a wording and none yet; ``wordless`` gives them to all, for a look at the page.

    ``earlier`` is what was ever published: its keys keep their meaning and are not given again.
    """
    written = deepcopy(document)
    before = {question["key"]: question for question in (earlier or {}).get("questions", [])}
    taken = {*RESERVED_KEYS, *before, *(question["key"] for question in written["questions"])}
    for question in written["questions"]:
        taken = _give_key(question, "question", taken, wordless)
        known = {choice["key"] for choice in before.get(question["key"], {}).get("choices", [])}
        known |= {choice["key"] for choice in question.get("choices", [])}
        for choice in question.get("choices", []):
            known = _give_key(choice, "choice", known, wordless)
    return written


def ever_published(versions: Iterable[Document]) -> Document:
    """Return every question and choice of some versions, given newest first, each as it was last published."""
    questions: dict[str, Document] = {}
    for version in versions:
        for question in version["questions"]:
            kept = questions.setdefault(question["key"], {**question, "choices": []})
            there = {choice["key"] for choice in kept["choices"]}
            kept["choices"] += [choice for choice in question.get("choices", []) if choice["key"] not in there]
    return {"questions": list(questions.values())}


def removed_questions(document: Document, earlier: Document) -> list[Document]:
    """Return the questions that were published and are in the document no more."""
    there = {question["key"] for question in document["questions"]}
    return [question for question in earlier["questions"] if question["key"] not in there]


def removed_choices(question: Document, earlier: Document) -> list[Document]:
    """Return the choices of a question that were published and are offered no more."""
    there = {choice["key"] for choice in question.get("choices", [])}
    before: Document = next((one for one in earlier["questions"] if one["key"] == question["key"]), {})
    return [choice for choice in before.get("choices", []) if choice["key"] not in there]


def changed_by(action: str, about: str, document: Document, earlier: Document, kind: str = "") -> tuple[Document, str]:
    """Return the document after a button was pressed, and the place to look at next.

    ``action`` is ``add`` (``about`` a list), ``remove``, ``up``, ``down`` (an item) or ``restore`` (a list, a colon and
    a key). What fits nowhere, as after two clicks on one button, changes nothing.
    """
    written = deepcopy(document)
    place, _, key = about.partition(":")
    items, at = _items(written, place)
    if items is None:
        return written, ""
    listed = place.rpartition("[")[0] if at is not None else place
    if action == "add" and at is None:
        items.append(_new(kind, listed))
        return written, f"{listed}[{len(items) - 1}]"
    if action == "restore" and at is None:
        items += [deepcopy(one) for one in _removed(written, earlier, place) if one["key"] == key]
        return written, f"{listed}[{len(items) - 1}]"
    if at is None or at >= len(items):
        return written, ""
    return written, _moved(action, items, at, listed)


def _moved(action: str, items: list[Document], at: int, listed: str) -> str:
    to = {"up": max(at - 1, 0), "down": min(at + 1, len(items) - 1)}.get(action, at)
    item = items.pop(at)
    if action == "remove":
        return f"{listed}[{min(at, len(items) - 1)}]" if items else listed
    items.insert(to, item)
    return f"{listed}[{to}]"


def _items(document: Document, place: str) -> tuple[list[Document] | None, int | None]:
    """Return the list that a place is of, and the number in it; None where there is no such list."""
    found = PLACE.fullmatch(place)
    if not found:
        return None, None
    question, choice = (int(number) if number else None for number in found.groups())
    questions = document["questions"]
    if ".choices" not in place:
        return questions, question
    if question is None or question >= len(questions) or questions[question]["kind"] not in WITH_CHOICES:
        return None, None
    return questions[question]["choices"], choice


def _removed(document: Document, earlier: Document, place: str) -> list[Document]:
    if place == "questions":
        return removed_questions(document, earlier)
    found = PLACE.fullmatch(place)
    return removed_choices(document["questions"][int(found[1])], earlier) if found else []


def _new(kind: str, listed: str) -> Document:
    if listed.endswith("choices"):
        return {"key": "", "wording": {}, "cause": "", "stays_last": False}
    made: Document = {"key": "", "kind": kind if kind in KINDS else Question.Kind.TEXT.value, "wording": {}}
    if kind in WITH_CHOICES:
        made["choices"] = [_new("", "choices"), _new("", "choices")]
    if kind == Question.Kind.SCALE:
        made |= {"least": 0, "most": 10, "least_wording": {}, "most_wording": {}}
    return made


def _give_key(item: Document, otherwise: str, taken: Collection[str], wordless: bool) -> set[str]:
    if not item["key"] and (item["wording"] or wordless):
        item["key"] = key_of(item["wording"], otherwise, taken)
    return {*taken, item["key"]} - {""}


def _places(fields: Fields) -> dict[int, set[int]]:
    """Return the numbers of the questions that the fields name, with those of their choices."""
    places: dict[int, set[int]] = {}
    for name in fields:
        if found := NAMED.fullmatch(name):
            choices = places.setdefault(int(found[1]), set())
            if found[2]:
                choices.add(int(found[2]))
    return places


def _question(fields: Fields, place: str, choices: set[int]) -> Document:
    kind = fields.get(f"{place}.kind", "")
    question: Document = {
        "key": fields.get(f"{place}.key", ""),
        "kind": kind,
        "wording": _wording(fields, place + ".wording"),
    }
    if helped := _wording(fields, place + ".help"):
        question["help"] = helped
    if kind == Question.Kind.SCALE:
        least, most = _range(fields.get(f"{place}.range", ""))
        question |= {"least": least, "most": most}
        question |= {f"{end}_wording": _wording(fields, f"{place}.{end}_wording") for end in ("least", "most")}
    if follows := fields.get(f"{place}.follows", ""):
        question["follows"] = follows
    if kind in WITH_CHOICES:
        question["choices"] = [_choice(fields, f"{place}.choices[{at}]") for at in sorted(choices)]
    return question


def _range(written: str) -> tuple[int, int]:
    least, _, most = written.partition("-")
    return (int(least[:3]), int(most[:3])) if least.isdecimal() and most.isdecimal() else (0, 0)


def _choice(fields: Fields, place: str) -> Document:
    return {
        "key": fields.get(f"{place}.key", ""),
        "wording": _wording(fields, place + ".wording"),
        "cause": fields.get(f"{place}.cause", ""),
        "stays_last": bool(fields.get(f"{place}.stays_last")),
    }


def _wording(fields: Fields, place: str) -> dict[str, str]:
    texts = {tag: UNSTORABLE.sub("", fields.get(f"{place}.{tag}", "")).strip() for tag in LANGUAGES}
    return {tag: text.replace("\r\n", "\n") for tag, text in texts.items() if text}


def _hosts(text: str) -> list[str]:
    """Return the sites of a text, one a line, as browsers write them; what is no site stays as it was typed."""
    lines = (line.strip() for line in UNSTORABLE.sub("", text).splitlines())
    return list(dict.fromkeys(_host(line) for line in lines if line))


def _host(line: str) -> str:
    try:
        return clean_origin(line)
    except HostRefused:
        return line


def _texts(place: str, wording: Mapping[str, str]) -> dict[str, str]:
    return {f"{place}.{tag}": wording.get(tag, "") for tag in LANGUAGES}


def _fields_of_question(place: str, question: Document) -> dict[str, str]:
    fields: dict[str, Any] = {f"{place}.key": question["key"], f"{place}.kind": question["kind"]}
    fields |= _texts(f"{place}.wording", question["wording"]) | _texts(f"{place}.help", question.get("help", {}))
    fields[f"{place}.follows"] = question.get("follows", "")
    if question["kind"] == Question.Kind.SCALE:
        fields[f"{place}.range"] = f"{question.get('least')}-{question.get('most')}"
        for end in ("least_wording", "most_wording"):
            fields |= _texts(f"{place}.{end}", question.get(end, {}))
    for at, choice in enumerate(question.get("choices", [])):
        inner = f"{place}.choices[{at}]"
        fields |= {f"{inner}.key": choice["key"], f"{inner}.cause": choice.get("cause", "")}
        fields |= _texts(f"{inner}.wording", choice["wording"])
        if choice.get("stays_last"):
            fields[f"{inner}.stays_last"] = "on"
    return fields
