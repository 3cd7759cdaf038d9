"""The do-not-contact list as the team sees it: whom no mail reaches, why, and who took somebody off it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from customers.contact_files import Listed
from customers.contacting import LONGEST_NOTE, NotListed, compared, list_address, list_customer
from customers.models import DoNotContact
from reports.workbooks import About

A_PAGE, REMOVED_SHOWN = 50, 20
COLUMNS = ("address", "customer", "origin", "note", "listed_at", "listed_by")
Origin = DoNotContact.Origin
BY_HAND = (Origin.TEAM, Origin.ASKED, Origin.BOUNCED)


class ListForm(forms.Form):
    """One more on the list: an address, or the reference of a customer."""

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, initial={"origin": Origin.ASKED})
        text = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        self.fields["who"] = forms.CharField(
            label=_("E-mail address, or a customer’s reference"), max_length=400, widget=text
        )
        self.fields["origin"] = forms.ChoiceField(
            label=_("Why"), choices=[(origin.value, str(origin.label)) for origin in BY_HAND]
        )
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False)
        self.helper = FormHelper()
        self.helper.form_class, self.helper.form_action = "change", "add_do_not_contact"
        self.helper.layout = Layout("who", "origin", "note", Submit("add", _("Put on the list")))

    def save(self, by: User) -> bool:
        """Put it on the list; False when it was there. Says what is wrong beside the field, and raises NotListed."""
        said = self.cleaned_data
        put = list_address if "@" in compared(said["who"]) else list_customer
        try:
            return put(said["who"].strip(), said["origin"], said["note"], by)
        except NotListed as refused:
            self.add_error("who", str(refused))
            raise


@dataclass(frozen=True)
class ContactPage:
    """The list. ``counts`` are how many came by which way; rows and removed ones are for editors alone."""

    words: str
    counts: list[tuple[str, int]]
    total: int
    shown: Page[DoNotContact] | None = None
    removed: list[DoNotContact] = field(default_factory=list)
    form: ListForm | None = None
    listed: Listed | None = None
    problem: str = ""


def contact_page(words: str, number: Any, may_edit: bool, form: ListForm | None = None) -> ContactPage:
    """Return the page of the list; whoever may not edit sees how many there are, and no address."""
    holding = DoNotContact.objects.holding()
    found = dict(holding.order_by().values_list("origin").annotate(n=Count("pk")))
    counts = [(str(origin.label), found[origin.value]) for origin in Origin if origin.value in found]
    if not may_edit:
        return ContactPage("", counts, sum(found.values()))
    removed = DoNotContact.objects.exclude(removed_at=None).select_related("customer", "removed_by")
    return ContactPage(
        words=words,
        counts=counts,
        total=sum(found.values()),
        shown=Paginator(entries(words), A_PAGE).get_page(number),
        removed=list(removed.order_by("-removed_at")[:REMOVED_SHOWN]),
        form=form or ListForm(),
    )


def entries(words: str = "") -> QuerySet[DoNotContact]:
    """Return the entries that hold, the latest first; with ``words``, those whose address or customer has them."""
    holding = DoNotContact.objects.holding().select_related("customer", "made_by")
    if not words:
        return holding
    named = Q(ref__icontains=words) | Q(customer__name__icontains=words) | Q(note__icontains=words)
    asked = compared(words)
    return holding.filter(named | Q(address__contains=asked) if asked else named)


def entry_rows(found: QuerySet[DoNotContact]) -> Iterator[dict[str, Any]]:
    """Yield the list for a file that other tools of the team can obey, and that can be imported again."""
    for entry in found.iterator(chunk_size=1000):
        yield {
            "address": entry.address,
            "customer": entry.customer.ref if entry.customer else entry.ref,
            "origin": entry.origin,
            "note": entry.note,
            "listed_at": entry.made_at.date(),
            "listed_by": entry.made_by.username if entry.made_by else "",
        }


def about_list(words: str) -> About:
    """Return what a workbook tells of the list."""
    return About(_("Do not contact"), ((_("Filter"), words or _("none")),))
