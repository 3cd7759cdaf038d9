"""Uploaded files: under random names in the data directory, for as long as they are needed and no longer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.utils import timezone

from customers.importing.holding import import_folder
from customers.models import ImportedRow, ImportRun

State = ImportRun.State
LARGEST_BYTES = 1 << 30
# A whole file in one request holds up a process of the web server for as long as it takes to arrive: browsers send it
# in parts, and without scripts only so much is taken.
LARGEST_WHOLE = 8 << 20
# What was uploaded and never imported, or stopped half-way, is kept so long; so are lists of refused rows.
KEPT_DAYS = 7
# So long an import can be undone: then what it noted of the rows before is deleted.
UNDO_DAYS = 90
DAY_SECONDS = 86_400
SALT = "import-upload"


class Upload:
    """An uploaded file in the folder of imports."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        self.path, self.name, self.size = path, name, size

    def close(self) -> None:
        """Nothing is open: Django closes what a request brought at its end."""


class ImportUpload(FileUploadHandler):
    """Write the one file of a request straight into the folder of imports; stop it as soon as it is too large."""

    path: Path | None = None
    too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the file under a random name; a second one in the same request is passed over."""
        super().new_file(*args, **kwargs)
        if self.path:
            raise SkipFile
        self.path = import_folder() / secrets.token_hex(16)
        self.path.touch(mode=0o600, exist_ok=False)
        self.handle = self.path.open("wb")
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        self.size += len(raw_data)
        if self.size > LARGEST_WHOLE:
            self.too_large = True
            self.upload_interrupted()
            raise StopUpload
        self.handle.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """Return the file as it lies there."""
        self.handle.close()
        return Upload(self.path, self.file_name or "", self.size) if self.path else None

    def upload_interrupted(self) -> None:
        """Leave nothing of an upload that broke off."""
        if self.path:
            self.handle.close()
            self.path.unlink(missing_ok=True)


class PartRefused(ValueError):
    """A part that does not continue what is there; ``at`` says where the next one has to begin."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


def new_token(user: int) -> str:
    """Return what a page sends parts of a file with: a sealed random name, good for one person and a day."""
    return signing.dumps([secrets.token_hex(16), user], salt=SALT)


def named_by(token: str, user: int) -> Path | None:
    """Return where the file of a token lies; None when it is forged, old, another's, or the file is in use."""
    try:
        name, owner = signing.loads(token, salt=SALT, max_age=DAY_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    in_use = owner != user or ImportRun.objects.filter(stored_as=name).exists()
    return None if in_use else import_folder() / str(name)


def add_part(path: Path, at: int, part: bytes) -> int:
    """Add a part of a file at ``at`` (0 begins it anew), and return how much is there; raises PartRefused."""
    if at == 0:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
    there = path.stat().st_size if path.exists() else 0
    if at != there or there + len(part) > LARGEST_BYTES:
        raise PartRefused(there)
    with path.open("ab") as handle:
        handle.write(part)
    return there + len(part)


def upload_path(run: ImportRun) -> Path:
    """Return where a run's uploaded file lies."""
    return import_folder() / run.stored_as


def errors_path(run: ImportRun) -> Path:
    """Return where the list of refused rows of an uploaded file lies."""
    return import_folder() / f"{run.stored_as}.errors.csv"


def look_path(run: ImportRun) -> Path:
    """Return where what was seen of an uploaded file lies."""
    return import_folder() / f"{run.stored_as}.look.json"


def drop_upload(run: ImportRun) -> None:
    """Delete a run's uploaded file and what was seen of it; the list of refused rows stays."""
    if run.stored_as:
        upload_path(run).unlink(missing_ok=True)
        look_path(run).unlink(missing_ok=True)


def drop_lists_with(texts: Sequence[str]) -> None:
    """Delete lists of refused rows that hold one of the texts; files that still wait to be imported stay."""
    for path in import_folder().glob("*.errors.csv"):
        with path.open(encoding="utf-8", errors="replace") as lines:
            holds = any(text in line for line in lines for text in texts)
        if holds:
            path.unlink(missing_ok=True)


def has_upload(run: ImportRun) -> bool:
    """Say whether a run's uploaded file is still there."""
    return bool(run.stored_as) and upload_path(run).exists()


def forget_old() -> None:
    """Delete what is no longer needed: uploads never imported, old lists of refused rows, journals past undoing."""
    now = timezone.now()
    begun = ImportRun.objects.filter(state__in=(State.MAPPING, State.CHECKED), made_at__lt=now - _days(KEPT_DAYS))
    for run in begun:
        drop_upload(run)
        run.delete()
    ended = (State.DONE, State.UNDONE, State.STOPPED, State.FAILED)
    past = ImportRun.objects.filter(state__in=ended, finished_at__lt=now - _days(UNDO_DAYS))
    for number in past.filter(rows__isnull=False).values_list("pk", flat=True).distinct():
        ImportedRow.objects.filter(run=number).delete()
    waiting = (State.MAPPING, State.CHECKED, State.WAITING, State.RUNNING)
    needed = set(ImportRun.objects.filter(state__in=waiting).values_list("stored_as", flat=True))
    for path in import_folder().iterdir():
        if path.name.split(".")[0] not in needed and time.time() - path.stat().st_mtime > KEPT_DAYS * DAY_SECONDS:
            path.unlink(missing_ok=True)


def _days(number: int) -> timedelta:
    return timedelta(days=number)
