"""Signed context: what a host vouches for when it sends a customer here, sealed so that nobody can read or change it.

The token is a compact JWE (RFC 7516) with the algorithms ``dir`` and ``A256GCM`` (RFC 7518) and no others:

    base64url({"alg":"dir","enc":"A256GCM","kid":"<name of the key>"}) . . nonce . ciphertext . tag

AES-GCM vouches and hides with one key: a form that is only signed would show the customer to anyone who reads the
address in a history or a log. The claims are JSON: ``aud`` (the survey's key), ``sub`` (the customer's ref), ``jti``
(the host's name of this leaving), ``iat``, ``exp`` (whole seconds), ``state``, and if need be ``ends_on``, ``segment``,
``lang``. Nothing else is taken, so that nothing is believed that was not meant. See docs/placing-the-form.md.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from customers.importing.mapping import names_dimension
from customers.text import text_problem
from surveys.languages import LANGUAGES
from surveys.models import Invitation, SigningKey, Survey
from surveys.tokens import CLOCKS_DIFFER

LONGEST_TOKEN = 4000
LONGEST_LIFE = timedelta(days=366)
MOST_DIMENSIONS = 20
LONGEST_REF = 200
LONGEST_VALUE = 200
NONCE_BYTES, TAG_BYTES = 12, 16
ALGORITHMS = {"alg": "dir", "enc": "A256GCM"}
NEEDED = {"aud", "sub", "jti", "iat", "exp", "state"}
ALLOWED = NEEDED | {"ends_on", "segment", "lang"}
CONTEXT_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ContextRefused(ValueError):
    """A token that says nothing we may believe. The message, for the host's own developer, holds nothing of it."""


@dataclass(frozen=True)
class Context:
    """What a host says of one customer's leaving. ``language`` is a tag of ours or empty."""

    context_id: str
    customer_ref: str
    state: str
    issued_at: datetime
    expires_at: datetime
    ends_on: date | None = None
    segment: dict[str, str] = field(default_factory=dict)
    language: str = ""

    def expired(self) -> bool:
        """Say whether the time that the host gave is over."""
        return timezone.now() >= self.expires_at


class KeyRetired(ContextRefused):
    """The key was retired: the link was good once, and is over."""


def read_context(survey: Survey, token: str) -> Context:
    """Return what a token says, also when it has expired: that is for the caller to see.

    Raises ContextRefused for a token that was altered, made with another survey's key or for another survey, is from
    the future, or holds anything but the documented claims; KeyRetired when its key is not in use any more.
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise ContextRefused("not a token of at most 4000 ASCII characters")
    parts = token.split(".")
    if len(parts) != 5 or parts[1]:
        raise ContextRefused("not five parts of which the second is empty")
    header, _empty, nonce, sealed, tag = parts
    key = _key(survey, _header(header))
    if len(_decoded(nonce)) != NONCE_BYTES or len(_decoded(tag)) != TAG_BYTES:
        raise ContextRefused("the nonce must be 12 bytes and the tag 16")
    try:
        opened = AESGCM(bytes.fromhex(key.secret)).decrypt(
            _decoded(nonce), _decoded(sealed) + _decoded(tag), header.encode()
        )
    except InvalidTag as error:
        raise ContextRefused("altered, or sealed with another key") from error
    return _context(survey, _object(opened))


def _header(encoded: str) -> str:
    """Return the name of the key in a header that names our algorithms and nothing else."""
    header = _object(_decoded(encoded))
    name = header.pop("kid", None)
    header.pop("typ", None)
    if header != ALGORITHMS or not isinstance(name, str):
        raise ContextRefused('the header must be {"alg":"dir","enc":"A256GCM","kid":…}')
    return name


def _key(survey: Survey, name: str) -> SigningKey:
    key = SigningKey.objects.filter(survey=survey, name=name).first() if "\x00" not in name else None
    if key is None:
        raise ContextRefused("no such key of this survey")
    if key.retired_at:
        raise KeyRetired("this key was retired")
    return key


def _decoded(encoded: str) -> bytes:
    """Return the bytes of base64url without padding; of several ways to write the same bytes only the usual one."""
    try:
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError) as error:
        raise ContextRefused("not base64url") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != encoded:
        raise ContextRefused("not base64url without padding")
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ContextRefused("not a JSON object with each name once") from error
    if not isinstance(value, dict):
        raise ContextRefused("not a JSON object")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _context(survey: Survey, claims: dict[str, Any]) -> Context:
    if not NEEDED <= claims.keys() <= ALLOWED:
        raise ContextRefused(f"the claims must be {sorted(NEEDED)}, and of {sorted(ALLOWED - NEEDED)} what is known")
    if claims["aud"] != survey.key:
        raise ContextRefused("aud is not this survey's key")
    issued_at, expires_at = _moment(claims, "iat"), _moment(claims, "exp")
    if issued_at > timezone.now() + CLOCKS_DIFFER:
        raise ContextRefused("iat is in the future")
    if not timedelta(0) < expires_at - issued_at <= LONGEST_LIFE:
        raise ContextRefused("exp must be after iat, by 366 days at most")
    return Context(
        context_id=_text(claims, "jti", lambda text: bool(CONTEXT_ID.fullmatch(text))),
        customer_ref=_text(claims, "sub", lambda text: bool(text.strip()) and text_problem(text, LONGEST_REF) is None),
        state=_text(claims, "state", lambda text: text in Invitation.State.values),
        issued_at=issued_at,
        # A link is good for as long as the host's clock says, give or take what two clocks differ.
        expires_at=expires_at + CLOCKS_DIFFER,
        ends_on=_ends_on(claims),
        segment=_segment(claims.get("segment", {})),
        language=_text({"lang": ""} | claims, "lang", lambda text: text in ("", *LANGUAGES)),
    )


def _moment(claims: dict[str, Any], name: str) -> datetime:
    seconds = claims[name]
    if type(seconds) is not int or not 0 < seconds < 2**33:
        raise ContextRefused(f"{name} must be a whole number of seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC)


def _text(claims: dict[str, Any], name: str, good: Callable[[str], bool]) -> str:
    value = claims[name]
    if not isinstance(value, str) or not good(value):
        raise ContextRefused(f"{name} is not as documented")
    return value


def _ends_on(claims: dict[str, Any]) -> date | None:
    """Return the day that a subscription ends, which only goes with that state."""
    if (claims["state"] == Invitation.State.ENDS_ON) != ("ends_on" in claims):
        raise ContextRefused("ends_on goes with the state ends_on, and only with it")
    if "ends_on" not in claims:
        return None
    written = _text(claims, "ends_on", lambda text: bool(DAY.fullmatch(text)))
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ContextRefused("ends_on is no day") from error


def _segment(written: Any) -> dict[str, str]:
    if not isinstance(written, dict) or len(written) > MOST_DIMENSIONS:
        raise ContextRefused("segment must be an object of at most 20 names")
    for name, value in written.items():
        if not names_dimension(name):
            raise ContextRefused("a name in segment is not as documented")
        if not isinstance(value, str) or not value.strip() or text_problem(value, LONGEST_VALUE):
            raise ContextRefused("a value in segment is not a text of 1 to 200 characters")
    return dict(written)
