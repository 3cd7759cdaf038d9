"""Signed tokens: the link of an invitation, the link of a receipt, and the hidden field of a form page.

Each has a purpose of its own (the salt), so that one is never accepted for the other, and says nothing readable:
what is known of the customer stays on our side.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing

INVITATION = "surveys.invitation"
RECEIPT = "surveys.receipt"
FORM = "surveys.form"
# A page may lie open in a pocket for days; what was typed into it is still welcome.
FORM_AGE = timedelta(days=30)
# How far the clocks of two of our own machines may be apart.
CLOCKS_DIFFER = timedelta(minutes=5)


class TokenRefused(ValueError):
    """A token that was altered, cut short, too old, from the future or made for another purpose."""


def invitation_token(invitation_id: uuid.UUID) -> str:
    """Return the opaque token that opens one invitation: 22 characters of id and a signature."""
    return _signed(invitation_id, INVITATION)


def read_invitation_token(token: str) -> uuid.UUID:
    """Return the invitation's id. Raises TokenRefused."""
    return _unsigned(token, INVITATION)


def receipt_token(submission_id: uuid.UUID) -> str:
    """Return the opaque token with which a respondent opens the own answer."""
    return _signed(submission_id, RECEIPT)


def read_receipt_token(token: str) -> uuid.UUID:
    """Return the submission id of the answer. Raises TokenRefused."""
    return _unsigned(token, RECEIPT)


def _signed(name: uuid.UUID, purpose: str) -> str:
    return signing.Signer(salt=purpose, sep=".").sign(base64.urlsafe_b64encode(name.bytes).rstrip(b"=").decode())


def _unsigned(token: str, purpose: str) -> uuid.UUID:
    try:
        name = signing.Signer(salt=purpose, sep=".").unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    except (signing.BadSignature, ValueError) as error:
        raise TokenRefused(purpose) from error


@dataclass(frozen=True)
class FormPage:
    """What one rendered form page carries back: ids as text, and the order in which choices were shown."""

    survey_key: str
    submission_id: str
    invitation_id: str = ""
    language: str = ""
    choice_order: list[str] = field(default_factory=list)
    channel: str = "form"
    survey_version: int = 0


def form_token(page: FormPage) -> str:
    """Return the signed hidden field of a form page; it stands in for a CSRF cookie, which an iframe may not have."""
    # Without the fields' names a token is short enough as it is.
    return signing.TimestampSigner(salt=FORM).sign_object(list(vars(page).values()))


def read_form_token(token: str) -> FormPage:
    """Return the page that a token was made for. Raises TokenRefused, also for stamps from the future."""
    try:
        signer = signing.TimestampSigner(salt=FORM)
        fields = signer.unsign_object(token, max_age=FORM_AGE)
        # Django looks only at stamps that are too old; one from the future is as wrong.
        if signing.b62_decode(token.rsplit(signer.sep, 2)[1]) > time.time() + CLOCKS_DIFFER.total_seconds():
            raise TokenRefused("form")
        page = FormPage(*fields)
        uuid.UUID(page.submission_id)
    except (signing.BadSignature, ValueError, TypeError, KeyError, json.JSONDecodeError) as error:
        raise TokenRefused("form") from error
    return page
