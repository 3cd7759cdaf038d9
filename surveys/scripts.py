"""The respondents' two small scripts, within the page itself: a page is then its HTML and one style sheet.

They are written in static/js and come without comments and indentation. The page's policy names them by their
SHA-256 hashes and allows no other script, not even one of our own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FORM, FRAME = "form.js", "frame.js"


def page_scripts(frame_hosts: Sequence[str]) -> dict[str, SafeString]:
    """Return the scripts as a page's template takes them; ``frame_script`` only where a site may frame the page."""
    framed = format_html('<script data-hosts="{}">{}</script>', " ".join(frame_hosts), code_of(FRAME))
    return {
        "form_script": format_html("<script>{}</script>", code_of(FORM)),
        "frame_script": framed if frame_hosts else SafeString(),
    }


@cache
def allowed_scripts(framed: bool) -> tuple[str, ...]:
    """Return the sources of ``script-src``: the hashes of what a page holds."""
    return tuple(f"'sha256-{_digest(code_of(name))}'" for name in ((FORM, FRAME) if framed else (FORM,)))


@cache
def code_of(name: str) -> SafeString:
    """Return a script of static/js as it stands in a page. It holds no text of anybody's, so nothing is escaped."""
    lines = (settings.BASE_DIR / "static" / "js" / name).read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
    return mark_safe("\n".join(kept))  # noqa: S308 - our own file


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
