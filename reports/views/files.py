"""Tables as downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

from reports.exports import CONTENT_TYPES, Row, file_pieces
from reports.workbooks import About


def file_response(
    name: str, file_format: str, columns: Sequence[str], rows: Iterable[Row], about: About | None = None
) -> StreamingHttpResponse:
    """Stream rows as a file to keep; never shown as a page, whatever respondents wrote into it."""
    pieces = file_pieces(file_format, columns, rows, about)
    response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "table"}.{file_format}"'
    return response


def refused(problems: Iterable[str], status: int = 400) -> HttpResponse:
    """Say in plain words why there is no file."""
    return HttpResponse("\n".join(problems) + "\n", status=status, content_type="text/plain; charset=utf-8")
