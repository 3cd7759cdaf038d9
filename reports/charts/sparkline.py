"""A trend as small as a word, for a table's row: plain SVG, no script."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 96, 24, 3


def small_trend(shares: Sequence[float | None], label: str = "") -> SafeString:
    """Return a line of shares from zero up, its last point marked; hidden ones break the line.

    ``label`` says what it shows to screen readers; without one it is decoration beside the figures.
    """
    known = [share for share in shares if share is not None]
    if len(known) < 2:
        return SafeString("")
    top = max(known) or 1.0
    stride = (WIDTH - 2 * EDGE) / (len(shares) - 1)
    spots = [
        None if share is None else (EDGE + stride * place, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share / top)
        for place, share in enumerate(shares)
    ]
    last = next(spot for spot in reversed(spots) if spot)
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="small-trend" width="{}" height="{}" viewBox="0 0 {} {}" {} focusable="false">'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, spoken, _path(spots), *(f"{place:.1f}" for place in last)),
    )


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for spot in spots:
        if spot is None:
            pen = "M"
        else:
            parts.append(f"{pen}{spot[0]:.1f} {spot[1]:.1f}")
            # A month alone between hidden ones is a dot: a line of no length with round ends.
            parts.append("h0" if pen == "M" else "")
            pen = "L"
    return "".join(parts)
