"""The keys with which a host signs what it knows of a customer: made, used side by side during a change, retired.

A key is 32 random bytes, written as 64 hexadecimal digits, and serves one survey. Two may be in use at once, so that a
host can change over without a broken link: make the new one, let the host sign with it, retire the old one.
"""

from __future__ import annotations

import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.models import SigningKey, Survey

MOST_ACTIVE = 2
SECRET_BYTES = 32


class KeyRefused(ValueError):
    """A key that cannot be made; the message tells the team what to do."""


@transaction.atomic
def make_key(survey: Survey) -> SigningKey:
    """Return a new key of a survey. Raises KeyRefused while two are in use."""
    # One at a time for a survey, so that two clicks at once never make a third.
    Survey.objects.select_for_update().get(pk=survey.pk)
    if active_keys(survey).count() >= MOST_ACTIVE:
        raise KeyRefused(_("Two keys are in use already. Retire the one that nothing signs with any more, then try."))
    name, secret = "k" + secrets.token_hex(4), secrets.token_hex(SECRET_BYTES)
    return SigningKey.objects.create(survey=survey, name=name, secret=secret)


def retire_key(key: SigningKey) -> None:
    """Let nothing that was signed with a key open a form any more. Its secret is forgotten: nobody can undo this."""
    SigningKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=timezone.now(), secret="")


def active_keys(survey: Survey) -> models.QuerySet[SigningKey]:
    """Return the keys in use, the newest first."""
    return survey.signing_keys.filter(retired_at=None)
