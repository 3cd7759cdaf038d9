"""What every change of the codebook asks for: why, a preview first, and nothing lost on a mistake."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _

from causes.codebook import ASPECT
from reports.codebook_changes import ChangeRefused
from reports.codebooks import Content, codebook_of
from reports.labels import reader_language
from reports.models import CodebookVersion
from surveys.languages import LANGUAGES
from surveys.text import TextRefused, clean_text

Change = CodebookVersion.Change
LONGEST_NAME, LONGEST_TEXT, LONGEST_LINES = 60, 1_000, 60_000
MOST_EXAMPLES = 20


class ChangeForm(forms.Form):
    """What every change asks for; ``base`` is the version that it was made from."""

    change = Change.REVERTED

    def __init__(self, content: Content, cause: str, number: int, given: Any = None, initial: Any = None) -> None:
        super().__init__(given, initial=(initial or {}) | {"base": number})
        self.content, self.cause, self.changed = content, cause, content
        self.fields["base"] = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
        self.ask()
        self.fields["why"] = forms.CharField(label=_("Why"), max_length=500, help_text=_("Kept in the history."))
        self.helper = FormHelper()
        self.helper.form_class = "change"
        self.helper.layout = Layout(*self.parts(), "base", "why", Submit("preview", _("See what would change")))

    def ask(self) -> None:
        """Add the fields of this change."""

    def parts(self) -> list[Any]:
        """Return how those fields are laid out."""
        return []

    def make(self, said: dict[str, Any]) -> Content:
        """Return the changed content. Raises ChangeRefused."""
        raise ChangeRefused([])

    def about(self) -> str:
        """Return the cause that the change is about."""
        return self.cause

    def clean(self) -> dict[str, Any]:
        """Make the change, so that what is wrong with it is said beside the fields."""
        said = super().clean() or {}
        for name, value in list(said.items()):
            try:
                if isinstance(value, str):
                    clean_text(value, LONGEST_LINES)
            except TextRefused as refused:
                self.add_error(name, str(refused))
        # Why it is made says nothing of whether it can be: everything that is wrong is told at once.
        if not set(self.errors) - {"why", "base"}:
            try:
                self.changed = self.make(said)
            except ChangeRefused as refused:
                for about, sentence in refused.problems:
                    self.add_error(self._field(about), sentence)
        return said

    def _field(self, about: str) -> str | None:
        names = (about, f"phrases_{about}", "phrases_en" if about == "phrases" else "")
        return next((name for name in names if name in self.fields), None)

    def label_of(self) -> str:
        """Return the name of the cause in the reader's language."""
        return codebook_of(self.content).label(self.cause, reader_language())

    def ask_texts(self, name: str, label: str, longest: int, area: bool = False) -> None:
        """Ask for a text in each language, the English one required for names."""
        for language, language_name in LANGUAGES.items():
            widget = forms.Textarea({"rows": 3, "lang": language}) if area else forms.TextInput({"lang": language})
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label} · {language_name}",
                max_length=longest,
                required=name == "label" and language == "en",
                widget=widget,
            )

    def ask_phrases(self) -> None:
        """Ask for phrases, one a line, in each language."""
        for language, language_name in LANGUAGES.items():
            self.fields[f"phrases_{language}"] = forms.CharField(
                label=f"{_('Phrases')} · {language_name}",
                required=False,
                max_length=LONGEST_LINES,
                widget=forms.Textarea({"rows": 8, "lang": language}),
            )

    @staticmethod
    def names(*kinds: str) -> list[str]:
        """Return the names of the fields of all languages."""
        return [f"{kind}_{language}" for kind in kinds for language in LANGUAGES]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, each once, inner space made one."""
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


def phrases_of(text: str) -> list[str]:
    """Return the phrases of a text, one a line; ``~price`` and ``～price`` are meant as ``~ price``."""
    lines = (ASPECT + line[1:].strip() if line[0] in "~～" else line for line in lines_of(text))
    return list(dict.fromkeys(lines))


def texts_of(said: dict[str, Any], name: str) -> dict[str, str]:
    """Return what was said in each language, where anything was."""
    found = {language: " ".join(said.get(f"{name}_{language}", "").split()) for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}
