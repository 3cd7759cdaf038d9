"""The forms that change the codebook: each gives the content that it asks for, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from crispy_forms.layout import Field, Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.change_form import (
    LONGEST_LINES,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_EXAMPLES,
    Change,
    ChangeForm,
    lines_of,
    phrases_of,
    texts_of,
)
from reports.codebook_changes import (
    ChangeRefused,
    NewCause,
    added,
    entry_of,
    is_given,
    merged,
    renamed,
    restored,
    retired,
    split,
    with_phrases,
)
from reports.codebooks import UNCLEAR, Content, codebook_of
from reports.labels import reader_language
from surveys.languages import LANGUAGES


class _NewCauseForm(ChangeForm):
    """What a new cause needs, by itself or as a part of another."""

    def ask_cause(self) -> None:
        self.ask_texts("label", _("Name"), LONGEST_NAME)
        self.ask_texts("definition", _("Definition"), LONGEST_TEXT, area=True)

    def described(self, said: dict[str, Any], make: Callable[[NewCause], Content], **more: Any) -> Content:
        """Return what ``make`` makes of the new cause; its own problems and that of a missing definition together."""
        problems = []
        definition = texts_of(said, "definition")
        if not definition:
            problems = [("definition_en", _("Say in at least one language when the cause is given."))]
        try:
            changed = make(NewCause(texts_of(said, "label"), definition, more.pop("phrases", {}), **more))
        except ChangeRefused as refused:
            raise ChangeRefused([*problems, *refused.problems]) from refused
        if problems:
            raise ChangeRefused(problems)
        return changed


class AddForm(_NewCauseForm):
    """A cause that the codebook does not have yet."""

    change = Change.ADDED

    def ask(self) -> None:
        self.ask_cause()
        self.ask_phrases()
        self.fields["examples"] = forms.CharField(
            label=_("Examples"),
            help_text=_("At least three whole answers, one a line, in any language. Leave names and addresses out."),
            max_length=LONGEST_LINES,
            required=False,
            widget=forms.Textarea({"rows": 5}),
        )

    def parts(self) -> list[Any]:
        return [
            Fieldset(_("Name and definition"), *self.names("label"), *self.names("definition"), css_class="threes"),
            Fieldset(
                _("Phrases, one a line: words that people write when this is the cause. At least five in all."),
                *self.names("phrases"),
                css_class="threes",
            ),
            Field("examples"),
        ]

    def make(self, said: dict[str, Any]) -> Content:
        phrases = {language: phrases_of(said[f"phrases_{language}"]) for language in LANGUAGES}
        examples = lines_of(said["examples"])[:MOST_EXAMPLES]
        return self.described(said, lambda new: added(self.content, new), phrases=phrases, examples=examples)

    def about(self) -> str:
        new = {entry["key"] for entry in self.changed["causes"]} - {entry["key"] for entry in self.content["causes"]}
        return next(iter(new), "")


class RenameForm(ChangeForm):
    """Other names and definitions; the key, and so every coding, stays."""

    change = Change.RENAMED

    def ask(self) -> None:
        entry = entry_of(self.content, self.cause)
        self.ask_texts("label", _("Name"), LONGEST_NAME)
        self.ask_texts("definition", _("Definition"), LONGEST_TEXT, area=True)
        self.ask_texts("not_when", _("Not when"), LONGEST_TEXT, area=True)
        for name, kept in (("label", "labels"), ("definition", "definition"), ("not_when", "not_when")):
            self.initial.update({f"{name}_{language}": entry[kept].get(language, "") for language in LANGUAGES})

    def parts(self) -> list[Any]:
        names = self.names("label", "definition", "not_when")
        return [Fieldset(_("Name and definition"), *names, css_class="threes")]

    def make(self, said: dict[str, Any]) -> Content:
        texts = {"labels": texts_of(said, "label")}
        texts |= {name: texts_of(said, name) for name in ("definition", "not_when")}
        return renamed(self.content, self.cause, texts)


class PhrasesForm(ChangeForm):
    """Other phrases."""

    change = Change.PHRASES

    def ask(self) -> None:
        self.ask_phrases()
        phrases = entry_of(self.content, self.cause)["phrases"]
        self.initial.update({f"phrases_{language}": "\n".join(phrases.get(language, [])) for language in LANGUAGES})
        for name in self.names("phrases"):
            self.fields[name].widget.attrs["rows"] = 20

    def parts(self) -> list[Any]:
        return [
            Fieldset(
                _("Phrases, one a line: words that people write when this is the cause."),
                *self.names("phrases"),
                css_class="threes",
            )
        ]

    def make(self, said: dict[str, Any]) -> Content:
        phrases = {language: phrases_of(said[f"phrases_{language}"]) for language in LANGUAGES}
        return with_phrases(self.content, self.cause, phrases)


class MergeForm(ChangeForm):
    """One cause counted as another."""

    change = Change.MERGED

    def ask(self) -> None:
        names, language = codebook_of(self.content), reader_language()
        others = [entry["key"] for entry in self.content["causes"] if is_given(entry)]
        choices = [(key, names.label(key, language)) for key in others if key not in (self.cause, UNCLEAR)]
        self.fields["into"] = forms.ChoiceField(label=_("Count it as"), choices=[("", "–"), *choices])

    def parts(self) -> list[Any]:
        return ["into"]

    def make(self, said: dict[str, Any]) -> Content:
        return merged(self.content, self.cause, said["into"], timezone.now())


class SplitForm(_NewCauseForm):
    """A part of a cause as a cause of its own, with some of its phrases."""

    change = Change.SPLIT

    def ask(self) -> None:
        self.ask_cause()
        phrases: Iterable[str] = self.initial.get("choices", [])
        self.fields["move"] = forms.MultipleChoiceField(
            label=_("Phrases to move, those found in answers first"),
            choices=[(phrase, phrase) for phrase in phrases],
            required=False,
            widget=forms.CheckboxSelectMultiple(),
        )
        self.fields["also"] = forms.CharField(
            label=_("Further phrases to move"),
            help_text=_("One a line, as they stand on the cause's page."),
            max_length=LONGEST_LINES,
            required=False,
            widget=forms.Textarea({"rows": 4}),
        )

    def parts(self) -> list[Any]:
        names = self.names("label", "definition")
        return [Fieldset(_("Name and definition"), *names, css_class="threes"), Field("move"), Field("also")]

    def make(self, said: dict[str, Any]) -> Content:
        moved = [*said["move"], *phrases_of(said["also"])]
        return self.described(said, lambda new: split(self.content, self.cause, new, moved))


class RetireForm(ChangeForm):
    """A cause that is no longer given."""

    change = Change.RETIRED

    def make(self, said: dict[str, Any]) -> Content:
        return retired(self.content, self.cause, timezone.now())


class RestoreForm(ChangeForm):
    """A merged or retired cause that is given again."""

    change = Change.RESTORED

    def make(self, said: dict[str, Any]) -> Content:
        return restored(self.content, self.cause)


class RevertForm(ChangeForm):
    """An earlier version, as a new one; ``earlier`` is its content."""

    change = Change.REVERTED
    earlier: Content = {}

    def make(self, said: dict[str, Any]) -> Content:
        return self.earlier


FORMS: dict[str, type[ChangeForm]] = {
    "rename": RenameForm,
    "phrases": PhrasesForm,
    "merge": MergeForm,
    "split": SplitForm,
    "retire": RetireForm,
    "restore": RestoreForm,
}
