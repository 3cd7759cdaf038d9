"""Interviews: what people of the team write down after a call, through the same gate as every answer."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Customer
from reports.access import for_editors
from reports.interview_form import InterviewForm, interview_surveys, kept_for
from surveys.erasures import erase
from surveys.intake import record_response
from surveys.models import Channel, Erasure, Response, Survey
from surveys.receipts import change_response


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def add_interview(request: HttpRequest) -> HttpResponse:
    """Write down what was said in a call."""
    survey = _survey(request)
    if request.POST and "show" not in request.POST:
        form = InterviewForm(survey, request.POST)
        if form.is_valid() and (stored := record_response(form.submission(cast(User, request.user)))):
            messages.success(request, _("The notes are saved."))
            return redirect("response", response_id=stored.pk)
    else:
        typed = kept_for(survey, request.POST) if request.POST else _asked_customer(request)
        form = InterviewForm(survey, initial=typed)
    return render(request, "reports/interview.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_interview(request: HttpRequest, interview_id: int) -> HttpResponse:
    """Change notes of one's own; whose they are stays."""
    noted = _own(request, interview_id)
    form = InterviewForm(noted.survey, request.POST or None, noted=noted)
    if request.method == "POST" and form.is_valid():
        _change(noted, form)
        messages.success(request, _("The notes are saved."))
        return redirect("response", response_id=noted.pk)
    context = {"form": form, "noted": noted}
    return render(request, "reports/interview.html", context, status=400 if form.errors else 200)


@require_POST
@for_editors
def delete_interview(request: HttpRequest, interview_id: int) -> HttpResponse:
    """Delete notes of one's own, with all that was derived from them."""
    erase([_own(request, interview_id).pk], Erasure.Wish.TEAM)
    messages.success(request, _("The notes are deleted."))
    return redirect("people")


@transaction.atomic
def _change(noted: Response, form: InterviewForm) -> None:
    submission = form.submission(cast(User, noted.written_by))
    change_response(noted, submission)
    noted.refresh_from_db()
    noted.spoken_on, noted.language = submission.spoken_on, submission.language
    noted.segment |= {"language": submission.language}
    noted.save(update_fields=["spoken_on", "language", "segment"])


def _own(request: HttpRequest, interview_id: int) -> Response:
    found = Response.objects.select_related("survey", "customer", "written_by")
    return get_object_or_404(found, pk=interview_id, channel=Channel.INTERVIEW, written_by=request.user.pk)


def _survey(request: HttpRequest) -> Survey:
    """Return the survey that was chosen, else the first that an interview can be of."""
    surveys = interview_surveys()
    if not surveys:
        raise Http404
    chosen = request.POST.get("survey") or request.GET.get("survey")
    return next((survey for survey in surveys if survey.key == chosen), surveys[0])


def _asked_customer(request: HttpRequest) -> dict[str, object]:
    """Return the customer from whose page somebody came, by reference."""
    key = request.GET.get("customer", "")
    customer = Customer.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    return {"customer": customer.ref} if customer else {}
