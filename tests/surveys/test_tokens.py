"""Signed tokens: one purpose each, and nothing readable in a link."""

from __future__ import annotations

import time
import uuid

import pytest

from surveys import tokens
from surveys.tokens import FormPage, TokenRefused, form_token, invitation_token, read_form_token, read_invitation_token

PAGE = FormPage(survey_key="exit", submission_id=str(uuid.uuid4()), language="zh-Hant", choice_order=["price", "other"])


def test_a_form_page_comes_back_as_it_went():
    assert read_form_token(form_token(PAGE)) == PAGE


def test_an_invitation_comes_back_as_it_went():
    invitation_id = uuid.uuid4()
    assert read_invitation_token(invitation_token(invitation_id)) == invitation_id


def test_an_invitation_token_is_no_form_token():
    with pytest.raises(TokenRefused):
        read_form_token(invitation_token(uuid.uuid4()))


def test_a_token_signed_with_another_key_is_refused(settings):
    token = form_token(PAGE)
    settings.SECRET_KEY = "another"
    with pytest.raises(TokenRefused):
        read_form_token(token)


def test_a_token_signed_with_the_key_before_is_taken(settings):
    token = form_token(PAGE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert read_form_token(token) == PAGE


@pytest.mark.parametrize("off", [-tokens.FORM_AGE.total_seconds() - 5, tokens.CLOCKS_DIFFER.total_seconds() + 5])
def test_a_stamp_too_old_or_from_the_future_is_refused(monkeypatch, off):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + off)
    token = form_token(PAGE)
    monkeypatch.setattr(time, "time", lambda: now)
    with pytest.raises(TokenRefused):
        read_form_token(token)


def test_clocks_a_little_apart_are_forgiven(monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    token = form_token(PAGE)
    monkeypatch.setattr(time, "time", lambda: now)
    assert read_form_token(token) == PAGE
