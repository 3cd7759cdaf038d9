"""Keys with which programs send activity: made, shown once, rolled over, retired."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.activity.keys import KeyRefused, active_keys, make_key, retire_key
from reports.access import for_editors
from reports.activity_keys import keys_page, newest_name


@require_safe
@for_editors
def activity_keys(request: HttpRequest) -> HttpResponse:
    """List the keys, and say how a program sends with one."""
    return render(request, "customers/activity_keys.html", {"page": keys_page()})


@require_POST
@for_editors
def make_activity_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it in this answer, which is kept nowhere; the same form sent again makes none."""
    if request.POST.get("newest") != newest_name():
        messages.error(request, _("The keys were changed meanwhile. Look at the list, then make one."))
        return redirect("activity_keys")
    try:
        key, bearer = make_key(cast(User, request.user))
    except KeyRefused as refused:
        messages.error(request, str(refused))
        return redirect("activity_keys")
    return render(request, "customers/activity_keys.html", {"page": keys_page(key, bearer)})


@require_POST
@for_editors
def retire_activity_key(request: HttpRequest, key_name: str) -> HttpResponse:
    """Retire a key, once the editor has said that nothing sends with it any more."""
    key = get_object_or_404(active_keys(), name=key_name)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Please tick that nothing sends with this key any more, then retire it."))
    else:
        retire_key(key)
        messages.success(request, _("The key %(name)s is retired.") % {"name": key.name})
    return redirect("activity_keys")
