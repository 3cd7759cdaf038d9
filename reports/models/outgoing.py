"""What goes out: whom the digest is sent to, what was sent, and reports that are frozen under a link."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models import Response


class TargetQuerySet(models.QuerySet["DigestTarget"]):
    def there(self) -> TargetQuerySet:
        """Leave out what was deleted, though that can be undone."""
        return self.filter(deleted_at=None)

    def receiving(self) -> TargetQuerySet:
        """Return those that the digest is sent to."""
        return self.there().filter(paused_at=None, unsubscribed_at=None)


class DigestTarget(models.Model):
    """Where the digest goes: a mailbox or a webhook. The address of a webhook is a secret: show ``shown_address``."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        SLACK = "slack", _("Slack")
        FEISHU = "feishu", _("Feishu")
        WECOM = "wecom", _("WeCom")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.TextField()
    language = models.CharField(max_length=10)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # By the owner of a mailbox; nobody else can take it back.
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    # In plain words, of the latest sending or test; empty when it went well.
    last_error = models.CharField(max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.shown_address}"

    @property
    def is_mail(self) -> bool:
        return self.kind == self.Kind.MAIL

    @property
    def shown_address(self) -> str:
        """Return what tells one target from another: a mailbox whole, of a webhook its server and its end."""
        if self.is_mail:
            return self.address
        server = self.address.partition("://")[2].partition("/")[0].rpartition("@")[2]
        return f"{server} …{self.address[-4:]}"


class DigestSending(models.Model):
    """That the digest of a period was sent to a target, or is being sent, or failed. Once a target and period.

    The period is half-open ``[begin, end)``.
    """

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    target = models.ForeignKey(DigestTarget, on_delete=models.CASCADE, related_name="sendings")
    begin = models.DateField()
    end = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-begin", "-at"]
        constraints = [models.UniqueConstraint(fields=["target", "begin", "end"], name="one_sending_a_period")]

    def __str__(self) -> str:
        return f"{self.begin} {self.state}"


class FrozenReport(models.Model):
    """A report as it was at one moment, for everyone who has its link, until it expires or is revoked.

    ``content`` is what the page shows (``reports.frozen``): cover, parts as cleaned HTML, definitions. ``figures`` are
    plain values, already suppressed. The link is signed and stands nowhere in the database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    content = models.JSONField()
    figures = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title

    def is_open(self) -> bool:
        """Say whether the link still opens."""
        return self.revoked_at is None and timezone.now() < self.expires_at


class FrozenQuote(models.Model):
    """A quote in a frozen report, names already removed. It goes with the answer that it is from."""

    report = models.ForeignKey(FrozenReport, on_delete=models.CASCADE, related_name="quotes")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.response_id}"
