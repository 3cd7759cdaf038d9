"""What the team made of the codebook, what was learned from its corrections, and what it said of emerging themes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
    answers that it would change (``{"response", "before", "after"}``, no words). ``shipped`` names the shipped model
    and codebook that it was learned over; over any other it is not used. Empty: from before this was kept.
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
    shipped = models.CharField(max_length=64, blank=True, default="", editable=False)
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
