"""Imports: which file came when, what its rows came to, and what was there before, so that all can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One file (or one batch sent by a program) on its way in."""

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        SUBSCRIPTIONS = "spans", _("subscriptions")
        ACTIVITY = "activity", _("activity")
        EVENTS = "events", _("events")
        RENAME = "rename", _("a renamed plan")

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to be named")
        CHECKED = "checked", _("checked, not imported")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    # The file as it was named by whoever brought it, and its SHA-256: the same file again is recognised.
    file_name = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    mapping = models.JSONField(default=dict, blank=True)
    dry_run = models.BooleanField(default=False)
    # What rows came to, by outcome ("created", "updated", "unchanged", "refused", …), and how far it is.
    counts = models.JSONField(default=dict, blank=True)
    rows_about = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    # An uploaded file lies under this name in the data directory until the import is over.
    stored_as = models.CharField(max_length=40, blank=True)
    # When its process was last heard of, and whether somebody wants it to stop.
    touched_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} {self.state}"


class ImportedRow(models.Model):
    """A row that an import created or changed: its fields before (None: it was not there) and after."""

    # The first of the index below, and needs none of its own: there is a row for every row of a file.
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    model = models.CharField(max_length=20)
    key = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "model", "key"], name="rows_of_import_by_key")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
