"""Who may open a page of the team: strangers are sent to log in, members without the role are told so."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def for_viewers(view: View) -> View:
    """Let viewers and editors in: 302 to the log-in page for strangers, 403 without a role."""
    return never_cache(login_required(permission_required("reports.read_reports", raise_exception=True)(view)))


def for_editors(view: View) -> View:
    """Let editors in: 302 to the log-in page for strangers, 403 for anybody else."""
    return never_cache(login_required(permission_required("reports.edit_codings", raise_exception=True)(view)))
