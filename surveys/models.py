"""What is asked and what was answered: surveys, questions, choices, invitations, responses, answers."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from surveys.languages import LANGUAGES, wording_in
from surveys.text import LONGEST_VERBATIM

LANGUAGE_CHOICES = list(LANGUAGES.items())


class Channel(models.TextChoices):
    """The way an answer reached us."""

    FORM = "form", _("form")
    INTERVIEW = "interview", _("interview")
    IMPORT = "import", _("import")


class Survey(models.Model):
    """A short list of questions for people who leave. ``key`` never changes; wordings may, per language."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    key = models.SlugField(unique=True)
    title = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return wording_in(self.title, "en") or self.key


class Question(models.Model):
    """One question of a survey. None is ever required."""

    class Kind(models.TextChoices):
        SEVERAL = "several", _("several choices")
        MAIN = "main", _("the main one of several")
        TEXT = "text", _("open text")
        CONSENT = "consent", _("consent to one message")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    wording = models.JSONField(default=dict)
    help = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["survey", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="question_key_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.survey.key}/{self.key}"


class Choice(models.Model):
    """One reason that can be ticked. A choice is retired, never removed, so that history keeps its meaning."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    wording = models.JSONField(default=dict)
    cause = models.CharField(max_length=40, blank=True, help_text=_("The codebook's cause that this reason names."))
    stays_last = models.BooleanField(default=False, help_text=_("“Another reason” is shown after the shuffled ones."))
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["question", "position"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="choice_key_once_a_question")]

    def __str__(self) -> str:
        return wording_in(self.wording, "en") or self.key


class Invitation(models.Model):
    """One expiring link for one customer's leaving. The segment snapshot stays here; the link holds none of it."""

    class State(models.TextChoices):
        CANCELLED = "cancelled", _("cancelled")
        ENDS_ON = "ends_on", _("ends on a date")
        TRIAL_ENDED = "trial_ended", _("trial ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    language = models.CharField(max_length=10, choices=LANGUAGE_CHOICES, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CANCELLED)
    state_date = models.DateField(null=True, blank=True)
    segment = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.survey.key} → {self.customer.ref}"

    def expired(self, at: datetime | None = None) -> bool:
        """Say whether the link no longer opens the form."""
        return (at or timezone.now()) >= self.expires_at


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
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="response"
    )
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="responses")
    language = models.CharField(max_length=10, choices=LANGUAGE_CHOICES, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)
    segment = models.JSONField(default=dict)
    mrr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    left_on = models.DateField(db_index=True)
    choice_order = models.JSONField(default=list, blank=True)
    contact_address = models.EmailField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-id"]

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
            if answer.question.kind == Question.Kind.SEVERAL
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

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
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
