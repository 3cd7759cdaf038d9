"""Two questions a supervisor asks: is the process alive, and can it take an answer."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; touches no database."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether an answer could be stored now: migrations applied and the database writable. 503 when not."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        writable = not pending and _writable()
    except Exception:  # any failure of the database, whatever its class, means: not ready
        pending, writable = [], False
    problems = [name for name, bad in (("migrations", bool(pending)), ("database", not writable)) if bad]
    return JsonResponse(
        {"status": "not ready" if problems else "ok", "problems": problems}, status=503 if problems else 200
    )


def _writable() -> bool:
    """Write one row that is rolled back."""
    from django.contrib.sessions.models import Session
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        Session.objects.create(session_key="readyz-probe", session_data="", expire_date=timezone.now())
        transaction.set_rollback(True)
    return True
