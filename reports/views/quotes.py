"""The chosen quotes: arranged, as a page to print, and as files."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.access import for_editors, for_viewers
from reports.exits import read_exits
from reports.quotes import QUOTES, arrange, quote_rows, quoted_answers, quotes_markdown
from reports.triage import latest_change
from reports.views.files import file_response
from reports.workbooks import About


@require_safe
@for_viewers
def quotes(request: HttpRequest) -> HttpResponse:
    """Show the chosen quotes with what is taken out of them; editors arrange them."""
    context = {"quotes": quoted_answers(read_exits()), "change": latest_change(cast(User, request.user))}
    return render(request, "reports/quotes.html", context)


@require_safe
@for_viewers
def quotes_page(request: HttpRequest) -> HttpResponse:
    """Show the quotes as a page to print or to hand on."""
    return render(request, "reports/quotes_page.html", {"quotes": quoted_answers(read_exits())})


@require_safe
@for_viewers
def quotes_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the quotes as a table."""
    rows = quote_rows(quoted_answers(read_exits()))
    return file_response("quotes", file_format, QUOTES, rows, About(_("Quotes"), (), ("quotes",)))


@require_safe
@for_viewers
def quotes_text(request: HttpRequest) -> HttpResponse:
    """Give the quotes as Markdown."""
    text = quotes_markdown(_("What customers who left said"), quoted_answers(read_exits()))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="quotes.md"'
    return response


@require_POST
@for_editors
def arrange_quotes(request: HttpRequest) -> HttpResponse:
    """Store notes, order and what else is to be taken out."""
    arrange(request.POST)
    if not request.POST.get("move"):
        messages.success(request, _("Saved."))
    return redirect("quotes")
