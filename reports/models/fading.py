"""The weekly mail about customers who fade: who ended it, and what was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from reports.models.outgoing import DigestSending

USER = settings.AUTH_USER_MODEL


class FadingReader(models.Model):
    """How a member of the team receives the mail; who has no such row receives it in the installation's language."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, primary_key=True, related_name="fading_reader")
    language = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"


class FadingMail(models.Model):
    """That changes of ``[begin, end)`` were sent to a member, or are being sent, or failed. Once a member and end."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    begin = models.DateField()
    end = models.DateField()
    state = models.CharField(
        max_length=8, choices=DigestSending.State.choices, default=DigestSending.State.SENDING.value
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-end", "-at"]
        constraints = [models.UniqueConstraint(fields=["user", "end"], name="one_fading_mail_an_end")]

    def __str__(self) -> str:
        return f"{self.end} {self.state}"
