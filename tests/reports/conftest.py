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

    def make(**fields):
        made = built_customer(**fields)
        made.save()
        return made

    return make


@pytest.fixture
def many(survey):
    """Make coded answers alike, all at once: many(6, words="太贵", causes={"price": [[0, 2, "used"]]}, plan="pro")."""

    def make(number, words="Too dear.", causes=("price",), status="ok", unsure=False, reasons=(), **known):
        leavers = [built_customer(**({"ended_on": LEFT} | known)) for _one in range(number)]
        Customer.objects.bulk_create(leavers)
        responses = [
            Response(
                survey=survey,
                customer=leaver,
                segment=segment_of(leaver) | {"channel": "form"},
                mrr=leaver.mrr,
                currency=leaver.currency,
                left_on=leaver.ended_on,
                language="en",
            )
            for leaver in leavers
        ]
        Response.objects.bulk_create(responses)
        said = [{"question": survey.questions.get(key="words"), "verbatim": words}] if words else []
        said += [{"question": survey.questions.get(key="reasons"), "choices": list(reasons)}] if reasons else []
        Answer.objects.bulk_create([Answer(response=one, **fields) for one in responses for fields in said])
        code(responses, causes, status, unsure)
        return responses

    return make


@pytest.fixture
def answer(many):
    """Make one coded answer: answer("太贵", causes=["price", "support"], plan="pro"); the first is the main cause."""

    def make(words="Too dear.", causes=("price",), **fields):
        return many(1, words=words, causes=causes, **fields)[0]

    return make


def built_customer(started_on=date(2025, 1, 1), ended_on=None, ending="", mrr="50", currency="USD", **attributes):
    """Return a customer that is not stored yet."""
    named = {name: attributes.pop(name) for name in ("name", "ref") if name in attributes}
    return Customer(
        started_on=started_on,
        ended_on=ended_on,
        ending=ending or ("voluntary" if ended_on else ""),
        mrr=Decimal(mrr),
        currency=currency,
        attributes=attributes,
        **{"ref": f"c-{next(NUMBERS)}"} | named,
    )


def code(responses, causes, status="ok", unsure=False):
    """Store causes as the engine would; status None leaves the answers pending."""
    if status is None:
        return
    known = {"codebook": load_codebook().digest, "status": status, "unsure": unsure, "language": "en"}
    CodedResponse.objects.bulk_create([CodedResponse(response=response, **known) for response in responses])
    evidence = causes if isinstance(causes, dict) else {cause: [] for cause in causes}
    if status == "ok":
        Coding.objects.bulk_create(
            Coding(response=response, cause=cause, score=0.9, method="phrases", evidence=spans, main=place == 0)
            for response in responses
            for place, (cause, spans) in enumerate(evidence.items())
        )


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
