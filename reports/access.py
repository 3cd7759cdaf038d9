"""Who may open a page of the team: strangers are sent to log in, members without the role are told so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from reports.codebooks import one_look

View = Callable[..., HttpResponseBase]


def for_viewers(view: View) -> View:
    """Let viewers and editors in: 302 to the log-in page for strangers, 403 without a role."""
    return _for("reports.read_reports", view)


def for_editors(view: View) -> View:
    """Let editors in: 302 to the log-in page for strangers, 403 for anybody else."""
    return _for("reports.edit_codings", view)


def _for(permission: str, view: View) -> View:
    return never_cache(login_required(permission_required(permission, raise_exception=True)(_with_one_codebook(view))))


def _with_one_codebook(view: View) -> View:
    """Let a whole page be made with one codebook, looked up once."""

    @wraps(view)
    def seeing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with one_look():
            return view(request, *args, **kwargs)

    return seeing
