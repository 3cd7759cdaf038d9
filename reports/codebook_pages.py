"""What the codebook's pages show: the causes with their counts, one cause with its phrases, the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from causes.findings import LANGUAGES
from causes.match import spellings
from reports.codebook_changes import entry_of, is_given
from reports.codebooks import Content, Entry, TeamCodebook, active_codebook, content_now, shipped_content
from reports.exits import read_exits
from reports.filters import Filters
from reports.models import CodebookVersion, Correction
from reports.phrase_figures import PhraseFigures, phrase_figures
from reports.suppression import hidden_figures
from reports.tallies import coded_people
from surveys.languages import LANGUAGES as LANGUAGE_NAMES


@dataclass(frozen=True)
class CauseRow:
    """One cause in the list. ``people`` is None where it is hidden."""

    key: str
    people: int | None
    phrases: int
    corrections: int
    merged_into: str
    retired: bool


@dataclass(frozen=True)
class CodebookPage:
    """The list: causes in use, and those that are not; how many people are coded."""

    number: int
    version: CodebookVersion | None
    given: list[CauseRow]
    laid_aside: list[CauseRow]
    base: int | None


@dataclass(frozen=True)
class Wording:
    """A cause's name and definitions in one language."""

    language: str
    name: str
    label: str
    definition: str
    not_when: str


@dataclass(frozen=True)
class CausePage:
    """One cause: names, definitions, examples and phrases. ``found`` are phrases that stand in some answer."""

    row: CauseRow
    wordings: list[Wording]
    examples: list[str]
    found: list[PhraseFigures]
    silent: list[tuple[str, list[str]]]
    absorbed: list[str]
    split_from: str
    own: bool


def codebook_page() -> CodebookPage:
    """Return the list of causes."""
    content, codebook = content_now(), active_codebook()
    people, base = _people(codebook)
    corrections = _corrections()
    rows = [_row(entry, people, corrections) for entry in content["causes"]]
    version = CodebookVersion.objects.select_related("made_by").order_by("-number").first()
    given = [row for row in rows if not row.merged_into and not row.retired]
    return CodebookPage(codebook.number, version, given, [row for row in rows if row.merged_into or row.retired], base)


def cause_page(cause: str) -> CausePage:
    """Return one cause's page. Raises KeyError when there is none."""
    content, codebook = content_now(), active_codebook()
    entry = entry_of(content, cause)
    figures = phrase_figures(cause, {language: entry["phrases"].get(language, []) for language in LANGUAGES})
    silent = [
        (name, [one.phrase for one in figures if one.language == language and not one.answers])
        for language, name in LANGUAGE_NAMES.items()
    ]
    return CausePage(
        row=_row(entry, _people(codebook)[0], _corrections()),
        wordings=[_wording(entry, language, name) for language, name in LANGUAGE_NAMES.items()],
        examples=entry["examples"],
        found=_once([one for one in figures if one.answers]),
        silent=[(name, phrases) for name, phrases in silent if phrases],
        absorbed=[other["key"] for other in content["causes"] if other["merged_into"] == cause],
        split_from=entry["split_from"],
        own=not is_shipped(entry),
    )


def movable_phrases(content: Content, cause: str, most: int) -> list[str]:
    """Return the phrases of a cause that stand in answers, most answers first."""
    return [one.phrase for one in phrase_figures(cause, entry_of(content, cause)["phrases"]) if one.answers][:most]


def changes_of(row: CauseRow) -> list[str]:
    """Return the changes that can be made of a cause, as they are named in addresses."""
    if row.key == "unclear":
        return ["rename"]
    if row.merged_into or row.retired:
        return ["restore", "phrases"]
    return ["rename", "phrases", "merge", "split", "retire"]


def is_shipped(entry: Entry) -> bool:
    """Say whether the shipped codebook has the cause."""
    return any(known["key"] == entry["key"] for known in shipped_content()["causes"])


def _once(figures: list[PhraseFigures]) -> list[PhraseFigures]:
    """Return phrases that read alike, such as one in Simplified and in Traditional characters, as one line."""
    alike: dict[str, list[PhraseFigures]] = {}
    for one in figures:
        alike.setdefault(spellings(one.phrase)[0], []).append(one)
    return [
        replace(same[0], phrase=" · ".join(dict.fromkeys(one.phrase for one in same)), language=_language_of(same))
        for same in alike.values()
    ]


def _language_of(same: list[PhraseFigures]) -> str:
    languages = {one.language for one in same}
    return languages.pop() if len(languages) == 1 else "zh"


def _wording(entry: Entry, language: str, name: str) -> Wording:
    texts = (entry[kept].get(language, "") for kept in ("labels", "definition", "not_when"))
    return Wording(language, name, *texts)


def _row(entry: Entry, people: dict[str, int | None], corrections: dict[str, int]) -> CauseRow:
    key = entry["key"]
    phrases = sum(map(len, entry["phrases"].values()))
    retired = not is_given(entry) and not entry["merged_into"]
    return CauseRow(key, people.get(key, 0), phrases, corrections.get(key, 0), entry["merged_into"], retired)


def _people(codebook: TeamCodebook) -> tuple[dict[str, int | None], int | None]:
    """Return how many people have each cause, hidden as on the home page, and of how many."""
    people = coded_people(read_exits(), Filters(), codebook.shown())
    table = people.table("", [""]) if len(people.answers) else None
    if table is None:
        return {}, 0
    hidden = hidden_figures(table, settings.SMALLEST_GROUP)
    counts: dict[str, int | None] = {
        key: None if hidden.totals[number] or hidden.base else int(table.totals[number])
        for number, key in enumerate(people.causes)
    }
    return counts, None if hidden.base else int(table.base)


def _corrections() -> dict[str, int]:
    """Return of how many answers people spoke, by cause."""
    said: Any = Correction.objects.filter(undone_at=None).values_list("cause", "response_id").distinct()
    counts: dict[str, int] = {}
    for cause, _response in said:
        counts[cause] = counts.get(cause, 0) + 1
    return counts
