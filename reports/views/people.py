"""The people behind a figure, with their words."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.access import for_viewers
from reports.asked import read_asked
from reports.codebooks import active_codebook
from reports.filter_words import about_answers
from reports.forms import FilterForm
from reports.labels import reader_language
from reports.people import people_behind, read_behind
from reports.readings import Reading, readings_of, with_reading
from reports.tables import PEOPLE, people_rows
from reports.views.files import file_response, refused
from surveys.models import Response

PEOPLE_A_PAGE = 20


@require_safe
@for_viewers
def people(request: HttpRequest) -> HttpResponse:
    """List the answers behind a cell, a segment, a cause or a status, latest leaving first."""
    asked = read_asked(request.GET)
    behind, problems = read_behind(request.GET, asked.filters)
    found = people_behind(asked.exits, behind)
    shown = Paginator(found.responses, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "behind": behind,
        "found": found,
        "shown": shown,
        "readings": _readings(list(shown.object_list)),
        "form": FilterForm(asked, behind),
        "problems": asked.problems + problems,
        "causes": active_codebook().given(),
    }
    return render(request, "reports/people.html", context)


@require_safe
@for_viewers
def people_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the answers behind a figure as a file."""
    asked = read_asked(request.GET)
    behind, problems = read_behind(request.GET, asked.filters)
    found = people_behind(asked.exits, behind)
    if asked.problems or problems:
        return refused(asked.problems + problems)
    if found.reason:
        return refused([found.reason], status=403)
    rows = people_rows(_readings(found.responses))
    if not found.words:
        rows = (row | {"words": None} for row in rows)
    about = about_answers(behind.filters, len(found.responses))
    return file_response(f"people {behind.cause}", file_format, PEOPLE, rows, about)


def _readings(keys: Sequence[int] | QuerySet[Response, int]) -> list[Reading]:
    """Return the readings of answers in the order of their keys."""
    keys = list(keys)
    responses = {response.pk: response for response in with_reading(Response.objects.filter(pk__in=keys))}
    return readings_of([responses[key] for key in keys if key in responses], reader_language())
