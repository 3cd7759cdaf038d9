"""What every page knows of this installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Give templates the organisation's name and what the reader may do."""
    user = getattr(request, "user", None)
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "may_edit": bool(user and user.has_perm("reports.edit_codings")),
    }
