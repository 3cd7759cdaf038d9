"""What the team does about causes: who looks after one and how far they are, notes on it, releases that are about it.

Nothing is overwritten: a row is how things were from one moment on, and taking back stamps it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CauseCare(models.Model):
    """Who looks after a cause and how far they are, from one moment on; the newest that was not undone holds."""

    class Status(models.TextChoices):
        NEW = "new", _("new")
        LOOKING = "looking", _("looking into it")
        PLANNED = "planned", _("planned")
        FIXED = "fixed", _("fixed")

    cause = models.CharField(max_length=40, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    fixed_on = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cause} {self.status}"


class CauseNote(models.Model):
    """A note of one of the team on a cause. Changing it makes a newer ``version_of`` the first; removing stamps it."""

    cause = models.CharField(max_length=40, db_index=True)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    version_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="versions")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"


class Release(models.Model):
    """Something that the team let out on a day to mend causes, for everybody or for some segments.

    ``causes`` are keys of the codebook, ``segments`` pairs of a dimension and its value.
    """

    name = models.CharField(max_length=80)
    released_on = models.DateField()
    causes = models.JSONField(default=list)
    segments = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-released_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.released_on}"
