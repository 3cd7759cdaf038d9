"""Imports: bring a file, say what its columns mean, look what would happen, let it happen, take it back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.importing.documents import as_toml
from customers.importing.jobs import import_kind
from customers.importing.looks import kept_look
from customers.importing.refusals import FileRefused, MappingRefused
from customers.importing.runs import as_document
from customers.importing.undo import UndoRefused, ask_undo
from customers.importing.uploads import (
    ImportUpload,
    PartRefused,
    Upload,
    add_part,
    drop_upload,
    errors_path,
    look_path,
    named_by,
)
from customers.models import ImportRun
from reports.access import for_editors
from reports.import_forms import mapping_form
from reports.import_pages import import_page, imports_page
from reports.import_steps import begin_upload, state_mapping, wait

State = ImportRun.State
LONGEST_OFFSET = 10


@require_safe
@for_editors
def imports(request: HttpRequest) -> HttpResponse:
    """List imports, and offer to begin one."""
    page = imports_page(cast(User, request.user), request.GET.get("page"), request.GET.get("kind", ""))
    return render(request, "customers/imports.html", {"page": page})


# Exempt only to take the file where it belongs before anything reads it; the form is protected below all the same.
@csrf_exempt
@require_POST
@for_editors
def upload_import(request: HttpRequest) -> HttpResponse:
    """Take a file in, look at it, and ask what its columns mean."""
    upload = ImportUpload(request)
    request.upload_handlers = [upload]
    return _take_in(request, upload)


@csrf_protect
def _take_in(request: HttpRequest, upload: ImportUpload) -> HttpResponse:
    kind, user = request.POST.get("kind", ""), cast(User, request.user)
    given = cast("Upload | None", request.FILES.get("file")) or _sent_in_parts(request)
    try:
        run = begin_upload(kind, given, user, upload.too_large)
    except (FileRefused, MappingRefused) as refused:
        page = imports_page(user, None, kind, str(refused))
        return render(request, "customers/imports.html", {"page": page}, status=400)
    return redirect("map_import", import_id=run.pk)


def _sent_in_parts(request: HttpRequest) -> Upload | None:
    path = named_by(request.POST.get("sent", ""), cast(int, request.user.pk))
    return Upload(path, request.POST.get("name", ""), path.stat().st_size) if path and path.exists() else None


@require_POST
@for_editors
def upload_part(request: HttpRequest) -> HttpResponse:
    """Take a part of a file; the answer says where the next one begins. 409: another was expected."""
    path = named_by(request.GET.get("sent", ""), cast(int, request.user.pk))
    at = request.GET.get("at", "")
    if path is None or not (at.isascii() and at.isdigit()) or len(at) > LONGEST_OFFSET:
        return JsonResponse({}, status=400)
    try:
        return JsonResponse({"at": add_part(path, int(at), request.body)})
    except PartRefused as refused:
        return JsonResponse({"at": refused.at}, status=409)


@require_safe
@for_editors
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show how far an import is and what came of it."""
    run = get_object_or_404(ImportRun.objects.select_related("made_by", "undone_by"), pk=import_id)
    if run.state == State.MAPPING and import_page(run).mappable:
        return redirect("map_import", import_id=run.pk)
    return render(request, "customers/import.html", {"page": import_page(run)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def map_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask what the columns mean; then every row is checked, and nothing is stored."""
    run = get_object_or_404(ImportRun, pk=import_id)
    if not import_page(run).mappable:
        return redirect("show_import", import_id=run.pk)
    problems: list[str] = []
    if request.method == "POST":
        problems, checked = state_mapping(run, request.POST)
        if checked:
            return redirect("show_import", import_id=run.pk)
    look = kept_look(look_path(run))
    form = mapping_form(import_kind(run.kind), look, run.mapping, request.POST if problems else None)
    context = {"run": run, "look": look, "form": form, "problems": problems}
    return render(request, "customers/import_map.html", context, status=400 if problems else 200)


@require_POST
@for_editors
def start_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Import what was checked, or go on with what stopped."""
    run = get_object_or_404(ImportRun, pk=import_id)
    page = import_page(run)
    if page.startable or page.resumable:
        wait(run, dry_run=False)
    return redirect("show_import", import_id=run.pk)


@require_POST
@for_editors
def stop_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop an import after the batch at hand; what is stored stays until it is undone."""
    run = get_object_or_404(ImportRun, pk=import_id)
    waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
    if not waiting.update(state=State.STOPPED):
        ImportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(stop_asked=True)
    return redirect("show_import", import_id=run.pk)


@require_POST
@for_editors
def undo_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take a whole import back."""
    run = get_object_or_404(ImportRun, pk=import_id)
    try:
        ask_undo(run, cast(User, request.user), later=True)
    except UndoRefused as refused:
        messages.error(request, str(refused))
    return redirect("show_import", import_id=run.pk)


@require_POST
@for_editors
def discard_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Delete an uploaded file that was not imported."""
    run = get_object_or_404(ImportRun, pk=import_id)
    if import_page(run).mappable:
        drop_upload(run)
        errors_path(run).unlink(missing_ok=True)
        run.delete()
        messages.success(request, _("The file is deleted; nothing was imported."))
    return redirect("imports")


@require_safe
@for_editors
def import_errors(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give the list of refused rows as CSV."""
    run = get_object_or_404(ImportRun, pk=import_id)
    if not run.stored_as or not errors_path(run).exists():
        raise Http404
    name = f"import-{run.pk}-errors.csv"
    return FileResponse(errors_path(run).open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@require_safe
@for_editors
def import_mapping(request: HttpRequest, import_id: int) -> HttpResponse:
    """Give the mapping as the commands take it."""
    run = get_object_or_404(ImportRun, pk=import_id)
    document: dict[str, Any] = as_document(run.mapping)
    name = f'attachment; filename="import-{run.pk}.toml"'
    return HttpResponse(
        as_toml(document), content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name}
    )
