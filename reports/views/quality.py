"""How good the coding is, and the sample that the team reads to know."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import quality as pages
from reports import read_samples
from reports.access import for_editors, for_viewers
from reports.asked import read_asked
from reports.charts.files import asked_chart
from reports.codebooks import active_codebook
from reports.corrections import CorrectionRefused
from reports.forms import FilterForm
from reports.models import SampledAnswer
from reports.quality_charts import quality_charts
from reports.quality_table import QUALITY, about_quality, quality_rows
from reports.quality_words import drift_sentences
from reports.reading_pages import reading_page
from reports.saved import saved_views
from reports.views.files import file_response, refused


class QualityForm(FilterForm):
    """As every report's, but all causes of an answer are looked at."""

    def _ask_more(self) -> None:
        del self.fields["main"]


@require_safe
@for_viewers
def quality(request: HttpRequest) -> HttpResponse:
    """Show this week's sample, agreement, corrected shares and drift."""
    asked = read_asked(request.GET)
    page = pages.quality(asked.exits, asked.filters, active_codebook().shown())
    charts = quality_charts(page)
    if file := asked_chart(request, charts):
        return file
    context = {
        "page": page,
        "sentences": drift_sentences(page),
        "charts": {chart.key.replace("-", "_"): chart for chart in charts},
        "form": QualityForm(asked, split=False),
        "problems": asked.problems,
        "saved": saved_views(request.user, "quality", page.filters.query(), request.GET.get("removed", "")),
    }
    return render(request, "reports/quality.html", context)


@require_safe
@for_viewers
def quality_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give causes and languages as a file."""
    asked = read_asked(request.GET)
    if asked.problems:
        return refused(asked.problems)
    page = pages.quality(asked.exits, asked.filters, active_codebook().shown())
    return file_response("quality", file_format, QUALITY, quality_rows(page), about_quality(page))


@require_POST
@for_editors
def draw_read_sample(request: HttpRequest) -> HttpResponse:
    """Draw this week's sample, unless it is drawn already."""
    if read_samples.draw_sample(cast(User, request.user)) is None:
        messages.error(request, _("There is no coded answer that nobody has read or corrected yet."))
        return redirect("quality")
    return redirect("read_sample")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def read_sample(request: HttpRequest) -> HttpResponse:
    """Show the next answer of this week's sample, and take what the reader says of it."""
    context: dict[str, object] = {"given": request.POST.getlist("cause"), "main": request.POST.get("main", "")}
    if request.method == "POST" and request.POST.get("answer", "").isdecimal():
        sampled = get_object_or_404(SampledAnswer, pk=request.POST["answer"][:18])
        try:
            said = request.POST.getlist("cause"), request.POST.get("main", "")
            if not read_samples.say_causes(sampled, *said, cast(User, request.user)):
                messages.warning(request, _("Somebody else has read this answer meanwhile."))
            return redirect(f"{request.path}?last={sampled.pk}")
        except CorrectionRefused:
            context["refused"] = _("Choose one cause or more, or “No reason given” alone; the main one is one of them.")
    return render(request, "reports/quality_read.html", context | reading_page(request.GET.get("last", "")))


@require_POST
@for_editors
def show_found(request: HttpRequest, sampled_id: int) -> HttpResponse:
    """Show the engine's causes before the reader has said theirs; that is kept."""
    read_samples.show_found(get_object_or_404(SampledAnswer, pk=sampled_id))
    return redirect("read_sample")


@require_POST
@for_editors
def undo_reading(request: HttpRequest, sampled_id: int) -> HttpResponse:
    """Take a reading back; its answer is to be read again."""
    read_samples.undo_reading(get_object_or_404(SampledAnswer, pk=sampled_id))
    messages.success(request, _("Taken back: the answer is to be read again."))
    return redirect("read_sample")
