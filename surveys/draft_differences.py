"""Where two drafts of one survey differ, for an editor who finds that another saved first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.documents import Document
from surveys.drafts import fields_of
from surveys.languages import LANGUAGES, wording_in


@dataclass(frozen=True)
class Difference:
    """One text or setting that two drafts have differently; empty where one has none."""

    about: str
    mine: str
    theirs: str


def differences(mine: Document, theirs: Document, language: str) -> list[Difference]:
    """Return what differs, named by the wordings in ``language``; order is compared by keys."""
    ours, others = _by_key(mine, language), _by_key(theirs, language)
    return [
        Difference(about, ours.get(about, ""), others.get(about, ""))
        for about in dict.fromkeys([*ours, *others])
        if ours.get(about, "") != others.get(about, "")
    ]


def _by_key(document: Document, language: str) -> dict[str, str]:
    """Return every text of a document under a name that says what it is of, whatever place it has."""
    found = {_name(path): text for path, text in fields_of(document | {"questions": []}).items()}
    for at, question in enumerate(document["questions"]):
        title = wording_in(question["wording"], language) or _("Question %(n)d") % {"n": at + 1}
        for path, text in fields_of(document | {"questions": [question | {"choices": []}]}).items():
            if path.startswith("questions[0]."):
                found[f"{title} › {_name(path)}"] = text
        choices = question.get("choices", [])
        found[f"{title} › {_('Choices')}"] = " · ".join(wording_in(one["wording"], language) or "–" for one in choices)
        for number, choice in enumerate(choices):
            named = wording_in(choice["wording"], language) or str(number + 1)
            found |= {f"{title} › {named} › {LANGUAGES[tag]}": text for tag, text in choice["wording"].items()}
            found[f"{title} › {named} › {_('Cause')}"] = choice["cause"]
            found[f"{title} › {named} › {_('Stays last')}"] = "✓" if choice["stays_last"] else ""
    order = [wording_in(question["wording"], language) or "–" for question in document["questions"]]
    return found | {_("Order of the questions"): " · ".join(order)}


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
    field, _dot, tag = path.removeprefix("questions[0].").partition(".")
    return names.get(field, field) + (f" · {LANGUAGES[tag]}" if tag in LANGUAGES else "")
