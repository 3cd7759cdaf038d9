"""What the team does with answers: the search index, marks, quotes, and changes that can be taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from reports.models.coding import Correction
from surveys.models import Response

# The longest token that is kept; PostgreSQL takes a little more, people write less.
LONGEST_TOKEN = 64


class TokensField(models.TextField):
    """Tokens of one text: those with a place in order, and after a line break those without, apart by spaces.

    PostgreSQL keeps them as a ``tsvector``; ``reports.search`` is the one that writes and reads them.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the column's type."""
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Return the tokens as the column takes them."""
        return tsvector(value) if connection.vendor == "postgresql" and isinstance(value, str) else value


def tsvector(tokens: str) -> str:
    """Return tokens as PostgreSQL writes a tsvector; they hold letters, digits and ``_`` only.

    >>> tsvector("导 出 export\\n导出")
    "'导':1 '出':2 'export':3 '导出'"
    """
    placed, _line, others = tokens.partition("\n")
    words = [f"'{token}':{place}" for place, token in enumerate(placed.split(), start=1)]
    return " ".join([*words, *(f"'{token}'" for token in others.split())])


class SearchEntry(models.Model):
    """What an answer can be found by. It goes with the answer; ``digest`` says of which words it was made."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, primary_key=True, related_name="searched")
    tokens = TokensField()
    digest = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.response_id}"


class Mark(models.Model):
    """That somebody read or starred an answer; one for the whole team."""

    class Kind(models.TextChoices):
        READ = "read"
        STARRED = "starred"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "kind"], name="mark_once_a_response")]
        indexes = [models.Index(fields=["kind", "response"], name="marks_by_kind")]

    def __str__(self) -> str:
        return f"{self.response_id} {self.kind}"


class Quote(models.Model):
    """An answer that was chosen to be quoted, in the order of ``position``. Names are removed when it is shown.

    Taking it out stamps ``removed_at``, so that note and place are there when that is undone.
    """

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="quote")
    position = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    # Further words to remove, which somebody noticed: one a line.
    hidden = models.TextField(max_length=1000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.response_id} {self.position}"


class InboxChange(models.Model):
    """One thing that somebody did to one or many answers at once, to be taken back at once."""

    class Action(models.TextChoices):
        READ = "read"
        UNREAD = "unread"
        STAR = "star"
        UNSTAR = "unstar"
        QUOTE = "quote"
        UNQUOTE = "unquote"
        ADD_CAUSE = "add_cause"
        REMOVE_CAUSE = "remove_cause"

    action = models.CharField(max_length=12, choices=Action.choices)
    cause = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.made_at:%Y-%m-%d}"


class ChangedAnswer(models.Model):
    """That a change altered an answer, with what is needed to put it back; goes with the answer.

    ``before`` is the mark that was taken away, without words: who made it and when.
    """

    change = models.ForeignKey(InboxChange, on_delete=models.CASCADE, related_name="answers")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, null=True, related_name="+")
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "response"], name="answer_once_a_change")]

    def __str__(self) -> str:
        return f"{self.change_id} {self.response_id}"
