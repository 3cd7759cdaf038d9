"""Plans: what customers are and were on, and renaming one across history."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.importing.holding import held
from customers.importing.undo import UndoRefused, ask_undo, can_be_undone, is_past_undoing, undo_run
from customers.models import ImportRun
from customers.plans import RenameRefused, known_plans, rename_plan, renamed_rows
from reports.access import for_editors

# More than this takes too long for a page: the command does it.
MOST_ROWS = 20_000
RENAMES_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans and what was renamed; rename one."""
    old, new, problem = request.POST.get("plan", ""), request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            if renamed_rows(old) > MOST_ROWS:
                raise RenameRefused(_("So many customers have this plan that the command renames it: rename_plan."))
            rename_plan(old, new, cast(User, request.user))
            return redirect("plans")
        except RenameRefused as refused:
            problem = str(refused)
    renames = ImportRun.objects.filter(kind=ImportRun.Kind.RENAME).select_related("made_by")[:RENAMES_SHOWN]
    undoable = [run.pk for run in renames if can_be_undone(run) and not is_past_undoing(run)]
    context = {"plans": known_plans(), "renames": renames, "undoable": undoable, "problem": problem}
    context |= {"plan": old, "name": new}
    return render(request, "customers/plans.html", context)


@require_POST
@for_editors
def undo_plan_rename(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take a rename back."""
    run = get_object_or_404(ImportRun, pk=run_id, kind=ImportRun.Kind.RENAME)
    try:
        ask_undo(run, cast(User, request.user))
        with held(run.pk):
            for _done in undo_run(run):
                continue
        messages.success(request, _("The plan has its old name again."))
    except UndoRefused as refused:
        messages.error(request, str(refused))
    return redirect("plans")
