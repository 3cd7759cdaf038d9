"""The page of the keys with which programs send activity."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from customers.activity.keys import MOST_ACTIVE
from customers.models import ActivityKey

SHOWN_KEYS = 20
EXAMPLE = """\
curl --fail-with-body {address} \\
  -H "Authorization: Bearer $(cat /etc/our-app/activity-key)" \\
  -H "Idempotency-Key: 2026-03-05" -H "Content-Type: text/csv" --data-binary @- <<'CSV'
ref,day,count
c-1001,2026-03-05,14
c-1002,2026-03-05,3
CSV
"""


@dataclass(frozen=True)
class KeysPage:
    """Keys, the newest first, retired ones too. ``bearer`` is what was made a moment ago: it is shown this once."""

    keys: list[ActivityKey]
    may_make: bool
    newest: str
    example: str
    made: ActivityKey | None = None
    bearer: str = ""


def keys_page(made: ActivityKey | None = None, bearer: str = "") -> KeysPage:
    """Return the page, with the key that was just made."""
    keys = list(ActivityKey.objects.select_related("made_by")[:SHOWN_KEYS])
    in_use = sum(key.retired_at is None for key in keys)
    example = EXAMPLE.format(address=settings.SITE_URL + reverse("receive_activity"))
    return KeysPage(keys, in_use < MOST_ACTIVE, keys[0].name if keys else "", example, made, bearer)


def newest_name() -> str:
    """Return the name of the key that was made last, empty where none was."""
    return ActivityKey.objects.values_list("name", flat=True).first() or ""
