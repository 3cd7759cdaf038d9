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
    """A page of the header: its URL name, and the beginnings of the URL names that lie within it.

    ``parts`` are the pages of one section, this one first; each of them shows links to the others.
    """

    url_name: str
    label: Words
    within: tuple[str, ...] = ()
    parts: tuple[Page, ...] = ()


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
            Page(
                "people",
                _("Answers"),
                parts=(
                    Page("people", _("Answers"), ("response", "add_interview", "change_interview")),
                    Page("quotes", _("Quotes"), ("quote", "arrange_quotes")),
                    Page("quality", _("Quality"), ("quality_", "read_sample")),
                ),
            ),
            Page("stated_written", _("Stated and written"), ("stated_",)),
            Page("emerging", _("Emerging")),
            Page("silence", _("Silence"), ("silence_",)),
            Page(
                "churn",
                _("Churn"),
                parts=(
                    Page("churn", _("Churn")),
                    Page("churn_causes", _("Why they left"), ("churn_causes_",)),
                    Page("cohorts", _("Cohorts")),
                ),
            ),
            Page(
                "customers",
                _("Customers"),
                parts=(
                    Page("customers", _("Customers"), ("customer", "merge_customer", "erase_customer")),
                    Page("fading", _("Fading"), ("fading_",)),
                    Page("risk", _("Who may leave next"), ("risk_", "train_risk")),
                ),
            ),
        ),
    ),
    (
        _("Set-up"),
        (
            Page("codebook", _("Codebook"), ("codebook_", "learning", "add_cause", "change_cause")),
            Page("surveys", _("Surveys"), ("survey",)),
            Page(
                "frozen_reports",
                _("Reports"),
                parts=(
                    Page("frozen_reports", _("Frozen reports"), ("frozen_",)),
                    Page("digest", _("Digest"), ("digest",)),
                ),
            ),
            Page(
                "messages",
                _("Messages"),
                parts=(
                    Page("messages", _("You said, we did"), ("message",)),
                    Page("do_not_contact", _("Do not contact"), ("do_not_contact_",)),
                ),
            ),
            Page(
                "imports",
                _("Imports"),
                parts=(
                    Page("imports", _("Imports"), ("import_", "upload_import", "show_import", "map_import")),
                    Page("activity_keys", _("Keys for programs"), ("make_activity_key",)),
                    Page("plans", _("Plans"), ("plan",)),
                ),
            ),
            Page("definitions", _("Definitions")),
        ),
    ),
)


def navigation(at: str) -> tuple[Group, ...]:
    """Return the header's groups for a reader who is at the URL name ``at`` (empty on a page that is not found)."""
    return tuple(Group(label, _links(pages, at)) for label, pages in PAGES)


def section(at: str) -> tuple[Link, ...]:
    """Return the pages of the section that a reader at ``at`` is in; none where a page stands alone."""
    for _label, pages in PAGES:
        for page in pages:
            if any(_current(part, at) for part in page.parts):
                links = _links(page.parts, at)
                return links if len(links) > 1 else ()
    return ()


def _links(pages: tuple[Page, ...], at: str) -> tuple[Link, ...]:
    return tuple(link for page in pages if (link := _link(page, at)))


def _link(page: Page, at: str) -> Link | None:
    try:
        address = reverse(page.url_name)
    except NoReverseMatch:
        return None
    return Link(address, page.label, _current(page, at))


def _current(page: Page, at: str) -> str:
    if at == page.url_name:
        return "page"
    inside = bool(page.within) and at.startswith(page.within)
    return "true" if inside or any(_current(part, at) for part in page.parts) else ""
