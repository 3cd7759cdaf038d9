"""Which process works on an import: a lock on a file, which the system gives up however the process dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def import_folder() -> Path:
    """Return the folder of uploaded files and locks in the data directory; only the installation's user may look in."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _lock(number: int) -> Path:
    return import_folder() / f"run-{number}.lock"


@contextmanager
def held(number: int) -> Iterator[bool]:
    """Hold an import while the block runs; gives whether nobody else holds it."""
    with _lock(number).open("wb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        _lock(number).unlink(missing_ok=True)


def is_held(number: int) -> bool:
    """Say whether a process on this machine works on an import."""
    if not _lock(number).exists():
        return False
    with held(number) as free:
        return not free
