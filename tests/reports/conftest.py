"""Customers, answers and members of the team for the tests of the reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.test import Client

from causes import load_codebook
from customers.dimensions import segment_of
from customers.models import Customer
from reports.models import CodedResponse, Coding
from reports.roles import give_role
from surveys.models import Answer, Response, Survey

NUMBERS = count(1)
LEFT = date(2026, 3, 10)


@pytest.fixture
def survey(db):
    return Survey.objects.get(key="exit")


@pytest.fixture
def customer(db):
    """Make a customer: customer(plan="pro", ended_on=…)."""

    def make(started_on=date(2025, 1, 1), ended_on=None, ending="", mrr="50", currency="USD", **attributes):
        named = {name: attributes.pop(name) for name in ("name", "ref") if name in attributes}
        fields = {"ref": f"c-{next(NUMBERS)}"} | named
        return Customer.objects.create(
            started_on=started_on,
            ended_on=ended_on,
            ending=ending or ("voluntary" if ended_on else ""),
            mrr=Decimal(mrr),
            currency=currency,
            attributes=attributes,
            **fields,
        )

    return make


@pytest.fixture
def answer(survey, customer):
    """Make a coded answer: answer("太贵", {"price": [[0, 2, "used"]]}, plan="pro"); the first cause is the main one."""

    def make(words="Too dear.", causes=("price",), status="ok", unsure=False, reasons=(), **known):
        leaver = customer(**({"ended_on": LEFT} | known))
        response = Response.objects.create(
            survey=survey,
            customer=leaver,
            segment=segment_of(leaver) | {"channel": "form"},
            mrr=leaver.mrr,
            currency=leaver.currency,
            left_on=leaver.ended_on,
            language="en",
        )
        if words:
            Answer.objects.create(response=response, question=survey.questions.get(key="words"), verbatim=words)
        if reasons:
            Answer.objects.create(
                response=response, question=survey.questions.get(key="reasons"), choices=list(reasons)
            )
        code(response, causes, status, unsure)
        return response

    return make


def code(response, causes, status="ok", unsure=False):
    """Store causes as the engine would; status None leaves the answer pending."""
    if status is None:
        return
    digest = load_codebook().digest
    CodedResponse.objects.create(response=response, codebook=digest, status=status, unsure=unsure, language="en")
    evidence = causes if isinstance(causes, dict) else {cause: [] for cause in causes}
    if status == "ok":
        for place, (cause, spans) in enumerate(evidence.items()):
            Coding.objects.create(
                response=response, cause=cause, score=0.9, method="phrases", evidence=spans, main=place == 0
            )


@pytest.fixture
def many(answer):
    """Make several answers alike: many(6, causes=["price"], plan="pro")."""

    def make(number, **fields):
        return [answer(**fields) for _one in range(number)]

    return make


@pytest.fixture
def member(db):
    """Make a client that is logged in with a role: member("viewer"); None is an account without one."""

    def logged_in(role, **options):
        user, _created = User.objects.get_or_create(username=f"{role}@example.com")
        if role:
            give_role(user, role)
        client = Client(**options)
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def viewer(member):
    return member("viewer")


@pytest.fixture
def editor(member):
    return member("editor")
