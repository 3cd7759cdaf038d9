"""Who may leave next: models trained on the own history, and what the one in use says of each customer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


class RiskModel(models.Model):
    """One training: what it was trained on, what it learned, how it was judged, and what became of it. Never deleted.

    ``weights`` holds the encoding and the coefficients, ``figures`` how it was judged and the rates it is explained
    with, ``leavers`` those who left before, packed by ``reports.rollups.columns``, to find the most alike among.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being trained")
        ACTIVE = "active", _("in use")
        WITHHELD = "withheld", _("not offered: no better than simpler ways")
        SHORT = "short", _("not offered: too little history")
        REPLACED = "replaced", _("replaced by a newer one")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=20, blank=True)
    progress = models.FloatField(default=0.0)
    as_of = models.DateField(null=True, blank=True)
    weights = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    leavers = models.BinaryField(default=bytes)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    # When it last said that it is alive; who is silent for long has failed.
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="one_risk_model_in_use")
        ]

    def __str__(self) -> str:
        return f"risk {self.pk} {self.state}"


class RiskScore(models.Model):
    """What a model says of one customer: the probability (0.0–1.0) of leaving within 30 days, and why.

    ``loss`` is probability × MRR. ``parts`` maps each group of columns to what it adds to the log odds, against the
    mean customer; ``reason`` is the one that adds most; ``facts`` are what the words are made of.
    """

    model = models.ForeignKey(RiskModel, on_delete=models.CASCADE, related_name="scores")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="risk_scores")
    probability = models.FloatField()
    loss = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    plan = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    parts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "model"], name="one_score_a_model")]
        indexes = [
            models.Index(fields=["model", "currency", "-loss"], name="risk_by_loss"),
            models.Index(fields=["model", "-probability"], name="risk_by_probability"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.probability:.1%}"
