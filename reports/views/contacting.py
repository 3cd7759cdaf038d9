"""The do-not-contact list: read, add to, bring and take as a file, take off and put back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.contact_files import MOST_BYTES, Listed, list_file
from customers.contacting import NotListed, put_back, take_off
from customers.importing.refusals import FileRefused
from customers.models import DoNotContact
from reports.access import for_editors, for_viewers
from reports.contact_list import COLUMNS, ContactPage, ListForm, about_list, contact_page, entries, entry_rows
from reports.exports import FORMATS
from reports.views.files import file_response

PAGE = "reports/do_not_contact.html"


@require_safe
@for_viewers
def do_not_contact(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    return render(request, PAGE, {"page": _page(request), "formats": FORMATS})


@require_safe
@for_editors
def do_not_contact_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the list as a file."""
    words = _words(request)
    return file_response("do-not-contact", file_format, COLUMNS, entry_rows(entries(words)), about_list(words))


@require_POST
@for_editors
def add_do_not_contact(request: HttpRequest) -> HttpResponse:
    """Put an address or a customer on the list; what was typed stays when something is wrong with it."""
    form = ListForm(request.POST)
    try:
        if form.is_valid():
            new = form.save(cast(User, request.user))
            said = _("On the list: nothing more is sent there.") if new else _("This was on the list already.")
            messages.success(request, said)
            return redirect("do_not_contact")
    except NotListed:
        pass
    return render(request, PAGE, {"page": _page(request, form), "formats": FORMATS}, status=400)


@require_POST
@for_editors
def import_do_not_contact(request: HttpRequest) -> HttpResponse:
    """Put all that a file names on the list, and say of each line that was not taken why."""
    page, status = _page(request), 200
    try:
        listed = _listed(request.FILES.get("file"), request.POST.get("note", ""), cast(User, request.user))
        page = replace(_page(request), listed=listed)
    except FileRefused as refused:
        page, status = replace(page, problem=str(refused)), 400
    return render(request, PAGE, {"page": page, "formats": FORMATS}, status=status)


@require_POST
@for_editors
def remove_do_not_contact(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry off the list, with the reason."""
    entry = get_object_or_404(DoNotContact.objects.holding(), pk=entry_id)
    because = request.POST.get("because", "").replace("\x00", "").strip()
    if not because:
        messages.error(request, _("Say why it is taken off the list: whoever asked not to be written to may ask you."))
    else:
        take_off(entry, because, cast(User, request.user))
        messages.success(request, _("Taken off the list; below, that can be undone."))
    return redirect("do_not_contact")


@require_POST
@for_editors
def restore_do_not_contact(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Undo a removal."""
    put_back(get_object_or_404(DoNotContact, pk=entry_id))
    messages.success(request, _("On the list: nothing more is sent there."))
    return redirect("do_not_contact")


def _listed(file: UploadedFile | None, note: str, by: User) -> Listed:
    if file is None or not file.size:
        raise FileRefused(_("Choose a file that is not empty."))
    if file.size > MOST_BYTES:
        raise FileRefused(_("The file is larger than 20 MB. Split it and import the parts."))
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "list"
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        return list_file(path, note.replace("\x00", "")[:300], by)


def _page(request: HttpRequest, form: ListForm | None = None) -> ContactPage:
    may_edit = cast(User, request.user).has_perm("reports.edit_codings")
    return contact_page(_words(request), request.GET.get("page"), may_edit, form)


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:200]
