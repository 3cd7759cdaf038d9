"""“You said, we did”: what is written to those who named a cause, that it was sent, and what did not go well.

Nothing here holds an address. Of those who were written to, counts are kept, and for a while a mark that no address can
be read from, so that nobody hears twice.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from surveys.models import Response

USER = settings.AUTH_USER_MODEL


class FixMessage(models.Model):
    """What is told of a cause that was fixed on a day. ``texts`` maps a language's tag to its subject and body.

    ``revision`` counts the changes, so that nobody overwrites, or sends, what they have not seen.
    """

    cause = models.CharField(max_length=40)
    fixed_on = models.DateField()
    texts = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-fixed_on", "cause"]
        constraints = [models.UniqueConstraint(fields=["cause", "fixed_on"], name="one_message_a_fix")]

    def __str__(self) -> str:
        return f"{self.cause} {self.fixed_on}"


class FixSending(models.Model):
    """A person's click that sends a message: the very texts, and counts of what came of it.

    ``unknown`` counts those that were marked as written to and of whom nothing more was heard: it rises before a mail
    goes out and falls when its outcome is known, so that a crash leaves the truth behind, and nobody hears twice.
    """

    # Made with the preview that was looked at, so that a click that arrives twice is one sending.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(FixMessage, on_delete=models.CASCADE, related_name="sendings")
    texts = models.JSONField()
    planned = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    # Before this moment no further batch begins.
    next_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Why it ended before everybody had heard, in plain words; empty when everybody has.
    stopped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(finished_at=None), name="one_sending_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.sent}/{self.planned}"


class FixFailure(models.Model):
    """An answer whose author was not reached though the mail server could be: the address is kept, as it was."""

    sending = models.ForeignKey(FixSending, on_delete=models.CASCADE, related_name="failures")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    code = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sending", "response"], name="one_failure_a_sending")]

    def __str__(self) -> str:
        return f"{self.sending_id} {self.response_id}"


class UsedContact(models.Model):
    """That somebody was written to: a keyed mark of the address, from which nobody gets back to it."""

    mark = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-used_at"]

    def __str__(self) -> str:
        return f"{self.used_at:%Y-%m-%d}"
