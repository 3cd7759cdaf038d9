"""Changes of the codebook, each from one content to the next; none is stored here, and none touches what it is given.

What cannot be done is refused with a sentence for every reason, tied to the field that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from reports.codebooks import UNCLEAR, Content, Entry, new_entry
from reports.phrase_checks import phrase_problems

LEAST_PHRASES, LEAST_EXAMPLES = 5, 3
LONGEST_KEY = 40
Phrases = Mapping[str, list[str]]
# A sentence for the editor, and the field that it is about: a language for phrases, empty for all.
Problem = tuple[str, str]


class ChangeRefused(ValueError):
    """A change that cannot be made; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(sentence for _field, sentence in self.problems))


@dataclass(frozen=True)
class NewCause:
    """A cause as an editor describes it; texts by language."""

    labels: Mapping[str, str]
    definition: Mapping[str, str]
    phrases: Phrases
    examples: list[str] = field(default_factory=list)
    fixable: bool | None = None


def entry_of(content: Content, cause: str) -> Entry:
    """Return the entry of a cause. Raises KeyError when there is none."""
    for entry in content["causes"]:
        if entry["key"] == cause:
            return entry
    raise KeyError(cause)


def key_of(label: str) -> str:
    """Return the key that an English label gives; empty when it has no letter to make one of.

    >>> key_of("No dark mode!")
    'no_dark_mode'
    """
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:LONGEST_KEY].strip("_")


def added(content: Content, new: NewCause) -> Content:
    """Return the content with a new cause, before *other* and *no reason given*."""
    problems = [*_key_problems(content, new.labels["en"])]
    if sum(len(phrases) for phrases in new.phrases.values()) < LEAST_PHRASES:
        problems.append(("phrases", _("A cause needs at least %(n)d phrases.") % {"n": LEAST_PHRASES}))
    if len(new.examples) < LEAST_EXAMPLES:
        problems.append(("examples", _("A cause needs at least %(n)d examples.") % {"n": LEAST_EXAMPLES}))
    problems += phrase_problems(content, "", new.phrases, {})
    if problems:
        raise ChangeRefused(problems)
    return _with_entry(content, _described(new))


def renamed(content: Content, cause: str, texts: Mapping[str, Mapping[str, str]]) -> Content:
    """Return the content with other ``labels``, ``definition`` and ``not_when`` of a cause; its key stays."""
    changed = deepcopy(content)
    entry_of(changed, cause).update({name: dict(words) for name, words in texts.items()})
    return changed


def with_phrases(content: Content, cause: str, phrases: Phrases) -> Content:
    """Return the content with these phrases of a cause; only those that are new are looked at."""
    changed = deepcopy(content)
    entry = entry_of(changed, cause)
    problems = phrase_problems(content, cause, phrases, entry["phrases"])
    if problems:
        raise ChangeRefused(problems)
    entry["phrases"] = {language: list(lines) for language, lines in phrases.items()}
    return changed


def merged(content: Content, cause: str, into: str, at: datetime) -> Content:
    """Return the content in which ``cause`` counts as ``into``; its phrases go on finding it."""
    _refuse_fixed(cause)
    changed = deepcopy(content)
    entry, other = entry_of(changed, cause), entry_of(changed, into)
    if entry is other or not is_given(other) or not is_given(entry):
        raise ChangeRefused([("into", _("Choose another cause that is in use."))])
    if into == UNCLEAR:
        raise ChangeRefused([("into", _("A cause cannot become “no reason given”; retire it instead."))])
    entry["merged_into"], entry["merged_at"] = into, at.isoformat()
    return changed


def split(content: Content, cause: str, new: NewCause, moved: Iterable[str]) -> Content:
    """Return the content with a new cause that the ``moved`` phrases of ``cause`` speak for from now on."""
    _refuse_fixed(cause)
    changed = deepcopy(content)
    entry, wanted = entry_of(changed, cause), set(moved)
    known = {phrase for phrases in entry["phrases"].values() for phrase in phrases}
    problems = [*_key_problems(content, new.labels["en"])]
    problems += [
        ("also", _("“%(phrase)s” is no phrase of this cause.") % {"phrase": phrase})
        for phrase in sorted(wanted - known)
    ]
    if not wanted:
        problems.append(("also", _("Choose at least one phrase to move.")))
    elif wanted >= known:
        problems.append(("also", _("Some phrases must stay; to move all, rename the cause.")))
    if problems:
        raise ChangeRefused(problems)
    part = _described(new)
    for language, phrases in entry["phrases"].items():
        part["phrases"][language] = [phrase for phrase in phrases if phrase in wanted]
        entry["phrases"][language] = [phrase for phrase in phrases if phrase not in wanted]
    part["split_from"] = cause
    return _with_entry(changed, part)


def retired(content: Content, cause: str, at: datetime) -> Content:
    """Return the content in which a cause is no longer given; answers recorded before keep it."""
    _refuse_fixed(cause)
    changed = deepcopy(content)
    entry = entry_of(changed, cause)
    if not is_given(entry):
        raise ChangeRefused([("", _("This cause is not in use."))])
    entry["retired_at"] = at.isoformat()
    return changed


def restored(content: Content, cause: str) -> Content:
    """Return the content in which a merged or retired cause is given again."""
    changed = deepcopy(content)
    entry = entry_of(changed, cause)
    if is_given(entry):
        raise ChangeRefused([("", _("This cause is in use."))])
    entry.update(merged_into="", merged_at=None, retired_at=None)
    return changed


def is_given(entry: Entry) -> bool:
    """Say whether a cause is neither merged nor retired."""
    return not entry["merged_into"] and not entry["retired_at"]


def _refuse_fixed(cause: str) -> None:
    if cause == UNCLEAR:
        raise ChangeRefused([("", _("“No reason given” is what is left when there is no cause; it stays as it is."))])


def _key_problems(content: Content, label: str) -> list[Problem]:
    key = key_of(label)
    if not key:
        return [("label_en", _("The English name needs letters: the cause's key is made of it."))]
    if any(entry["key"] == key for entry in content["causes"]):
        return [("label_en", _("A cause with the key “%(key)s” exists, or did. Choose another name.") % {"key": key})]
    return []


def _described(new: NewCause) -> Entry:
    entry = new_entry(key_of(new.labels["en"]), new.labels)
    entry["definition"] = dict(new.definition)
    entry["phrases"] |= {language: list(phrases) for language, phrases in new.phrases.items()}
    entry["examples"] = list(new.examples)
    entry["fixable"] = new.fixable
    return entry


def _with_entry(content: Content, entry: Entry) -> Content:
    """Return the content with one more cause, before those that stand for the rest."""
    rest = ("other", UNCLEAR)
    causes = [known for known in content["causes"] if known["key"] not in rest]
    last = [known for known in content["causes"] if known["key"] in rest]
    return deepcopy(content) | {"causes": deepcopy([*causes, entry, *last])}
