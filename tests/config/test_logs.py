"""Logs: one line an event, and never a token, an address or a word of an answer."""

import json
import logging

import pytest

from config.logs import EventFormatter

SECRET = "eve@example.com"


def formatted(logger="django.request", message="Internal Server Error: /i/token/", **fields):
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, message, (), fields.pop("exc_info", None))
    vars(record).update(fields)
    return EventFormatter().format(record)


def test_a_line_is_one_json_object():
    assert json.loads(formatted())["level"] == "error"


def test_a_path_is_not_logged():
    assert "token" not in formatted(status_code=500)


def test_the_message_of_an_exception_is_not_logged():
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        line = formatted(exc_info=(type(error), error, error.__traceback__))
    assert SECRET not in line


def test_the_type_of_an_exception_is_logged():
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        line = formatted(exc_info=(type(error), error, error.__traceback__))
    assert json.loads(line)["exception"] == "ValueError"


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route(client, caplog):
    caplog.set_level(logging.INFO, "parting_words.request")
    client.get("/i/a-secret-token/")
    assert [record.fields["route"] for record in caplog.records if hasattr(record, "fields")] == ["i/<str:token>/"]
