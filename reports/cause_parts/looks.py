"""The look at a fix that the cause page shows: which releases there are, the chosen one and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.cause_care import Care
from reports.codebooks import active_codebook
from reports.fixes import Fix, FixQuestion, did_it_work, read_question, releases_about
from reports.models import CauseCare, Release

# The day on which the cause was said to be fixed is looked at like a release; no stored one has this number.
FIXED = 0


@dataclass(frozen=True)
class Look:
    """The releases that are about a cause, newest first; ``chosen`` and ``fix`` are None where there is none."""

    releases: Sequence[Release]
    question: FixQuestion
    chosen: Release | None = None
    fix: Fix | None = None


def look_at_fix(asked: Asked, cause: str, care: Care, given: Mapping[str, Any]) -> Look:
    """Return the look that the address asks for: the release it names, else the newest that is out."""
    stored = Release.objects.filter(removed_at=None).select_related("made_by")
    releases = releases_about(cause, active_codebook(), [*stored])
    fixed_on = care.current.fixed_on if care.current.status == CauseCare.Status.FIXED else None
    if fixed_on and fixed_on not in {release.released_on for release in releases}:
        releases.append(Release(pk=FIXED, name=_("Fixed"), released_on=fixed_on, causes=[cause]))
        releases.sort(key=lambda release: release.released_on, reverse=True)
    question = read_question(given, asked.filters, asked.known.dimensions)
    named = [release for release in releases if str(release.pk) == given.get("release", "")]
    out = [release for release in releases if release.released_on <= timezone.localdate()]
    chosen = next(iter([*named, *out, *releases]), None)
    if chosen is None:
        return Look(releases, question)
    return Look(releases, question, chosen, did_it_work(asked.exits, asked.filters, cause, chosen, question))
