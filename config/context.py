"""What every page knows of this installation."""

from django.conf import settings
from django.http import HttpRequest

from reports.navigation import navigation, section


def installation(request: HttpRequest) -> dict[str, object]:
    """Give templates the organisation's name, what the reader may do and where the header leads."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    at = (match.url_name or "") if match else ""
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "may_edit": bool(user and user.has_perm("reports.edit_codings")),
        "navigation": navigation(at),
        "section": section(at),
    }
