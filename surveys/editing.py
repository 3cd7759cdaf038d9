"""Editing a survey: its draft is kept apart from what is asked, and nobody's changes are overwritten unseen.

Every change names the revision that it was made from. Surveys in use go on as they were published until the draft is.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from surveys.documents import Document, document_of, publish
from surveys.drafts import ever_published, normal, with_keys
from surveys.models import Survey, SurveyVersion


class ChangedMeanwhile(ValueError):
    """Somebody else changed the survey since the page was opened."""


@dataclass(frozen=True)
class Editing:
    """A survey as its editor finds it: the draft, or what is published; and what was ever published."""

    survey: Survey
    document: Document
    earlier: Document

    @property
    def revision(self) -> int:
        """The revision that a change made now is made from."""
        return self.survey.revision


def open_draft(survey: Survey) -> Editing:
    """Return a survey's draft, or what is published of it when there is none."""
    earlier = ever_published(normal(document) for document in survey.versions.values_list("document", flat=True))
    return Editing(survey, normal(survey.draft or document_of(survey)), earlier)


def start_survey(template: Document, key: str, by: User) -> Survey | None:
    """Make a survey that is nothing but a draft; None when the key was just taken."""
    document = with_keys(normal(template | {"key": key}))
    try:
        with transaction.atomic():
            return Survey.objects.create(
                key=key, title=document["title"], draft=document, drafted_by=by, drafted_at=timezone.now()
            )
    except IntegrityError:
        return None


def save_draft(survey: Survey, document: Document, base: int, by: User) -> None:
    """Keep a draft that was made from revision ``base``. Raises ChangedMeanwhile."""
    _claim(survey, base, draft=document, drafted_by=by, drafted_at=timezone.now())


@transaction.atomic
def publish_draft(survey: Survey, document: Document, base: int, by: User) -> SurveyVersion:
    """Ask what the draft says from now on. Whether it may be is the caller's to see. Raises ChangedMeanwhile."""
    _claim(survey, base, drafted_by=None, drafted_at=None)
    return publish(survey, document, by)


def discard_draft(survey: Survey, base: int) -> bool:
    """Go back to what is published; a survey that never was is gone. Return whether it still is there.

    Raises ChangedMeanwhile.
    """
    if survey.version:
        _claim(survey, base, draft=None, drafted_by=None, drafted_at=None)
        return True
    deleted, _by_model = Survey.objects.filter(pk=survey.pk, revision=base, version=0).delete()
    if not deleted:
        raise ChangedMeanwhile(base)
    return False


def close_survey(survey: Survey) -> None:
    """Take no more answers."""
    published = Survey.objects.filter(pk=survey.pk, status=Survey.Status.PUBLISHED)
    published.update(status=Survey.Status.CLOSED, closed_at=timezone.now())


def reopen_survey(survey: Survey) -> None:
    """Take answers again, to what was published last."""
    closed = Survey.objects.filter(pk=survey.pk, status=Survey.Status.CLOSED)
    closed.update(status=Survey.Status.PUBLISHED, closed_at=None)


def _claim(survey: Survey, base: int, **changes: object) -> None:
    """Make the changes only if nobody made any since ``base``; one statement, so that of two at once one wins."""
    found = Survey.objects.filter(pk=survey.pk, revision=base)
    if not found.update(revision=F("revision") + 1, **changes):
        raise ChangedMeanwhile(base)
    survey.refresh_from_db()
