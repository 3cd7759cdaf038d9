"""Keep the filters of a page under a name, and take such a name away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.access import for_viewers
from reports.models import SavedView
from reports.saved import PAGES, page_address, view_address

LONGEST_NAME = 80


@require_POST
@for_viewers
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep filters under a name; of the same name on the same page, the new ones are kept."""
    name, page = " ".join(request.POST.get("name", "").replace("\x00", "").split()), request.POST.get("page", "")
    query = QueryDict(request.POST.get("query", "")[:2000]).urlencode()
    try:
        address = page_address(page if page in PAGES else "overview", query)
    except NoReverseMatch:
        return redirect("overview")
    if not name or len(name) > LONGEST_NAME:
        messages.error(request, _("Give the filters a name of 1 to %(most)d characters.") % {"most": LONGEST_NAME})
        return redirect(f"{address}?{query}")
    if page not in PAGES:
        return redirect(address)
    kept = {"query": query, "shared": request.POST.get("shared") == "1", "made_at": timezone.now()}
    same: dict[str, Any] = {"name": name, "page": page, "made_by": request.user, "removed_at": None}
    if page == "cause":
        same["query__endswith"] = f"cause={QueryDict(query).get('cause', '')}"
    SavedView.objects.update_or_create(**same, defaults=kept)
    messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    return redirect(f"{address}?{query}")


@require_POST
@for_viewers
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take one's own kept filters away, or back again."""
    view = get_object_or_404(SavedView, pk=view_id, made_by=request.user)
    back = request.POST.get("undo") == "1"
    view.removed_at = None if back else timezone.now()
    view.save(update_fields=["removed_at"])
    address = view_address(view)
    return redirect(address if back else f"{address}&removed={view.pk}")
