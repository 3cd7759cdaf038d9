"""What is emerging: themes that the codebook does not have, to be made causes or said to be none."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.emerging import dismiss_theme, emerging_page, restore_theme, takes_long
from reports.filters import Known, read_filters
from reports.models import DismissedTheme
from surveys.models import Survey
from surveys.text import TextRefused, clean_text

MOST_TERMS, LONGEST_TERM, LONGEST_NAME = 100, 100, 200


@require_safe
@for_viewers
def emerging(request: HttpRequest) -> HttpResponse:
    """List the themes of a period, strongest first, in every language."""
    surveys = {survey.key: str(survey) for survey in Survey.objects.only("key", "title")}
    asked = {name: request.GET.get(name, "") for name in ("from", "before", "survey")}
    filters, problems = read_filters(asked, Known(tuple(surveys), {}))
    context = {"filters": filters, "problems": problems, "surveys": surveys.items()}
    if takes_long(filters) and "found" not in request.GET:
        return render(request, "reports/emerging.html", context | {"waiting": filters.query(found="1")})
    context["page"] = emerging_page(filters)
    return render(request, "reports/emerging.html", context)


@require_POST
@for_editors
def dismiss_emerging(request: HttpRequest) -> HttpResponse:
    """Say that a theme is none; it is not shown again unless that is undone."""
    name, terms = request.POST.get("name", ""), request.POST.getlist("terms")[:MOST_TERMS]
    try:
        clean_text(name, LONGEST_NAME)
        terms = [clean_text(term, LONGEST_TERM) for term in terms]
    except TextRefused as refused:
        messages.error(request, str(refused))
        return redirect("emerging")
    if name and terms:
        dismiss_theme(name, terms, cast(User, request.user))
        messages.success(request, _("“%(name)s” is remembered as no theme.") % {"name": name})
    return redirect("emerging")


@require_POST
@for_editors
def restore_emerging(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Show a dismissed theme again."""
    restore_theme(get_object_or_404(DismissedTheme, pk=theme_id))
    return redirect("emerging")
