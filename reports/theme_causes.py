"""From a theme to a cause: what the form for a cause begins with, and which theme has become a cause already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import override

from causes.batch import Batch
from causes.codebook import ASPECT
from causes.match import Matcher, spellings
from causes.normalise import one_sided
from causes.scripts import HAN_RUN
from reports.change_form import LONGEST_NAME
from reports.codebook_changes import is_given
from reports.codebooks import Content, shipped_content
from reports.phrase_checks import phrase_problems
from surveys.languages import LANGUAGES, SOURCE


class Named(Protocol):
    """A theme as it is matched with causes: its name and the phrases that it brings."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def phrases(self) -> Sequence[str]:
        """What a cause made of it begins with."""


def cause_fields(name: str, phrases: Sequence[str], examples: Iterable[str], answers: int) -> dict[str, str]:
    """Return what the form for a cause begins with; ``answers`` is how many say the theme.

    A name stands in the language that it is written in, so the English one of a Chinese theme is left to the editor.
    """
    fields = {"examples": "\n".join(" ".join(text.split()) for text in examples)}
    for language in LANGUAGES:
        mine = [phrase for phrase in phrases if _written_in(phrase) == language]
        fields[f"phrases_{language}"] = "\n".join(mine)
        if _written_in(name) == language:
            fields[f"label_{language}"] = (name[:1].upper() + name[1:])[:LONGEST_NAME].strip()
        with override(language.lower()):
            sentence = _("Somebody leaves because of “%(name)s”, in these words or others.")
        fields[f"definition_{language}"] = sentence % {"name": name}
    fields["why"] = _("Emerged: “%(name)s”, said in answers: %(n)d.") % {"name": name, "n": answers}
    return fields


def without_refused(fields: Mapping[str, str], content: Content) -> dict[str, str]:
    """Return the fields without phrases that would be refused, such as those that another cause has already."""
    kept = dict(fields)
    for language in LANGUAGES:
        lines = fields.get(f"phrases_{language}", "").splitlines()
        good = [line for line in lines if not phrase_problems(content, "", {language: [line]}, {})]
        if lines:
            kept[f"phrases_{language}"] = "\n".join(good)
    return kept


def causes_of_themes(themes: Sequence[Named], content: Content) -> list[str]:
    """Return the cause that each theme has become, empty for none.

    That is one whose phrases, of those that are the team's own, stand in the theme's name or are half of its own.
    """
    own = _own_phrases(content)
    batch = Batch([theme.name for theme in themes])
    hits = Matcher((phrase, number) for number, (phrase, _cause) in enumerate(own)).hits(batch) if own else None
    named: dict[int, str] = {}
    if hits is not None:
        for place, number in zip(batch.text_of(hits.start).tolist(), hits.tag.tolist(), strict=True):
            named.setdefault(place, own[number][1])
    return [named.get(place) or _cause_of_half(theme.phrases, own) for place, theme in enumerate(themes)]


def _cause_of_half(phrases: Sequence[str], own: Iterable[tuple[str, str]]) -> str:
    """Return the cause that at least half of some phrases, and no fewer than two, belong to; empty for none."""
    causes = {spellings(phrase)[0]: cause for phrase, cause in own}
    found = [causes.get(spellings(phrase)[0], "") for phrase in phrases]
    best = max(set(found) - {""}, key=found.count, default="")
    return best if best and found.count(best) >= max(2, len(phrases) / 2) else ""


def _own_phrases(content: Content) -> list[tuple[str, str]]:
    """Return the phrases of causes in use that the shipped codebook does not have, with their cause."""
    shipped = set(_phrases(shipped_content()))
    return [
        (phrase.removeprefix(ASPECT), cause) for phrase, cause in _phrases(content) if (phrase, cause) not in shipped
    ]


def _phrases(content: Content) -> Iterable[tuple[str, str]]:
    for entry in content["causes"]:
        if is_given(entry):
            for phrases in entry["phrases"].values():
                yield from ((phrase, entry["key"]) for phrase in phrases)


def _written_in(text: str) -> str:
    """Return the language of a form's field that a phrase belongs into, by its script."""
    if not HAN_RUN.search(text):
        return SOURCE
    return "zh-Hant" if set(text) & one_sided()[0] else "zh-Hans"
