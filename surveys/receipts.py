"""Receipts: what a respondent can do with the own answer by its private link, for as long as the answer is kept."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.erasures import erase
from surveys.intake import Given, Submission, SubmissionRefused, accepted, answers_to
from surveys.models import Erasure, Response
from surveys.tokens import TokenRefused, read_receipt_token, receipt_token


class NothingLeft(ValueError):
    """A change that would leave an answer without anything in it: that is to be deleted instead."""


def receipt_path(response: Response) -> str:
    """Return the path of an answer's receipt."""
    return reverse("receipt", args=[receipt_token(response.submission_id)])


def open_receipt(token: str) -> Response | None:
    """Return the answer that a receipt opens, or None when it is deleted. Raises TokenRefused for an altered token."""
    submission_id = read_receipt_token(token)
    found = Response.objects.select_related("survey", "invitation").filter(submission_id=submission_id)
    return found.prefetch_related("answers__question").first()


def is_receipt(token: str) -> bool:
    """Say whether a token is a receipt's, without looking whether the answer is still there."""
    try:
        read_receipt_token(token)
    except TokenRefused:
        return False
    return True


def given_in(response: Response) -> dict[str, Given]:
    """Return what an answer holds now, by question key."""
    return {
        answer.question.key: Given(tuple(answer.choices), answer.verbatim)
        for answer in response.answers.select_related("question")
    }


def says_the_same(response: Response, submission: Submission) -> bool:
    """Say whether a page that was sent again holds what is stored already."""
    given = {key: value for key, value in submission.answers.items() if not value.empty()}
    return given == given_in(response) and submission.contact_address == response.contact_address


@transaction.atomic
def change_response(response: Response, submission: Submission) -> None:
    """Put what was sent in place of what was answered, by the rules of the gate, and stamp when.

    Only questions that ``submission`` names are touched. Raises SubmissionRefused (also for an address where the one
    message was sent already), NothingLeft, and Response.DoesNotExist for an answer that was deleted meanwhile; then
    nothing changes.
    """
    given = accepted(submission)
    kept = Response.objects.select_for_update().get(pk=response.pk)
    if kept.contacted_at and submission.contact_address:
        raise SubmissionRefused({"contact_address": _("You were written to once, as agreed. Please leave this empty.")})
    before = given_in(kept)
    after = {key: value for key, value in before.items() if key not in submission.answers} | given
    if not after:
        raise NothingLeft
    if after == before and submission.contact_address == kept.contact_address:
        return
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    kept.answers.filter(question__key__in=changed).delete()
    kept.survey = response.survey
    rows = answers_to(kept, {key: value for key, value in after.items() if key in changed})
    kept.answers.bulk_create(rows)
    kept.contact_address, kept.changed_at = submission.contact_address, timezone.now()
    kept.save(update_fields=["contact_address", "changed_at"])


def delete_response(response: Response) -> None:
    """Delete an answer at the respondent's wish, with all that was derived from it; only a count stays."""
    erase([response.pk], Erasure.Wish.RESPONDENT)
