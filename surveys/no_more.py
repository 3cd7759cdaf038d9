"""“Do not write to me”: the link in every mail to a customer, and what it does.

The address is erased from the answer before the mail goes out, so the link itself carries it, sealed: nobody can read
an address in a history or a log, and none can be guessed. Whoever opens the link sees a question; only a click, or a
mail program's one click (RFC 8058), puts the address on the list.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.contacting import compared, list_address, take_off
from customers.models import DoNotContact
from surveys.languages import LANGUAGES
from surveys.pages import Page, language_links
from surveys.tokens import TokenRefused

PURPOSE = "surveys.no_more"
NONCE_BYTES = 12
LONGEST_TOKEN = 2000
ASKED = DoNotContact.Origin.ASKED


@dataclass(frozen=True)
class Reader:
    """Whom a mail went to: the address, the customer's reference (empty when unknown), the language of the mail."""

    address: str
    ref: str = ""
    language: str = ""


@dataclass(frozen=True)
class NoMorePage(Page):
    """The question, or that it is done. ``shown`` is the address with most of its name left out."""

    shown: str = ""
    done: bool = False
    undoable: bool = False


def no_more_url(reader: Reader) -> str:
    """Return the whole address of a reader's link."""
    return settings.SITE_URL + reverse("no_more", args=[no_more_token(reader)])


def no_more_token(reader: Reader) -> str:
    """Return the sealed token that names a reader to nobody but us."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    said = json.dumps([reader.address, reader.ref, reader.language], ensure_ascii=False, separators=(",", ":"))
    sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, said.encode(), PURPOSE.encode())
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def read_no_more_token(token: str) -> Reader:
    """Return whom a token names. Raises TokenRefused for one that was altered, cut short or never ours."""
    try:
        raw = base64.urlsafe_b64decode(token[:LONGEST_TOKEN].encode("ascii") + b"==")
        return Reader(*json.loads(_opened(raw)))
    except (binascii.Error, UnicodeError, InvalidTag, ValueError) as error:
        raise TokenRefused(PURPOSE) from error


def stop_writing(reader: Reader) -> None:
    """Put a reader's address on the list, at their own wish."""
    list_address(reader.address, ASKED, customer=customers_called([reader.ref]).get(reader.ref))


def write_again(reader: Reader) -> None:
    """Take the wish back, if it is the reader's own: what the team or a mail server put there stays."""
    for entry in _entries(reader).filter(origin=ASKED):
        take_off(entry, _("taken back by the link in the mail"))


def no_more_page(reader: Reader, language: str) -> NoMorePage:
    """Return the page as things are now."""
    entries = _entries(reader)
    done = entries.exists()
    return NoMorePage(
        title=_("No more mail") if done else _("No more mail to you?"),
        language=language,
        languages=language_links(language),
        shown=_shown(reader.address),
        done=done,
        undoable=entries.filter(origin=ASKED).exists(),
    )


def mail_language(reader: Reader) -> str:
    """Return the tag of the language that the mail was written in; empty for one that is not ours any more."""
    return reader.language if reader.language in LANGUAGES else ""


def _entries(reader: Reader) -> QuerySet[DoNotContact]:
    return DoNotContact.objects.holding().filter(address=compared(reader.address))


def _shown(address: str) -> str:
    """Return an address that its owner knows, and nobody else learns: ``a…@example.com``."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _opened(raw: bytes) -> bytes:
    """Return what was sealed with the key of now, or with one of those before."""
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        try:
            return AESGCM(_key(secret)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE.encode())
        except InvalidTag:
            continue
    raise InvalidTag


def _key(secret: str) -> bytes:
    return salted_hmac(PURPOSE, "key", secret=secret, algorithm="sha256").digest()
