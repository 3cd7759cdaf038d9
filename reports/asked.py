"""What a request or a command asks of the reports: the tables, what can be asked for, and what was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from reports.exits import Exits, read_exits
from reports.filters import Filters, Known, read_filters
from reports.labels import survey_label
from surveys.models import Survey


@dataclass(frozen=True)
class Asked:
    """A question with what it is asked of; ``problems`` are sentences about what does not exist."""

    exits: Exits
    surveys: dict[str, str]
    known: Known
    filters: Filters
    problems: list[str]

    def about(self, filters: Filters) -> Asked:
        """Return the same asked with other filters."""
        return replace(self, filters=filters)


def read_asked(given: Mapping[str, Any]) -> Asked:
    """Read filters from query parameters or the like, and the tables that they are about."""
    surveys = {survey.key: survey_label(survey) for survey in Survey.objects.only("key", "title")}
    exits = read_exits()
    known = Known(tuple(surveys), exits.dimensions)
    filters, problems = read_filters(given, known)
    if exits.outdated:
        problems.append(_("Much has changed and is still being counted: look again in a minute."))
    return Asked(exits, surveys, known, filters, problems)
