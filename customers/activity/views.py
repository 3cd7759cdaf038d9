"""Where programs send activity, batch by batch. Nothing of what a batch holds is logged."""

from __future__ import annotations

import re

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from customers.activity.keys import key_of, seconds_to_wait
from customers.importing.activity_batch import CSV, JSON_LINES, BatchRefused, Receipt, receive_batch

MOST_BYTES = 5_000_000
KINDS = {CSV: CSV, JSON_LINES: JSON_LINES, "application/jsonl": JSON_LINES, "application/json-lines": JSON_LINES}
BATCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")


@csrf_exempt
@never_cache
def receive_activity(request: HttpRequest) -> JsonResponse:
    """Take one batch: 200 when it is stored, or was stored before; else what is wrong, and nothing is stored."""
    try:
        receipt = _receive(request)
    except BatchRefused as refused:
        receipt = refused.receipt()
    response = JsonResponse(receipt.told, status=receipt.status)
    if receipt.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if receipt.status == 405:
        response.headers["Allow"] = "POST"
    if "retry_after" in receipt.told:
        response.headers["Retry-After"] = str(receipt.told["retry_after"])
    return response


def _receive(request: HttpRequest) -> Receipt:
    if request.method != "POST":
        raise BatchRefused(405, _("Send a batch with POST."))
    key = key_of(request.headers.get("Authorization", ""))
    if key is None:
        raise BatchRefused(401, _("Send “Authorization: Bearer …” with a key in use (made at /imports/keys/)."))
    waiting = seconds_to_wait(key, timezone.now())
    if waiting:
        return Receipt(429, {"error": _("Too many batches within a minute."), "retry_after": waiting})
    return receive_batch(_batch_name(request), _body(request), _kind(request), key.name)


def _batch_name(request: HttpRequest) -> str:
    name = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not BATCH_NAME.fullmatch(name):
        reason = _(
            "Name the batch: “Idempotency-Key: 2026-03-05” (letters, digits and . _ : + -, 100 at most). The same name "
            "again changes nothing."
        )
        raise BatchRefused(400, reason)
    return name


def _kind(request: HttpRequest) -> str:
    kind = KINDS.get((request.content_type or "").lower())
    if kind is None or request.headers.get("Content-Encoding", "identity") != "identity":
        raise BatchRefused(415, _("Send “Content-Type: text/csv” or “application/x-ndjson”, not compressed."))
    return kind


def _body(request: HttpRequest) -> bytes:
    """Return the body, of which no more is read than a batch may have."""
    stated = request.headers.get("Content-Length", "")
    body = b"" if stated.isdigit() and int(stated) > MOST_BYTES else request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES or (stated.isdigit() and int(stated) > MOST_BYTES):
        raise BatchRefused(413, _("A batch has 5 MB at most: send it in parts, each with a name of its own."))
    return bytes(body)
