"""What comes in: invitations, displays of the form, responses with their answers, and that some were erased."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from surveys.languages import language_choices
from surveys.models.asking import Question, Survey
from surveys.text import LONGEST_VERBATIM


class Channel(models.TextChoices):
    """The way an answer reached us."""

    FORM = "form", _("form")
    EMBED = "embed", _("embedded form")
    MAIL = "mail", _("mail")
    PAPER = "paper", _("paper")
    INTERVIEW = "interview", _("interview")
    IMPORT = "import", _("import")


class Invitation(models.Model):
    """One expiring link for one customer's leaving. The segment snapshot stays here; the link holds none of it."""

    class State(models.TextChoices):
        CANCELLED = "cancelled", _("cancelled")
        ENDS_ON = "ends_on", _("ends on a date")
        TRIAL_ENDED = "trial_ended", _("trial ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    language = models.CharField(max_length=10, choices=language_choices, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CANCELLED)
    state_date = models.DateField(null=True, blank=True)
    segment = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    # What a host named this leaving in the context that it signed; None for an invitation made here.
    context_id = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001 - unique

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["survey", "context_id"], name="context_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.survey.key} → {self.customer.ref}"

    def expired(self, at: datetime | None = None) -> bool:
        """Say whether the link no longer opens the form."""
        return (at or timezone.now()) >= self.expires_at


class Display(models.Model):
    """One form page that a person saw, and what came of it; holds nothing of what was answered."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("opened")
        SKIPPED = "skipped", _("skipped")
        ANSWERED = "answered", _("answered")

    # The same id as the response that the page makes, if it makes one.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="displays", db_index=False)
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="displays", db_index=False
    )
    language = models.CharField(max_length=10, choices=language_choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPENED)
    opened_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        ordering = ["-opened_at"]
        # Every index is a page more that a visitor waits for; those of an open link belong to no invitation.
        indexes = [
            models.Index(
                fields=["invitation"], condition=models.Q(invitation__isnull=False), name="displays_of_invitation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.outcome}"


class Erasure(models.Model):
    """That answers were deleted: how many, when, at whose wish. Nothing tells which."""

    class Wish(models.TextChoices):
        RESPONDENT = "respondent", _("the respondent")
        RETENTION = "retention", _("the time that the notice names")
        TEAM = "team", _("the team, of a note of its own")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="erasures")
    day = models.DateField(default=timezone.localdate)
    wish = models.CharField(max_length=12, choices=Wish.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["survey", "-day"]
        constraints = [models.UniqueConstraint(fields=["survey", "day", "wish"], name="erasures_once_a_day")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.day}: {self.count}"


class Allowance(models.Model):
    """How much one address may still send while a flood goes on; kept an hour, under a name that no address tells.

    ``surveys.guard`` makes a row only for what looks like a flood; nobody who just answers leaves one.
    """

    name = models.CharField(max_length=32, primary_key=True)
    left = models.FloatField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.left:.0f}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def left_within(self, begin: date | None, end: date | None) -> ResponseQuerySet:
        """Responses of people who left in the half-open period ``[begin, end)``; an open side is None."""
        within = self.filter(left_on__gte=begin) if begin else self
        return within.filter(left_on__lt=end) if end else within

    def with_words(self) -> ResponseQuerySet:
        """Responses in which at least one question was answered in the respondent's own words."""
        return self.filter(answers__verbatim__gt="").distinct()


class Response(models.Model):
    """One customer's reply, stored before anything looks at it."""

    # Made with the page that was opened, so that a page sent twice is one response.
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses", db_index=False)
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="response"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="responses", db_index=False
    )
    language = models.CharField(max_length=10, choices=language_choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)
    segment = models.JSONField(default=dict)
    mrr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    left_on = models.DateField(db_index=True)
    choice_order = models.JSONField(default=list, blank=True)
    contact_address = models.EmailField(blank=True)
    # When the one message that the respondent agreed to was sent.
    contacted_at = models.DateTimeField(null=True, blank=True)
    survey_version = models.PositiveIntegerField(default=1)
    # Of an interview: when it was held, and who in the team wrote it down.
    spoken_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    # When the respondent last changed the answer by its receipt.
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-id"]
        # Only of those that have it, so that storing any other costs nothing more.
        indexes = [
            models.Index(fields=["customer"], condition=models.Q(customer__isnull=False), name="responses_of_customer"),
            models.Index(
                fields=["changed_at"], condition=models.Q(changed_at__isnull=False), name="responses_that_were_changed"
            ),
            models.Index(fields=["-mrr", "-id"], condition=models.Q(mrr__isnull=False), name="responses_by_revenue"),
        ]

    def __str__(self) -> str:
        return f"{self.survey.key} {self.left_on}"

    def verbatim(self) -> str:
        """Return the respondent's own words; several texts are joined by a blank line. Uses prefetched answers."""
        return "\n\n".join(answer.verbatim for answer in self.answers.all() if answer.verbatim)

    def reason_keys(self) -> list[str]:
        """Return the keys of the ticked reasons, in the order they were asked. Uses prefetched answers."""
        return [
            key
            for answer in self.answers.all()
            if answer.question.kind in (Question.Kind.SEVERAL, Question.Kind.SINGLE)
            for key in answer.choices
        ]

    def main_reason_key(self) -> str:
        """Return the key of the reason ticked as the main one, or an empty string. Uses prefetched answers."""
        mains = [
            answer.choices[0]
            for answer in self.answers.all()
            if answer.question.kind == Question.Kind.MAIN and answer.choices
        ]
        ticked = self.reason_keys()
        return mains[0] if mains else (ticked[0] if len(ticked) == 1 else "")


class Answer(models.Model):
    """The part of a response given to one question: keys of choices, or words exactly as typed."""

    # The constraint below is an index that begins with the response.
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    choices = models.JSONField(default=list, blank=True)
    verbatim = models.TextField(max_length=LONGEST_VERBATIM, blank=True)

    class Meta:
        ordering = ["response", "question__position"]
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="answer_once_a_question")]

    def __str__(self) -> str:
        return f"{self.response_id}/{self.question_id}"

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain values for exports."""
        return {"question": self.question.key, "choices": self.choices, "verbatim": self.verbatim}
