"""Evidence in its place: a verbatim cut into pieces, those that led to a cause marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from causes.normalise import fold

USED = "used"
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a verbatim, and the causes that it is evidence of; none for plain text."""

    text: str
    causes: tuple[str, ...] = ()


def marked_pieces(verbatim: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut ``verbatim`` into pieces by spans ``(start, end, cause)`` in code points; joined they give it back.

    Spans that overlap become one piece with the causes of all; what lies outside the text is ignored.

    >>> marked_pieces("太贵了，也太慢", [(0, 3, "price"), (5, 7, "quality")])[0]
    Piece(text='太贵了', causes=('price',))
    """
    pieces: list[Piece] = []
    done = 0
    for start, end, causes in _merged(spans, len(verbatim)):
        if start > done:
            pieces.append(Piece(verbatim[done:start]))
        pieces.append(Piece(verbatim[start:end], causes))
        done = end
    if done < len(verbatim):
        pieces.append(Piece(verbatim[done:]))
    return pieces


def used_spans(cause: str, evidence: Iterable[list[object]]) -> list[Span]:
    """Return the spans of one coding that speak for its cause, as ``marked_pieces`` takes them."""
    return [(int(str(start)), int(str(end)), cause) for start, end, status in evidence if status == USED]


def place_of(words: str, verbatim: str) -> tuple[int, int] | None:
    """Return where ``words`` stand in a verbatim, in code points; None when they do not, or are none.

    Case, width, script and the kind of space make no difference; whole words are preferred to parts of longer ones.

    >>> place_of("missing  EXPORTS", "overpriced, and missing exports")
    (16, 31)
    """
    folded = fold(verbatim)
    wanted = r"\s+".join(map(re.escape, fold(words).text.split()))
    if not wanted:
        return None
    found = re.search(rf"(?<!\w){wanted}(?!\w)", folded.text) or re.search(wanted, folded.text)
    return folded.original(*found.span()) if found else None


def _merged(spans: Iterable[Span], length: int) -> list[tuple[int, int, tuple[str, ...]]]:
    merged: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, cause in sorted((max(0, start), min(end, length), cause) for start, end, cause in spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, last, causes = merged[-1]
            merged[-1] = (first, max(last, end), causes if cause in causes else (*causes, cause))
        else:
            merged.append((start, end, (cause,)))
    return merged
