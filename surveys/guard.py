"""What keeps programs out of the open link and never a person: a field that people do not see, and a slow lane.

Nothing is kept of anybody who just answers. Only when very many answers come in a short time, or the same words again
and again, each address gets an allowance, under a name that changes every day and is forgotten within the hour. An
invitation is never slowed: it takes one answer anyway. Whatever is refused here comes back with all that was typed, on
a page that can be sent again.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.body import Body
from surveys.models import Allowance, Channel, Response

# The field that only programs fill in. No browser has anything of that name to put in by itself.
TRAP = "homepage"
SENT_BY_PEOPLE = (Channel.FORM, Channel.EMBED, Channel.MAIL, Channel.PAPER)
# So many answers in a minute, seen by one process, before anything is looked up at all.
BUSY = 10
MINUTE = 60
# The same words so often within ten minutes: long ones are a program's, short ones many people write.
SAME_LONG, SAME_SHORT = 10, 200
LONG = 20
SAME_WITHIN = timedelta(minutes=10)
# An address may send so many answers with the same words beyond that at once, and one every two seconds after.
SAME_ALLOWED = 30
FORGOTTEN_AFTER = timedelta(hours=1)

# When this process took answers within the last minute, with a number that the same words share; no words, no address.
_lately: deque[tuple[float, int]] = deque()
_alike: Counter[int] = Counter()
# How many more this process may take before the database is asked again whether there are too many.
_room = {"left": 0}


def filled_by_program(body: Body) -> bool:
    """Say whether the field was filled in that people do not see."""
    return any(value.strip() for value in body.typed.get(TRAP, []))


def too_many(request: HttpRequest, words: str) -> bool:
    """Say whether an answer through the open link must wait; ``words`` are the longest that it holds.

    Of different answers, ``FLOOD_A_MINUTE`` a minute pass from all addresses together, and as many again from each.
    """
    alike = _count(words)
    if not settings.FLOOD_A_MINUTE or len(_lately) < BUSY:
        return False
    now = timezone.now()
    cost = _cost(words, alike, now)
    return cost > 0 and not _spend(_name(request, now), cost, now)


def forget_addresses(now: datetime) -> None:
    """Delete the allowances that nobody used for an hour: they are full again after a minute."""
    Allowance.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def address_of(request: HttpRequest) -> str:
    """Return where a request came from: what the proxy says, if there is one, else the other end of the connection.

    Of an IPv6 address the half that names the network: one person has the other half to choose from.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # What stands last was written by our proxy; what stands before, by anybody.
        said = request.META.get("HTTP_X_FORWARDED_FOR", said).rsplit(",", 1)[-1].strip()
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return str(getattr(address, "ipv4_mapped", None) or address)


def _count(words: str) -> int:
    """Count one more answer, and return how many with the same words this process took within the last minute."""
    now, name = time.monotonic(), hash(words)
    _lately.append((now, name))
    _alike[name] += 1
    while now - _lately[0][0] > MINUTE:
        _then, gone = _lately.popleft()
        _alike[gone] -= 1
        if not _alike[gone]:
            del _alike[gone]
    return _alike[name]


def _cost(words: str, alike: int, now: datetime) -> float:
    """Return what an answer takes from the allowance of its address: nothing while all is calm.

    The database is asked only where this process alone has seen a good part of what would be too many.
    """
    most, part = SAME_LONG if len(words) >= LONG else SAME_SHORT, 4 * settings.WEB_WORKERS
    same_again, very_many = bool(words) and alike > most / part, len(_lately) > settings.FLOOD_A_MINUTE / part
    if not (same_again or very_many):
        return 0
    if same_again:
        same = _sent_since(now - SAME_WITHIN).filter(answers__verbatim=words)
        if same[:most].count() == most:
            return settings.FLOOD_A_MINUTE / SAME_ALLOWED
    if very_many and _room["left"] > 0:
        _room["left"] -= 1
    elif very_many:
        within = _sent_since(now - timedelta(seconds=MINUTE))
        room = settings.FLOOD_A_MINUTE - within[: settings.FLOOD_A_MINUTE].count()
        _room["left"] = room // part
        return 0 if room else 1
    return 0


def _sent_since(moment: datetime) -> QuerySet[Response]:
    return Response.objects.filter(invitation=None, channel__in=SENT_BY_PEOPLE, recorded_at__gt=moment).order_by()


def _spend(name: str, cost: float, now: datetime) -> bool:
    """Take from an allowance, which fills itself within a minute; False when too little is left."""
    full = settings.FLOOD_A_MINUTE
    with transaction.atomic():
        Allowance.objects.get_or_create(name=name, defaults={"left": full, "seen_at": now})
        allowance = Allowance.objects.select_for_update().get(name=name)
        waited = max((now - allowance.seen_at).total_seconds(), 0)
        allowance.left = min(full, allowance.left + waited * full / 60)
        enough = allowance.left >= cost
        allowance.left -= cost if enough else 0
        allowance.seen_at = max(now, allowance.seen_at)
        allowance.save()
    return enough


def _name(request: HttpRequest, now: datetime) -> str:
    """Return the day's name of an address; without our secret key nobody gets from one to the other."""
    return salted_hmac("surveys.guard", f"{now.date()} {address_of(request)}", algorithm="sha256").hexdigest()[:32]
