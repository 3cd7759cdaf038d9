"""Read what a form page sent, before and without Django's own parser.

Django answers broken bytes and too many fields with a bare 400 that throws away what was typed. Here a body is read
as far as it can be, and what had to be mended is named, so that the page can come back with everything still in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

URLENCODED = "application/x-www-form-urlencoded"
# What is sent beyond the limit is read and thrown away, up to this, so that the browser gets to read our answer.
MOST_DRAINED = 16 * 1_048_576
PIECE = 65_536
# Fields beyond the limit are still looked at, up to this many, for what a person may have typed.
MOST_KEPT = 2_000


class BodyRefused(ValueError):
    """A body that is not read at all; the message is ``too_large``, ``unsupported`` or ``cut_off``."""


@dataclass(frozen=True)
class Body:
    """The fields of a form page, each with its values in the order sent.

    ``mended`` names the fields whose text could not be taken as it was: bytes that are not UTF-8 became U+FFFD, NUL
    was taken out. ``too_many`` says that there were more fields than any form page of ours has.
    """

    typed: dict[str, list[str]] = field(default_factory=dict)
    mended: frozenset[str] = frozenset()
    too_many: bool = False

    def one(self, name: str) -> str:
        """Return the only value of a field, or an empty string when it has none or several."""
        values = self.typed.get(name, [])
        return values[0] if len(values) == 1 else ""

    def pairs(self) -> list[tuple[str, str]]:
        """Return every field and value, for a page that sends them again."""
        return [(name, value) for name, values in self.typed.items() for value in values]


def read_body(request: HttpRequest) -> Body:
    """Return the fields that were sent, at most 1 MB of them. Raises BodyRefused."""
    if request.content_type != URLENCODED:
        _drain(request)
        raise BodyRefused("unsupported")
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        raw = request.read(most + 1)
    except (UnreadablePostError, OSError) as error:
        raise BodyRefused("cut_off") from error
    if len(raw) > most:
        _drain(request)
        raise BodyRefused("too_large")
    return parse_body(raw)


def parse_body(raw: bytes) -> Body:
    """Return the fields of an urlencoded body; never raises."""
    pieces = [piece for piece in raw.split(b"&", MOST_KEPT) if piece]
    typed: dict[str, list[str]] = {}
    mended = set()
    for piece in pieces[:MOST_KEPT]:
        encoded_name, _, encoded_value = piece.partition(b"=")
        name, _ = _text(encoded_name)
        value, whole = _text(encoded_value)
        typed.setdefault(name, []).append(value)
        if not whole:
            mended.add(name)
    return Body(typed, frozenset(mended), too_many=len(pieces) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)


def _text(encoded: bytes) -> tuple[str, bool]:
    """Return readable text and whether it is all that was sent. A browser's CRLF is the LF that was typed."""
    if encoded.isalnum():
        return encoded.decode("ascii"), True
    raw = unquote_to_bytes(encoded.replace(b"+", b" "))
    text = raw.decode("utf-8", errors="replace")
    readable = text.replace("\x00", "")
    whole = len(readable) == len(text) and (text.isascii() or text.encode() == raw)
    return readable.replace("\r\n", "\n"), whole


def _drain(request: HttpRequest) -> None:
    try:
        for _ in range(MOST_DRAINED // PIECE):
            if not request.read(PIECE):
                return
    except (UnreadablePostError, OSError):
        return
