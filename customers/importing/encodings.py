"""Which encoding a text file is written in: the mark at its start, strict UTF-8, else the likeliest that fits."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from customers.importing.refusals import FileRefused

# UTF-32 before UTF-16: the mark of the first begins with that of the second.
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
OLDER = ("gb18030", "cp950", "cp1252")
CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 16
# Latin text in UTF-16 is half zero bytes, Chinese text still has them in every comma and line end.
ZERO_SHARE_OF_LATIN = 0.25
ZERO_SHARE_OF_HAN = 0.02
CLEAR_SHARE = 0.9


def find_encoding(path: Path) -> str:
    """Return the Python name of the encoding that all of ``path`` can be read in.

    UTF-8 is believed only when every byte of the file fits it. What fits neither UTF-8 nor UTF-16 is mostly written
    by spreadsheets in the encoding of their country: the likeliest of GB18030, Big5 and Windows-1252 that fits.
    Raises FileRefused when none does; the mapping can then name one (``[file] encoding``).
    """
    with path.open("rb") as handle:
        begin = handle.read(SAMPLE_BYTES)
    for mark, encoding in MARKS:
        if begin.startswith(mark):
            return encoding
    unmarked = _utf16_without_mark(path, begin)
    if unmarked:
        return unmarked
    if fits(path, "utf-8"):
        return "utf-8"
    fitting = [encoding for encoding in OLDER if fits(path, encoding)]
    if not fitting:
        raise FileRefused(_("The encoding of this file is not known. Save it as UTF-8 and import it again."))
    best = from_bytes(_telling_lines(path), cp_isolation=fitting).best()
    return best.encoding if best and best.encoding in fitting else fitting[0]


def fits(path: Path, encoding: str) -> bool:
    """Say whether every byte of ``path`` can be decoded, reading it piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _utf16_without_mark(path: Path, begin: bytes) -> str | None:
    """Return the UTF-16 that the zero bytes speak for: nearly all of them at odd or nearly all at even places."""
    high, low = begin[::2].count(0), begin[1::2].count(0)
    zeros = high + low
    likely = "utf-16-be" if high > low else "utf-16-le"
    # Plain Latin text in UTF-16 is UTF-8 as well, with a NUL after each letter.
    least = ZERO_SHARE_OF_LATIN if fits(path, "utf-8") else ZERO_SHARE_OF_HAN
    clear = zeros and max(high, low) >= zeros * CLEAR_SHARE and zeros >= len(begin) * least
    return likely if clear and fits(path, likely) else None


def _telling_lines(path: Path) -> bytes:
    """Return the first lines that hold anything beyond ASCII: only they can tell encodings apart."""
    telling = bytearray()
    with path.open("rb") as handle:
        while len(telling) < SAMPLE_BYTES and (line := handle.readline(SAMPLE_BYTES)):
            if not line.isascii():
                telling += line
    return bytes(telling)
