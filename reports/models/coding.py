"""What was found in the words, and what people of the team corrected."""

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
        indexes = [
            models.Index(fields=["score", "-response"], condition=models.Q(main=True), name="main_causes_by_score")
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.cause}"


class Correction(models.Model):
    """What a person of the team said of one cause of one response. Never deleted: undoing stamps it.

    ``evidence`` is where in the answer's words they saw it, as a coding has it: places, so that no word is copied.
    """

    class Verdict(models.TextChoices):
        PRESENT = "present", _("is a cause")
        ABSENT = "absent", _("is not a cause")
        MAIN = "main", _("is the main cause")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="corrections")
    cause = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # Whether the engine had found the cause; None where that cannot be told any more.
    found = models.BooleanField(null=True, blank=True, editable=False)
    evidence = models.JSONField(default=list, blank=True, editable=False)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["corrected_at", "id"]

    def __str__(self) -> str:
        return f"{self.response_id} {self.cause} {self.verdict}"

    @property
    def words(self) -> str:
        """The words of the answer that say so, empty when none were named. Uses the prefetched response."""
        verbatim = self.response.verbatim() if self.evidence else ""
        return " … ".join(verbatim[start:end] for start, end, _status in self.evidence)
