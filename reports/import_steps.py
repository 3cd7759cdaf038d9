"""What a person does with an upload: bring it, say what its columns mean, have it checked or imported."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.importing.activity_mapping import with_zone
from customers.importing.jobs import MODULES, check_mapping, import_kind
from customers.importing.looks import Look, keep_look, kept_look, look_at
from customers.importing.refusals import FileRefused, MappingRefused
from customers.importing.runs import LONGEST_FILE_NAME, as_document
from customers.importing.uploads import LARGEST_WHOLE, Upload, errors_path, look_path, upload_path
from customers.models import ImportRun
from reports.import_forms import stated_mapping

State = ImportRun.State
# What the mapping of one file says nothing of for the next.
OF_ITS_TIME = ("file", "as_of", "time_zone")


def begin_upload(kind: str, upload: Upload | None, by: User, too_large: bool) -> ImportRun:
    """Begin an import with an uploaded file and the likeliest mapping; raises FileRefused, and then keeps nothing."""
    if too_large:
        most = {"most": LARGEST_WHOLE >> 20}
        raise FileRefused(_("Without JavaScript a file of up to %(most)d MB can be sent. Import it by command.") % most)
    if upload is None:
        raise FileRefused(_("Choose a file."))
    try:
        if kind not in MODULES:
            raise FileRefused(_("Choose what the file holds."))
        look = look_at(upload.path, kind, {})
        run = ImportRun(
            kind=kind,
            state=State.MAPPING,
            dry_run=True,
            file_name=upload.name[-LONGEST_FILE_NAME:],
            stored_as=upload.path.name,
            rows_about=look.about_rows,
            made_by=by,
            mapping=likeliest_mapping(kind, look),
        )
        keep_look(look, look_path(run))
    except (FileRefused, MappingRefused):
        upload.path.unlink(missing_ok=True)
        raise
    run.save()
    return run


def likeliest_mapping(kind: str, look: Look) -> dict[str, Any]:
    """Return the mapping of the last import of this kind when it fits the file's columns, else the guessed one."""
    last = ImportRun.objects.filter(kind=kind, dry_run=False).exclude(mapping={}).first()
    if last:
        named = [*last.mapping.get("columns", {}).values(), *last.mapping.get("attributes", {})]
        if named and set(named) <= set(look.header):
            file = {"file": look.stated} if look.stated else {}
            told = {key: value for key, value in last.mapping.items() if key not in OF_ITS_TIME}
            return told | {key: look.guessed[key] for key in OF_ITS_TIME if key in look.guessed} | file
    return look.guessed | ({"file": look.stated} if look.stated else {})


def state_mapping(run: ImportRun, posted: QueryDict) -> tuple[list[str], bool]:
    """Take what a form says as the mapping and have every row checked; return what is wrong, and whether it is checked.

    Where the file is to be read in another way, it is looked at anew and the form is asked again.
    """
    look = kept_look(look_path(run))
    document, problems = stated_mapping(import_kind(run.kind), look, posted)
    known = run.mapping.get("file", {})
    if known and not any(name.startswith("set.file.") for name in posted):
        document["file"] = known
    try:
        if document.get("file", {}) != known:
            _look_again(run, document.get("file", {}))
            return [], False
        if not problems:
            check_mapping(run.kind, as_document(document), look.header)
    except (FileRefused, MappingRefused) as refused:
        problems = [*problems, str(refused)]
    if problems:
        return problems, False
    run.mapping = with_zone(document) if run.kind == ImportRun.Kind.ACTIVITY else document
    run.save(update_fields=["mapping"])
    wait(run, dry_run=True)
    return [], True


def _look_again(run: ImportRun, stated: dict[str, Any]) -> None:
    look = look_at(upload_path(run), run.kind, stated)
    keep_look(look, look_path(run))
    run.mapping = look.guessed | ({"file": stated} if stated else {})
    run.rows_about = look.about_rows
    run.save(update_fields=["mapping", "rows_about"])


def wait(run: ImportRun, dry_run: bool) -> None:
    """Let an import wait to be worked on; one that stopped keeps in its counts what it stored before."""
    resumed = not dry_run and not run.dry_run
    errors_path(run).unlink(missing_ok=True)
    ImportRun.objects.filter(pk=run.pk).update(
        state=State.WAITING,
        dry_run=dry_run,
        rows_done=0,
        counts=run.counts if resumed else {},
        message="",
        stop_asked=False,
        finished_at=None,
        touched_at=timezone.now(),
    )
