"""Two references of one customer made one, looked at first, and taken apart again."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers.aliases import customers_called
from customers.merging import MergeRefused, merge_customers, preview_merge, undo_merge
from customers.models import Customer, CustomerMerge
from reports.access import for_editors

# What is handed over, in the order it is told.
HANDED_OVER = {
    "subscription": gettext_lazy("subscriptions"),
    "activitymonth": gettext_lazy("months of activity"),
    "customerevent": gettext_lazy("events"),
    "invitation": gettext_lazy("invitations"),
    "response": gettext_lazy("answers"),
    "customernote": gettext_lazy("notes"),
    "customercare": gettext_lazy("owners and status"),
    "donotcontact": gettext_lazy("entries of the do-not-contact list"),
    "customeralias": gettext_lazy("references"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def merge_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show what a customer and another reference would be as one, and make them one."""
    kept = get_object_or_404(Customer, pk=customer_id)
    ref = (request.POST or request.GET).get("other", "").replace("\x00", "").strip()
    other = customers_called([ref]).get(ref) if ref else None
    preview = preview_merge(kept, other) if other else None
    problems = preview.problems if preview else [_("No customer has this reference.")] if ref else []
    if request.method == "POST" and other and not problems:
        try:
            merge_customers(kept, other, cast(User, request.user))
            return redirect(f"{reverse('customer', args=[kept.pk])}#references")
        except MergeRefused as refused:
            problems = [str(refused)]
    counts = dict(preview.handed_over) if preview else {}
    handed_over = [(words, counts[name]) for name, words in HANDED_OVER.items() if name in counts]
    context = {"customer": kept, "ref": ref, "preview": preview, "problems": problems, "handed_over": handed_over}
    return render(request, "customers/merge.html", context)


@require_POST
@for_editors
def undo_customer_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take two references apart again."""
    merge = get_object_or_404(CustomerMerge, pk=merge_id)
    try:
        undo_merge(merge)
        told = {"ref": merge.taken_ref}
        messages.success(request, _("“%(ref)s” is a customer of its own again, with what was its own.") % told)
    except MergeRefused as refused:
        messages.error(request, str(refused))
    return redirect("customer", customer_id=merge.kept_id)
