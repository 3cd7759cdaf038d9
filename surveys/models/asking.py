"""What is asked: surveys with their versions, questions, choices, and the keys that hosts sign with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.languages import wording_in


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
    # The wordings as they are being written (see surveys.documents); published ones are the rows below.
    draft = models.JSONField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Counts every change, so that of two editors at once none overwrites the other unseen.
    revision = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(
        default=0, help_text=_("Number of the published version; 0 before the first.")
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    frame_hosts = models.JSONField(default=list, blank=True)
    alternative = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return wording_in(self.title, "en") or self.key


class SurveyVersion(models.Model):
    """A survey as it was published: the whole document, so that history never changes."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="version_number_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.survey.key} {self.number}"


class SigningKey(models.Model):
    """A secret with which a host signs what it knows of a customer; two may be in use while one replaces the other."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="signing_keys")
    name = models.SlugField(max_length=16, unique=True)
    secret = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["survey", "-created_at"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question of a survey. None is ever required."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        SEVERAL = "several", _("several choices")
        SCALE = "scale", _("scale")
        MAIN = "main", _("the main one of several")
        TEXT = "text", _("open text")
        CONSENT = "consent", _("consent to one message")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    wording = models.JSONField(default=dict)
    help = models.JSONField(default=dict, blank=True)
    # Of a scale: its first and last number, and what they mean, per language.
    least = models.PositiveSmallIntegerField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    least_wording = models.JSONField(default=dict, blank=True)
    most_wording = models.JSONField(default=dict, blank=True)
    follows = models.ForeignKey(
        "Choice",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
        help_text=_("Asked only of those who chose this."),
    )
    retired = models.BooleanField(default=False)

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
