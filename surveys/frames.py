"""Which sites may show a survey in a frame: a list of origins that the team keeps, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from surveys.models import Survey

MOST_HOSTS = 20
LONGEST_HOST = 253
# For trying out on one's own machine; everywhere else a frame must come over https.
OWN_MACHINE = {"localhost", "127.0.0.1"}
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
DEFAULT_PORTS = {"https": 443, "http": 80}


class HostRefused(ValueError):
    """A site that cannot be on the list; the message tells the team what to do."""


def clean_origin(written: str) -> str:
    """Return the origin that was meant, as browsers write it: ``https://Shop.Example/`` gives ``https://shop.example``.

    Raises HostRefused for anything that is not one site: a path, a wildcard, another scheme.
    """
    try:
        parts = urlsplit(written.strip())
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise HostRefused(_not_a_site(written)) from error
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if not bare or port == 0 or len(host) > LONGEST_HOST or not NAME.fullmatch(host):
        raise HostRefused(_not_a_site(written))
    if parts.scheme != "https" and not (parts.scheme == "http" and host in OWN_MACHINE):
        raise HostRefused(_("“%(site)s” must begin with https:// (http:// is for localhost only).") % {"site": written})
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else "")


def clean_origins(lines: str) -> list[str]:
    """Return the origins of a text with one a line, each once, in its order. Raises HostRefused naming the line."""
    origins = list(dict.fromkeys(clean_origin(line) for line in lines.splitlines() if line.strip()))
    if len(origins) > MOST_HOSTS:
        raise HostRefused(_("These are more than %(most)d sites. Please name fewer.") % {"most": MOST_HOSTS})
    return origins


@transaction.atomic
def allow_hosts(survey: Survey, origins: list[str]) -> None:
    """Let these origins, and no others, frame a survey from now on; the draft that is being written keeps them too."""
    kept = Survey.objects.select_for_update().get(pk=survey.pk)
    kept.frame_hosts = origins
    kept.revision += 1  # an editor who has the draft open is told
    if kept.draft is not None:
        kept.draft = kept.draft | {"frame_hosts": origins}
    kept.save(update_fields=["frame_hosts", "draft", "revision"])
    survey.frame_hosts, survey.draft = kept.frame_hosts, kept.draft


def allowed_hosts(survey: Survey) -> list[str]:
    """Return the origins that may frame a survey; what is no origin is left out, whoever stored it."""
    return list(dict.fromkeys(filter(None, map(_origin, survey.frame_hosts))))


def let_frame(response: HttpResponse, origins: Iterable[str]) -> None:
    """Name in a response's headers who may frame it. Without origins it stays refused to all."""
    if allowed := list(origins):
        before = getattr(response, "_csp_replace", {})
        response._csp_replace = before | {"frame-ancestors": allowed}  # type: ignore[attr-defined]
        # The older header knows only "nobody" and "our own site".
        response.xframe_options_exempt = True


def _origin(stored: object) -> str:
    try:
        return clean_origin(str(stored))
    except HostRefused:
        return ""


def _ascii(host: str) -> str:
    """Return a host's name as it goes over the wire: 例子.example becomes xn--fsqu00a.example. Raises ValueError."""
    return host if host.isascii() else host.encode("idna").decode()


def _not_a_site(written: str) -> str:
    return _("“%(site)s” is not the address of a site. Write it like https://www.example.com, without a path.") % {
        "site": written.strip()[:100]
    }
