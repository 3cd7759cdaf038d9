"""The answers: listed, searched, worked through, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.asked import read_asked
from reports.codebooks import active_codebook
from reports.corrections import CorrectionRefused
from reports.filter_words import about_answers
from reports.inbox import read_inbox, read_keys, rows_of
from reports.inbox_form import InboxForm
from reports.made import how_made
from reports.models import InboxChange, Quote
from reports.people import may_list
from reports.readings import Reading
from reports.sought import answers_sought, count_sought, read_sought
from reports.tables import PEOPLE, people_rows
from reports.triage import MOST_AT_ONCE, ChangeRefused, change_answers, change_words, latest_change, undo_change
from reports.views.files import file_response, refused
from surveys.models import Response

READ_AT_ONCE = 200


@require_safe
@for_viewers
def people(request: HttpRequest) -> HttpResponse:
    """List the answers that are searched for, or that are behind a cell, a segment, a cause or a status."""
    asked = read_asked(request.GET)
    page = read_inbox(request.GET, asked, cast(User, request.user))
    context = {
        "page": page,
        "form": InboxForm(asked, page.sought),
        "made": how_made(asked.exits, page.sought.behind),
        "causes": active_codebook().given(),
        "quotes": Quote.objects.filter(removed_at=None).count(),
    }
    return render(request, "reports/people.html", context)


@require_safe
@for_viewers
def people_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the answers that are asked for as a file."""
    asked = read_asked(request.GET)
    sought, problems = read_sought(request.GET, asked)
    leave = may_list(asked.exits, sought.behind)
    if asked.problems or problems:
        return refused(asked.problems + problems)
    if leave.reason:
        return refused([leave.reason], status=403)
    rows = people_rows(_read_by_and_by(answers_sought(sought)))
    if not leave.words:
        rows = (row | {"words": None} for row in rows)
    about = about_answers(sought.filters, count_sought(asked, sought))
    return file_response(f"people {sought.behind.cause}", file_format, PEOPLE, rows, about)


@require_POST
@for_editors
def change_people(request: HttpRequest) -> HttpResponse:
    """Mark, quote or recode the answers that were selected, all at once."""
    try:
        keys, action = _selected(request.POST)
        change = change_answers(keys, action, request.POST.get("cause", ""), cast(User, request.user))
    except ChangeRefused as refusal:
        keys, said = [], str(refusal)
    except CorrectionRefused:
        keys, said = [], _("Please choose a cause of the codebook.")
    else:
        said = "" if change else _("Nothing to change: that is so already.")
    return _changed(request, keys, said)


@require_POST
@for_editors
def undo_people_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Put back what one of the own changes altered."""
    change = get_object_or_404(InboxChange.objects.filter(made_by=cast(User, request.user)), pk=change_id)
    undo_change(change)
    keys = list(change.answers.values_list("response_id", flat=True)[:READ_AT_ONCE])
    return _changed(request, keys, _("Taken back: %(words)s") % {"words": change_words(change)})


@require_safe
@for_viewers
def people_row(request: HttpRequest, response_id: int) -> HttpResponse:
    """Show one line of the list anew."""
    rows = rows_of(read_keys([response_id]))
    return render(request, "reports/_row.html", {"row": rows[0], "words": True}, status=200 if rows else 404)


def _selected(sent: QueryDict) -> tuple[list[int], str]:
    """Return the keys of the answers that were selected, and what to do with them."""
    one, _colon, key = sent.get("one", "").partition(":")
    if one:
        return _keys([key]), one
    if not sent.get("all"):
        return _keys(sent.getlist("answer")), sent.get("action", "")
    asked = read_asked(QueryDict(sent.get("query", "")))
    sought, problems = read_sought(QueryDict(sent.get("query", "")), asked)
    leave = may_list(asked.exits, sought.behind)
    if problems or asked.problems or leave.reason:
        raise ChangeRefused(" ".join([*asked.problems, *problems, leave.reason]).strip())
    return list(answers_sought(sought).values_list("pk", flat=True)[: MOST_AT_ONCE + 1]), sent.get("action", "")


def _keys(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _changed(request: HttpRequest, keys: Sequence[int], said: str) -> HttpResponse:
    """Answer a script with the rows that changed, anybody else with the page that they came from."""
    if getattr(request, "htmx", False):
        context: dict[str, object] = {
            "rows": rows_of(read_keys(keys[:READ_AT_ONCE])),
            "change": None if said else latest_change(cast(User, request.user)),
        }
        context |= {"said": said, "words": request.POST.get("words") != "0"}
        return render(request, "reports/_changed_rows.html", context)
    if said:
        messages.info(request, said)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("people")
    return redirect(f"{target}#row-{keys[0]}" if len(keys) == 1 else target)


def _read_by_and_by(answers: QuerySet[Response]) -> Iterator[Reading]:
    """Yield the readings of answers; neither all of them nor all their keys are ever held at once."""
    keys = answers.values_list("pk", flat=True).iterator(chunk_size=READ_AT_ONCE)
    while some := list(islice(keys, READ_AT_ONCE)):
        yield from read_keys(some)
