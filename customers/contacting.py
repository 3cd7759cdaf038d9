"""Whom nobody writes to: the one question before every mail to a customer, and the list behind it.

Addresses are compared as ``compared`` gives them, so that another spelling of an address is the same address. An entry
without an address means the whole customer, by its reference, its other references and the customer it was merged into.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.models import Customer, CustomerAlias, DoNotContact

# Address as it is written, and the customer's key if it is known whose it is.
Person = tuple[str, int | None]
Origin = DoNotContact.Origin

LONGEST_ADDRESS = 320
LONGEST_NOTE = 300
AT_ONCE = 2000
# What nobody sees in an address, or what only a program put there.
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\\s]")
_DOTS = re.compile("[。．｡]")


class NotListed(ValueError):
    """Something that cannot be put on the list; the message tells the team what to do."""


def compared(address: str) -> str:
    """Return an address as it is compared with others.

    NFKC (full-width signs become the usual ones), nothing invisible and no space, small letters, a domain in other
    scripts in its ASCII form. Dots and what follows a plus are kept: for many servers they make another mailbox.

    >>> compared(" Ａnn＠Example。COM ")
    'ann@example.com'
    >>> compared("wo@例子.example")
    'wo@xn--fsqu00a.example'
    """
    if address.isascii() and address.isprintable() and " " not in address:
        return address.lower().rstrip(".") if "@" in address else address.lower()
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", address))
    small = unicodedata.normalize("NFKC", _UNSEEN.sub("", plain).casefold())
    name, at, domain = small.rpartition("@")
    return name + at + _ascii(_DOTS.sub(".", domain).rstrip(".")) if at else small


def may_write_to(address: str, customer: Customer | None = None) -> bool:
    """Say whether a mail may go to this address of this customer. Every mail to a customer asks this just before."""
    return not silenced([(address, customer.pk if customer else None)])


def may_ask(customer: Customer) -> bool:
    """Say whether a customer may be invited to a survey.

    An invitation has no address of its own, so it is enough that the customer, or any address known to be of the
    customer, is on the list: silence is the smaller mistake.
    """
    refs = _refs_of([customer.pk])[customer.pk] | {customer.ref}
    values = customer.attributes.values() if isinstance(customer.attributes, dict) else ()
    addresses = {compared(value) for value in values if isinstance(value, str) and "@" in value}
    named = Q(customer=customer.pk) | Q(ref__in=refs) | Q(address__in=addresses - {""})
    return not DoNotContact.objects.holding().filter(named).exists()


def silenced(people: Iterable[Person]) -> set[Person]:
    """Return those of the people who must not be written to; for many at once."""
    found: set[Person] = set()
    rest = iter(people)
    while batch := list(islice(rest, AT_ONCE)):
        found |= _silenced(batch)
    return found


def list_address(
    address: str, origin: str, note: str = "", by: User | None = None, customer: Customer | None = None
) -> bool:
    """Put an address on the list; False when it was there. Raises NotListed for what is no address."""
    mailbox = checked_address(address)
    more = {"customer": customer, "ref": customer.ref if customer else ""}
    return _list({"address": mailbox}, {"origin": origin, "note": note[:LONGEST_NOTE], "made_by": by, **more})


def checked_address(address: str) -> str:
    """Return an address as it is compared. Raises NotListed for what is no address."""
    mailbox = compared(address)
    name, at, domain = mailbox.rpartition("@")
    if not (name and at and domain) or len(mailbox) > LONGEST_ADDRESS or "@" in name:
        raise NotListed(_("“%(text)s” is no e-mail address.") % {"text": address.strip()[:100]})
    return mailbox


def list_many(wanted: Sequence[tuple[str, Customer | None]], more: Mapping[str, Any]) -> int:
    """Put checked addresses, or whole customers where the address is empty, on the list; return how many are new."""
    holding = DoNotContact.objects.holding()
    refs = {customer.ref for address, customer in wanted if customer and not address}
    there = set(holding.filter(address__in={address for address, _customer in wanted} - {""}).values_list("address"))
    whole = set(holding.filter(address="", ref__in=refs).values_list("ref"))
    new: dict[tuple[str, str], DoNotContact] = {}
    for address, customer in wanted:
        ref = customer.ref if customer else ""
        if (address,) not in there and not (not address and (ref,) in whole):
            new.setdefault(
                (address, "" if address else ref), DoNotContact(address=address, customer=customer, ref=ref, **more)
            )
    DoNotContact.objects.bulk_create(new.values(), ignore_conflicts=True)
    return len(new)


def list_customer(ref: str, origin: str, note: str = "", by: User | None = None) -> bool:
    """Put a whole customer on the list; False when it was there. Raises NotListed when nobody has the reference."""
    customer = customers_called([ref]).get(ref)
    if customer is None:
        raise NotListed(_("No customer has the reference “%(ref)s”.") % {"ref": ref[:100]})
    more = {"origin": origin, "note": note[:LONGEST_NOTE], "made_by": by, "customer": customer}
    return _list({"address": "", "ref": customer.ref}, more)


def take_off(entry: DoNotContact, because: str, by: User | None = None) -> None:
    """Take an entry off the list, with the reason; taken off twice is taken off once."""
    holding = DoNotContact.objects.holding().filter(pk=entry.pk)
    holding.update(removed_at=timezone.now(), removed_because=because[:LONGEST_NOTE], removed_by=by)


def put_back(entry: DoNotContact) -> None:
    """Undo a removal; nothing is to be done where the same is on the list again by now."""
    try:
        with transaction.atomic():
            DoNotContact.objects.filter(pk=entry.pk).update(removed_at=None, removed_because="", removed_by=None)
    except IntegrityError:
        return


def is_writable(address: str) -> bool:
    """Say whether a mail program takes an address as one mailbox and nothing else."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return not _UNSEEN.search(address) and not any(sign in address for sign in ',;<>"()')


def _list(which: dict[str, str], more: Mapping[str, Any]) -> bool:
    with transaction.atomic():
        _entry, made = DoNotContact.objects.get_or_create(**which, removed_at=None, defaults=more)
    return made


def _silenced(people: Sequence[Person]) -> set[Person]:
    mailboxes = {address: compared(address) for address, _customer in people}
    holding = DoNotContact.objects.holding()
    listed = set(holding.filter(address__in=set(mailboxes.values()) - {""}).values_list("address", flat=True))
    silent = _silent_customers({key for _address, key in people if key is not None})
    return {(address, key) for address, key in people if mailboxes[address] in listed or key in silent}


def _silent_customers(keys: Collection[int]) -> set[int]:
    """Return those of the customers who are on the list as a whole."""
    whole = DoNotContact.objects.holding().filter(address="")
    if not keys or not whole.exists():
        return set()
    refs = _refs_of(keys)
    every = {ref for named in refs.values() for ref in named}
    found = whole.filter(Q(customer__in=keys) | Q(ref__in=every)).values_list("customer", "ref")
    customers, listed = (set(column) for column in zip(*found, strict=True)) if found else (set(), set())
    return {key for key in keys if key in customers or refs[key] & listed}


def _refs_of(keys: Collection[int]) -> dict[int, set[str]]:
    refs: dict[int, set[str]] = defaultdict(set)
    for key, ref in Customer.objects.filter(pk__in=keys).values_list("pk", "ref"):
        refs[key].add(ref)
    for key, ref in CustomerAlias.objects.filter(customer__in=keys).values_list("customer", "ref"):
        refs[key].add(ref)
    return refs


def _ascii(domain: str) -> str:
    """Return a domain as it goes over the wire; one that cannot go over it stays as it is."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
