"""The pages that the header leads to, as data: what is read every day, and what is set up.

A page that has no address (yet) is left out, so that this list may name what is being built.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Page:
    """A page of the header: its URL name, and the beginnings of the URL names that lie within it."""

    url_name: str
    label: Words
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A page as the header shows it; ``current`` is ``page`` on it, ``true`` within it, else empty."""

    address: str
    label: Words
    current: str


@dataclass(frozen=True)
class Group:
    """Links under one name, which is read to those who do not see where they stand."""

    label: Words
    links: tuple[Link, ...]


PAGES: tuple[tuple[Words, tuple[Page, ...]], ...] = (
    (
        _("Every day"),
        (
            Page("overview", _("Overview")),
            Page("causes_by_segment", _("Causes"), ("cause",)),
            Page("people", _("Answers"), ("response", "quote", "arrange_quotes", "add_interview", "change_interview")),
            Page("stated_written", _("Stated and written"), ("stated_",)),
            Page("emerging", _("Emerging")),
            Page("silence", _("Silence"), ("silence_",)),
            Page("customers", _("Customers"), ("customer",)),
        ),
    ),
    (
        _("Set-up"),
        (
            Page("codebook", _("Codebook"), ("codebook_", "learning", "add_cause", "change_cause")),
            Page("surveys", _("Surveys"), ("survey",)),
            Page("digest", _("Digest"), ("digest",)),
            Page("frozen_reports", _("Reports"), ("frozen_",)),
            Page("quality", _("Quality"), ("quality_", "read_sample")),
            Page("definitions", _("Definitions")),
        ),
    ),
)


def navigation(at: str) -> tuple[Group, ...]:
    """Return the header's groups for a reader who is at the URL name ``at`` (empty on a page that is not found)."""
    return tuple(Group(label, tuple(link for page in pages if (link := _link(page, at)))) for label, pages in PAGES)


def _link(page: Page, at: str) -> Link | None:
    try:
        address = reverse(page.url_name)
    except NoReverseMatch:
        return None
    current = "page" if at == page.url_name else "true" if page.within and at.startswith(page.within) else ""
    return Link(address, page.label, current)
