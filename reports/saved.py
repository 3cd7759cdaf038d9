"""Filters kept under a name, for oneself or for the team, and shared by their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from reports.models import SavedView

# The pages whose filters can be kept: a name of an address each.
PAGES = (
    "overview",
    "causes_by_segment",
    "cause",
    "people",
    "stated_written",
    "silence",
    "quality",
    "customers",
    "fading",
    "churn",
    "churn_causes",
    "cohorts",
)


@dataclass(frozen=True)
class Saved:
    """What a page shows of kept filters: those there are, which of them is shown now, and what would be kept."""

    views: list[SavedView]
    shown: SavedView | None
    page: str
    query: str
    removed: SavedView | None = None


def saved_views(user: Any, page: str, query: str, removed: str = "", cause: str = "") -> Saved:
    """Return the kept filters of a page that a person may use; ``removed`` is the key of those just taken away.

    Of the page of a cause, those of this ``cause``.
    """
    views = list(views_for(user).filter(page=page, query__endswith=f"cause={cause}" if cause else ""))
    shown = next((view for view in views if view.query == query), None)
    gone = SavedView.objects.filter(pk=removed, made_by=user).first() if removed.isdecimal() else None
    return Saved(views, shown, page, query, gone if gone and gone.removed_at else None)


def views_for(user: Any) -> QuerySet[SavedView]:
    """Return everything kept that a person may use: their own, and what others share."""
    return SavedView.objects.filter(Q(made_by=user) | Q(shared=True), removed_at=None)


def view_address(view: SavedView) -> str:
    """Return the address that shows a page with kept filters."""
    return f"{page_address(view.page, view.query)}?{view.query}"


def page_address(page: str, query: str) -> str:
    """Return the address of a page; a cause is named in the query. Raises NoReverseMatch where none is."""
    return reverse(page, args=[QueryDict(query).get("cause", "")] if page == "cause" else [])
