"""Logs: one JSON line an event, without personal data.

A line holds a route (``/i/<token>/``), never a path; an exception's type and the places it passed, never its message,
for messages of databases and parsers quote what people typed.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

encode = json.JSONEncoder(ensure_ascii=False).encode
logger = logging.getLogger("parting_words.request")
# No line says which function, thread or process wrote it, so nobody need find that out for each.
logging._srcfile = None
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class EventFormatter(logging.Formatter):
    """Format a record as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("parting_words"):
            line["event"] = record.getMessage()
        line |= getattr(record, "fields", {})
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-6:]
            ]
        return encode(line)


class RequestLogMiddleware:
    """Log each request's route, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        fields = {
            "method": request.method if request.method in {"GET", "HEAD", "POST", "PUT", "DELETE"} else "other",
            "route": match.route if match else "none",
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        logger.info("request", extra={"fields": fields})
        return response
