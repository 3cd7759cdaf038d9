"""Keys with which programs send activity: made, used side by side during a change, retired.

A key is shown once, when it is made: ``name.secret``, the secret 32 random bytes. Only the SHA-256 of the secret is
kept. Two may be in use at once, so that a program can change over: make a new one, let it send with that, retire the
old one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import ActivityKey

MOST_ACTIVE = 2
SECRET_BYTES = 32
# So many batches a minute, all of them at once if need be.
BATCHES_A_MINUTE = 60


class KeyRefused(ValueError):
    """A key that cannot be made; the message says what to do."""


@transaction.atomic
def make_key(by: User | None = None) -> tuple[ActivityKey, str]:
    """Return a new key and what a program sends with: nobody can read that later. Raises KeyRefused while two are used.

    >>> key, bearer = make_key()  # doctest: +SKIP
    """
    if len(active_keys().select_for_update()) >= MOST_ACTIVE:
        raise KeyRefused(_("Two keys are in use already. Retire the one that nothing sends with any more, then try."))
    name, secret = "a" + secrets.token_hex(4), secrets.token_urlsafe(SECRET_BYTES)
    key = ActivityKey.objects.create(name=name, digest=_digest(secret), left=BATCHES_A_MINUTE, made_by=by)
    return key, f"{name}.{secret}"


def retire_key(key: ActivityKey) -> None:
    """Let nothing be sent with a key any more; what was sent stays."""
    ActivityKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=timezone.now())


def active_keys() -> models.QuerySet[ActivityKey]:
    """Return the keys in use, the newest first."""
    return ActivityKey.objects.filter(retired_at=None)


def key_of(header: str) -> ActivityKey | None:
    """Return the key in use that an ``Authorization: Bearer name.secret`` names and knows the secret of."""
    scheme, _space, bearer = header.partition(" ")
    name, _point, secret = bearer.strip().partition(".")
    key = active_keys().filter(name=name[:20]).first() if scheme.lower() == "bearer" and name.isascii() else None
    # The comparison takes as long for a name that there is not, and tells nothing of how much was right.
    known = secrets.compare_digest(_digest(secret), key.digest if key else _digest(""))
    return key if key and known else None


def seconds_to_wait(key: ActivityKey, now: datetime) -> int:
    """Take one batch from what a key may send; return 0, or after how many seconds there is room for another."""
    with transaction.atomic():
        locked = ActivityKey.objects.select_for_update().get(pk=key.pk)
        passed = max((now - locked.seen_at).total_seconds(), 0)
        left = min(BATCHES_A_MINUTE, locked.left + passed * BATCHES_A_MINUTE / 60)
        enough = left >= 1
        locked.left, locked.seen_at = left - enough, max(now, locked.seen_at)
        locked.used_at = now
        locked.save(update_fields=["left", "seen_at", "used_at"])
    return 0 if enough else max(int((1 - left) * 60 / BATCHES_A_MINUTE), 1)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
