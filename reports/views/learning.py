"""What was learned from the team's corrections: look at it, take it into use, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports import learning as pages
from reports.access import for_editors, for_viewers
from reports.codebooks import recoding
from reports.models import LearnedLayer


@require_safe
@for_viewers
def learning(request: HttpRequest) -> HttpResponse:
    """Show what was corrected, what is proposed, and what is in use."""
    return render(request, "reports/learning.html", {"page": pages.learning_page(), "recoding": recoding()})


@require_POST
@for_editors
def propose_layer(request: HttpRequest) -> HttpResponse:
    """Learn from the corrections; nothing changes before it is accepted."""
    return _answered(request, lambda user: pages.propose_layer(user), "")


@require_POST
@for_editors
def accept_layer(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Use what was learned."""
    layer = get_object_or_404(LearnedLayer, pk=layer_id)
    return _answered(request, lambda user: pages.accept_layer(layer, user), _("What was learned is in use."))


@require_POST
@for_editors
def decline_layer(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Leave what was learned, for now."""
    layer = get_object_or_404(LearnedLayer, pk=layer_id)
    return _answered(request, lambda user: pages.decline_layer(layer, user), _("Left as it was."))


@require_POST
@for_editors
def take_back_layer(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Use what was learned no more."""
    layer = get_object_or_404(LearnedLayer, pk=layer_id)
    return _answered(request, lambda user: pages.take_back_layer(layer, user), _("Taken back."))


def _answered(request: HttpRequest, act: Callable[[User], object], done: str) -> HttpResponse:
    try:
        act(cast(User, request.user))
    except pages.LayerRefused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect("learning")
