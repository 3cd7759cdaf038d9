"""What was found in the words, what people of the team corrected, and what the team made of the codebook since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models import Response


class CodedResponse(models.Model):
    """That a response was coded, with which codebook, and what could be said of its words as a whole.

    A response without this row, or with another codebook's digest in it, is pending.
    """

    class Status(models.TextChoices):
        OK = "ok", _("read")
        NO_CONTENT = "no_content", _("words without content")
        NO_WORDS = "no_words", _("no words given")
        TOO_LONG = "too_long", _("read in part")

    # Those whose words were read, and who are in the base of a cause's share.
    READ = (Status.OK, Status.TOO_LONG)

    response = models.OneToOneField(Response, on_delete=models.CASCADE, primary_key=True, related_name="coded")
    codebook = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OK)
    unsure = models.BooleanField(default=False, help_text=_("A person should read this one."))
    # The same for answers that say the same: what a person said of one holds for its duplicates.
    fingerprint = models.CharField(max_length=32, blank=True, db_index=True)
    coded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        permissions = [("read_reports", "Can read reports"), ("edit_codings", "Can correct causes and import")]

    def __str__(self) -> str:
        return f"{self.response_id} {self.status}"

    @property
    def has_cause_base(self) -> bool:
        """Say whether this person counts in the base of a cause's share."""
        return self.status in self.READ


class Coding(models.Model):
    """One cause given to one response, with its evidence: ``[[start, end, status], …]`` into the verbatim."""

    class Method(models.TextChoices):
        PHRASES = "phrases", _("phrases")
        MODEL = "model", _("model")
        PERSON = "person", _("person")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="codings")
    cause = models.CharField(max_length=40, db_index=True)
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    method = models.CharField(max_length=8, choices=Method.choices)
    main = models.BooleanField(default=False)

    class Meta:
        ordering = ["response", "-main", "-score"]
        constraints = [models.UniqueConstraint(fields=["response", "cause"], name="cause_once_a_response")]

    def __str__(self) -> str:
        return f"{self.response_id} {self.cause}"


class Correction(models.Model):
    """What a person of the team said of one cause of one response. Never deleted: undoing stamps it."""

    class Verdict(models.TextChoices):
        PRESENT = "present", _("is a cause")
        ABSENT = "absent", _("is not a cause")
        MAIN = "main", _("is the main cause")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="corrections")
    cause = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["corrected_at", "id"]

    def __str__(self) -> str:
        return f"{self.response_id} {self.cause} {self.verdict}"


class CodebookVersion(models.Model):
    """The whole codebook as an editor left it. Without any row the shipped codebook holds.

    ``content`` is what ``reports.codebooks`` reads; ``digest`` names it, so that a look at it is cheap.
    """

    class Change(models.TextChoices):
        ADDED = "added", _("added")
        RENAMED = "renamed", _("renamed")
        PHRASES = "phrases", _("phrases changed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        RETIRED = "retired", _("retired")
        RESTORED = "restored", _("taken up again")
        REVERTED = "reverted", _("an earlier version again")

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    change = models.CharField(max_length=10, choices=Change.choices)
    cause = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"codebook {self.number}"


class LearnedLayer(models.Model):
    """What was learned from the team's corrections: a proposal until an editor accepts it. Never deleted.

    ``weights`` is ``causes.layer``'s compressed form, ``figures`` what cross-validation said, ``changes`` the past
    answers that it would change (``{"response", "before", "after"}``, no words).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("in use")
        DECLINED = "declined", _("not taken")
        REPLACED = "replaced", _("replaced by a newer one")
        TAKEN_BACK = "taken_back", _("taken back")

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED, db_index=True)
    weights = models.BinaryField()
    digest = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="one_layer_in_use")
        ]

    def __str__(self) -> str:
        return f"layer {self.pk} {self.state}"


class DismissedTheme(models.Model):
    """A theme of the emerging page of which somebody said that it is none. Never deleted: undoing stamps it."""

    name = models.CharField(max_length=200)
    terms = models.JSONField(default=list)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    dismissed_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dismissed_at"]

    def __str__(self) -> str:
        return self.name
