"""Where two drafts of one survey differ, for an editor who finds that another saved first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.documents import Document
from surveys.drafts import fields_of
from surveys.languages import LANGUAGES, wording_in

# Keys of a question and a choice, and what of it; and what that is called, with the text.
Place = tuple[str, str, str]
Named = tuple[str, str]
FIRST = "questions[0]."


@dataclass(frozen=True)
class Difference:
    """One text or setting that two drafts have differently; empty where one has none."""

    about: str
    mine: str
    theirs: str


def differences(mine: Document, theirs: Document, language: str) -> list[Difference]:
    """Return what differs, named by my wordings in ``language``; questions and choices are the same by their keys."""
    ours, others = dict(_texts(mine, language)), dict(_texts(theirs, language))
    return [
        Difference((ours.get(place) or others[place])[0], _text(ours, place), _text(others, place))
        for place in dict.fromkeys([*ours, *others])
        if _text(ours, place) != _text(others, place)
    ]


def _text(texts: Mapping[Place, Named], place: Place) -> str:
    return texts[place][1] if place in texts else ""


def _texts(document: Document, language: str) -> Iterator[tuple[Place, Named]]:
    """Yield every text of a document: where it stands, by keys, and what that is called, with the text."""
    for path, text in fields_of(document | {"questions": []}).items():
        yield ("", "", path), (_name(path), text)
    questions = document["questions"]
    yield ("", "", "order"), (_("Order of the questions"), _said(questions, language))
    for at, question in enumerate(questions):
        title = wording_in(question["wording"], language) or _("Question %(n)d") % {"n": at + 1}
        key, choices = question["key"] or str(at), question.get("choices", [])
        for path, text in fields_of(document | {"questions": [question | {"choices": []}]}).items():
            if path.startswith(FIRST):
                yield (key, "", path), (f"{title} › {_name(path)}", text)
        yield (key, "", "choices"), (f"{title} › {_('Choices')}", _said(choices, language))
        for number, choice in enumerate(choices):
            named = f"{title} › {wording_in(choice['wording'], language) or number + 1}"
            place = key, choice["key"] or str(number)
            for tag, text in choice["wording"].items():
                yield (*place, tag), (f"{named} › {LANGUAGES.get(tag, tag)}", text)
            yield (*place, "cause"), (f"{named} › {_('Cause')}", choice["cause"])
            yield (*place, "last"), (f"{named} › {_('Stays last')}", "✓" if choice["stays_last"] else "")


def _said(items: list[Document], language: str) -> str:
    return " · ".join(wording_in(one["wording"], language) or "–" for one in items)


def _name(path: str) -> str:
    names = {
        "title": _("Title"),
        "alternative": _("Line after the answer"),
        "frame_hosts": _("Sites that may frame it"),
        "wording": _("Wording"),
        "help": _("Help"),
        "least_wording": _("Lowest"),
        "most_wording": _("Highest"),
        "range": _("Range"),
        "follows": _("Asked only after"),
        "kind": _("Kind"),
        "key": _("Key"),
    }
    field, _dot, tag = path.removeprefix(FIRST).partition(".")
    return names.get(field, field) + (f" · {LANGUAGES[tag]}" if tag in LANGUAGES else "")
