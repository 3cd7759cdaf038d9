"""Leave no copy of an answer that is deleted: what the team took over from its words goes with it.

Codings, evidence and corrections go by themselves, row by row. What is left are texts that people of the team copied
out of answers: examples and phrases of the codebook in every version of it, why a version was made, themes that were
dismissed; notes on causes, customers and quotes; messages about fixes; quotes in frozen reports; and that an answer
stands in the list of what a learned layer would change. What somebody retold in words of their own is not found.

Nobody calls this: it hears of every answer that Django deletes, one by one or many at once (reports.apps).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet

from causes.normalise import fold
from causes.scripts import HAN_RUN
from customers.importing.undo import manager
from customers.models import CustomerNote
from reports.codebooks import Content, content_digest, look_again, shipped_content
from reports.emerging import forget_found
from reports.models import (
    CauseNote,
    CodebookVersion,
    DismissedTheme,
    FixMessage,
    FixSending,
    FrozenQuote,
    LearnedLayer,
    Quote,
)
from surveys.models import Answer

# In letters, of which a Chinese character counts three: from this on, a whole text that stands in another is a copy …
TELLING = 24
# … and so is a text that has so many in a row in common with another.
SHARED = 40
_HAN_LETTERS = 3
# A sentence, with what ends it; quotation marks are apart from it.
SENTENCE = re.compile(r"([.!?]+\s+|[。！？；\n“”„«»「」『』\"]+)")
# What the team writes for itself, by its field.
NOTES: tuple[tuple[type[Model], str], ...] = ((CauseNote, "text"), (CustomerNote, "words"), (Quote, "note"))
# Whatever shares TELLING in a row with a text shares one of its blocks of half that length.
_BLOCK = TELLING // 2


def forget_copies(sender: type[Answer], instance: Answer, origin: object = None, **kwargs: Any) -> None:
    """Take copies of an answer's words out of what the team wrote; receives ``pre_delete`` of Answer.

    ``origin`` is what is being deleted: of many answers deleted at once, the team's texts are read once.
    """
    if instance.verbatim.strip():
        _texts_for(origin).forget(instance)
        forget_found()


def compared(text: str) -> str:
    """Return a text for comparing: case, width, script and spaces aside, Chinese characters three times."""
    plain = " ".join(fold(text).text.split())
    return HAN_RUN.sub(lambda run: "".join(character * _HAN_LETTERS for character in run[0]), plain)


def is_copy(text: str, words: str) -> bool:
    """Say whether one text was copied from the other, both as ``compared`` gives them.

    >>> is_copy(compared("Too dear"), compared("too  dear"))
    True
    """
    if text == words:
        return True
    short, long = sorted((text, words), key=len)
    if len(short) >= TELLING and short in long:
        return True
    return any(short[at : at + SHARED] in long for at in range(len(short) - SHARED + 1))


class _Index:
    """Texts, to be found by what an answer may share with them: of hundreds, the few worth a longer look."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.forms: dict[str, str] = {}
        self.whole: dict[str, set[str]] = defaultdict(set)
        self.blocks: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Add a text to be found."""
        form = self.forms[text] = compared(text)
        self.whole[form].add(text)
        for at in range(0, len(form) - _BLOCK + 1, _BLOCK):
            self.blocks[form[at : at + _BLOCK]].add(text)

    def copies(self, words: str) -> set[str]:
        """Return the texts that were copied from these words."""
        near = {text for text in self.near(words) if is_copy(self.forms[text], words)}
        return near | self.whole.get(words, set())

    def near(self, words: str) -> set[str]:
        """Return the texts that may have something in common with these words."""
        if not self.forms:
            return set()
        windows = {words[at : at + _BLOCK] for at in range(len(words) - _BLOCK + 1)}
        return {text for block in windows & self.blocks.keys() for text in self.blocks[block]}


class _Notes:
    """Notes of one kind: sentences that were copied from an answer are taken out of them, the others stay."""

    def __init__(self, model: type[Model], field: str) -> None:
        self.model, self.field = model, field
        self.keys: dict[str, list[int]] = defaultdict(list)
        for key, text in manager(model).exclude(**{field: ""}).values_list("pk", field):
            self.keys[text].append(key)
        self.index = _Index(self.keys)

    def clear(self, words: str) -> None:
        """Take out what was copied from these words, as ``compared`` gives them."""
        for text in self.index.near(words) | self.index.copies(words):
            left = "".join("[…]" if _stands_in(compared(part), words) else part for part in SENTENCE.split(text))
            left = "[…]" if is_copy(compared(left), words) else left
            if left != text and text in self.keys:
                manager(self.model).filter(pk__in=self.keys[text]).update(**{self.field: left})
                self.keys[left] += self.keys.pop(text)
                self.index.add(left)


class TeamTexts:
    """What the team has written that may hold copies of answers, read once, for one answer or many."""

    def __init__(self) -> None:
        self.versions = list(CodebookVersion.objects.order_by("number"))
        self.themes = list(DismissedTheme.objects.all())
        self.layers = [layer for layer in LearnedLayer.objects.defer("weights") if layer.changes.get("answers")]
        self.messages: list[FixMessage | FixSending] = [*FixMessage.objects.all(), *FixSending.objects.all()]
        self.quoted = set(FrozenQuote.objects.values_list("response_id", flat=True))
        shipped = {phrase for _entry, phrase in _phrases(shipped_content())} if self.versions else set()
        examples = {text for version in self.versions for text in _examples(version.content)}
        self.notes = [_Notes(rows, field) for rows, field in NOTES]
        self.texts = _Index(examples | {version.why for version in self.versions})
        self.phrases = {
            phrase: form
            for version in self.versions
            for _entry, phrase in _phrases(version.content)
            if phrase not in shipped and len(form := compared(phrase)) >= TELLING
        }

    def forget(self, answer: Answer) -> None:
        """Take out what was copied from an answer, and store what is left."""
        words = compared(answer.verbatim)
        if answer.response_id in self.quoted:
            FrozenQuote.objects.filter(response=answer.response_id).delete()
        copies = self.texts.copies(words)
        copies |= {phrase for phrase, form in self.phrases.items() if form in words and _only_in(answer, phrase)}
        if copies:
            self._clear_versions(copies)
        self._clear_themes(words)
        self._clear_messages(words)
        for notes in self.notes:
            notes.clear(words)
        self._clear_layers(answer.response_id)

    def _clear_versions(self, copies: set[str]) -> None:
        for version in self.versions:
            texts = {*_examples(version.content), *(phrase for _entry, phrase in _phrases(version.content))}
            if not texts & copies and version.why not in copies:
                continue
            _clear_content(version.content, copies)
            if texts & copies:
                # Answers are given causes by phrases and examples: they are read again by what is left of them.
                version.digest = content_digest(version.content, version.number)
            version.why = "…" if version.why in copies else version.why
            version.save(update_fields=["content", "digest", "why"])
        look_again()

    def _clear_themes(self, words: str) -> None:
        for theme in list(self.themes):
            copied = [text for text in (theme.name, *theme.terms) if _stands_in(compared(text), words)]
            if theme.name in copied or (copied and len(copied) == len(theme.terms)):
                theme.delete()
                self.themes.remove(theme)
            elif copied:
                theme.terms = [term for term in theme.terms if term not in copied]
                theme.save(update_fields=["terms"])

    def _clear_messages(self, words: str) -> None:
        """Take words out that were quoted in a message; one that is still to be sent is changed like by an editor."""
        for message in self.messages:
            copied = [
                (tag, part)
                for tag, texts in message.texts.items()
                for part, text in texts.items()
                if _stands_in(compared(text), words)
            ]
            for tag, part in copied:
                message.texts[tag][part] = "[…]"
            if copied and isinstance(message, FixMessage):
                message.revision += 1
                message.save(update_fields=["texts", "revision"])
            elif copied:
                message.save(update_fields=["texts"])

    def _clear_layers(self, response: int) -> None:
        for layer in self.layers:
            left = [one for one in layer.changes["answers"] if one["response"] != response]
            if len(left) < len(layer.changes["answers"]):
                layer.changes["answers"] = left
                layer.save(update_fields=["changes"])


def _texts_for(origin: object) -> TeamTexts:
    """Return the team's texts; for a query set that deletes many answers, those that it began with."""
    if not isinstance(origin, QuerySet):
        return TeamTexts()
    known: TeamTexts | None = origin.__dict__.get("_team_texts")
    if known is None:
        known = origin.__dict__["_team_texts"] = TeamTexts()
    return known


def _stands_in(text: str, words: str) -> bool:
    return len(text) >= TELLING and is_copy(text, words)


def _only_in(answer: Answer, phrase: str) -> bool:
    """Say whether no other person's answer has a phrase: what several wrote belongs to none of them."""
    others = Answer.objects.exclude(response=answer.response_id)
    return not others.filter(verbatim__icontains=phrase).exists()


def _examples(content: Content) -> Iterator[str]:
    for entry in content["causes"]:
        yield from entry["examples"]


def _phrases(content: Content) -> Iterator[tuple[str, str]]:
    for entry in content["causes"]:
        for phrases in entry["phrases"].values():
            for phrase in phrases:
                yield entry["key"], phrase


def _clear_content(content: Content, copies: set[str]) -> None:
    for entry in content["causes"]:
        entry["examples"] = [text for text in entry["examples"] if text not in copies]
        entry["phrases"] = {
            language: [phrase for phrase in phrases if phrase not in copies]
            for language, phrases in entry["phrases"].items()
        }
