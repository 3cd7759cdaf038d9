"""What the builder says of a draft: what keeps it from being asked, and what the etiquette says of its wording."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from surveys.documents import Document
from surveys.draft_problems import problems, untranslated
from surveys.drafts import with_keys
from surveys.etiquette import findings
from surveys.languages import LANGUAGES, SOURCE

ERROR, WARNING = "error", "warning"
# Rules of what is told from the document itself: what could not be asked however it was worded, and what is missing.
STRUCTURE, MISSING = "structure", "language_missing"
SAID_HERE = {MISSING, "wording_missing", "incomplete"}


@dataclass(frozen=True)
class Remark:
    """One sentence about one place of a draft; errors keep it from being published."""

    rule: str
    level: str
    message: str
    hint: str
    where: str

    @property
    def blocks(self) -> bool:
        """Say whether it keeps the draft from being published."""
        return self.level == ERROR


@dataclass(frozen=True)
class Remarks:
    """All that is to be said of a draft: what blocks publishing, what is advised, where a translation is missing."""

    errors: list[Remark]
    warnings: list[Remark]
    missing: list[Remark]

    def all(self) -> list[Remark]:
        """Return them one after the other, errors first."""
        return [*self.errors, *self.warnings, *self.missing]


def remarks_on(document: Document, earlier: Document) -> Remarks:
    """Return what is to be said of a draft; what is wrong with its structure is told once, in our own words."""
    errors = [Remark(STRUCTURE, ERROR, one.message, "", one.where) for one in problems(document, earlier)]
    told = SAID_HERE if errors else {MISSING}
    warnings: list[Remark] = []
    for one in findings(with_keys(document, earlier, wordless=True)):
        if one.rule not in told:
            remark = Remark(one.rule, one.level, one.message, one.hint, one.where)
            (errors if remark.blocks else warnings).append(remark)
    missing = [Remark(MISSING, WARNING, _missing(where), "", where) for where in untranslated(document)]
    return Remarks(errors, warnings, missing)


def at_places(remarks: Iterable[Remark], places: Collection[str]) -> list[Remark]:
    """Return the remarks, each at the nearest of the places that a page has; an empty place is the whole of it."""
    return [replace(remark, where=_nearest(remark.where, places)) for remark in remarks]


def _nearest(where: str, places: Collection[str]) -> str:
    if where not in places and f"{where}.{SOURCE}" in places:
        return f"{where}.{SOURCE}"
    while where and where not in places:
        where = where[: max(where.rfind("."), where.rfind("["), 0)]
    return where


def _missing(where: str) -> str:
    return _("Missing in %(language)s") % {"language": LANGUAGES[where.rpartition(".")[2]]}
