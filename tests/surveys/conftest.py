"""What the tests of asking and storing share: the default survey, an invitation, and a form page to send."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from customers.models import Customer
from surveys.default_survey import ensure_default_survey
from surveys.documents import publish
from surveys.invitations import invite
from surveys.models import Invitation, Survey
from surveys.tokens import invitation_token
from tests.surveys.kinds import EVERY_KIND

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def survey(db: None) -> Survey:
    return ensure_default_survey()


@pytest.fixture
def every_kind(db: None) -> Survey:
    """A published survey with a question of every kind, at ``/s/every-kind/``."""
    survey = Survey.objects.create(key="every-kind")
    publish(survey, EVERY_KIND)
    return Survey.objects.get(pk=survey.pk)


@pytest.fixture
def customer(db: None) -> Customer:
    return Customer.objects.create(ref="C-1", name="Ada of Quincy Ltd", attributes={"plan": "pro"})


@pytest.fixture
def invitation(survey: Survey, customer: Customer) -> Invitation:
    return invite(survey, customer)


@pytest.fixture
def invitation_path(invitation: Invitation) -> str:
    return f"/i/{invitation_token(invitation.pk)}/"


@dataclass
class OpenedForm:
    """A form page as a browser has it: its address and its hidden token."""

    path: str
    text: str
    client: Client = field(default_factory=Client)

    @property
    def token(self) -> str:
        return html.unescape(re.search(r'name="form_token" value="([^"]+)"', self.text)[1])

    def send(self, **typed: Any) -> Any:
        """Press Send; ``typed`` names only what differs from a page left empty."""
        return self.send_raw(urlencode({"form_token": self.token, "do": "send"} | typed, doseq=True).encode())

    def send_raw(self, body: bytes, content_type: str = URLENCODED) -> Any:
        return self.client.post(self.path, body, content_type=content_type)


@pytest.fixture
def open_form(survey: Survey):
    """Open a form page: ``open_form()`` the open link, ``open_form(path)`` another."""

    def opened(path: str = "/s/exit/", **headers: str) -> OpenedForm:
        client = Client(headers=headers)
        response = client.get(path)
        assert response.status_code == 200, response.status_code
        return OpenedForm(path, response.content.decode(), client)

    return opened
