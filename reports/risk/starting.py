"""Begin a training from the page: a process of its own, so that no reader and nobody who answers waits for it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from reports.models import RiskModel
from reports.risk.keeping import under_way


def start_training(user: User | None) -> RiskModel | None:
    """Begin a training and return its row; None when one is under way already."""
    if under_way():
        return None
    kept = RiskModel.objects.create(made_by=user)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "train_risk", "--model", str(kept.pk)]
    # The process reads the row: it must have been committed by then.
    transaction.on_commit(lambda: _begin(command))
    return kept


def _begin(command: list[str]) -> None:
    subprocess.Popen(  # noqa: S603  (nothing asked for is on the command line)
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
