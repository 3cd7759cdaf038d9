"""System checks: a configuration that could lose an answer is refused, with what to do."""

import os
import subprocess
import sys
from types import SimpleNamespace

import dj_email_url
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created

from config import checks


class Cursor:
    """Answers PRAGMAs as a badly set up SQLite would."""

    def __init__(self, **values):
        self.values = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 20000, "secure_delete": 1} | values

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def execute(self, statement):
        return SimpleNamespace(fetchone=lambda: (self.values[statement.split()[1]],))


def problems(monkeypatch, mode="IMMEDIATE", **values):
    fake = SimpleNamespace(vendor="sqlite", transaction_mode=mode, cursor=lambda: Cursor(**values))
    monkeypatch.setattr(checks, "connection", fake)
    return [problem.id for problem in checks.sqlite_keeps_answers(None)]


@pytest.fixture
def served(db, monkeypatch):
    """A connection set up as the one that serves: the tests' own do not wait for the disk."""
    monkeypatch.setattr(connection_created, "receivers", [])
    fresh = connection.copy()
    monkeypatch.setattr(checks, "connection", fresh)
    yield fresh
    fresh.close()


def test_this_installation_is_accepted(served):
    assert checks.sqlite_keeps_answers(None) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"journal_mode": "delete"}, "config.E001"),
        ({"synchronous": 1}, "config.E002"),
        ({"busy_timeout": 5000}, "config.E003"),
        ({"mode": "DEFERRED"}, "config.E004"),
        ({"secure_delete": 2}, "config.E005"),
    ],
)
def test_less_is_refused(monkeypatch, values, expected):
    assert problems(monkeypatch, **values) == [expected]


def test_synchronous_is_full_on_the_connection_that_serves(served):
    if served.vendor == "sqlite":
        with served.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_an_empty_notice_is_warned_of(settings):
    settings.TESTING = False
    settings.CONTACT_EMAIL = ""
    assert "config.W002" in [problem.id for problem in checks.contact_is_named(None)]


def test_check_deploy_is_clean(tmp_path):
    environment = os.environ | {
        "SITE_URL": "https://exit.example.com",
        "ALLOWED_HOSTS": "exit.example.com",
        "ORGANISATION_NAME": "Example",
        "CONTACT_EMAIL": "privacy@example.com",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", []),
        ("submission://who:secret@mail.example.com:587", []),
        ("smtp://mail.example.com", []),
        ("consolemail://", ["config.E006"]),
        ("smtp://", []),
        ("smtp://who:secret@mail.example.com", ["config.W003"]),
    ],
)
def test_mail_settings_are_read_back(settings, url, expected):
    parsed = dj_email_url.parse(url or "dummy:")
    settings.EMAIL_URL, settings.EMAIL, settings.MAIL_FROM = url, parsed, "us@example.com"
    settings.EMAIL_BACKEND = parsed.get("EMAIL_BACKEND", "dummy")
    for name in ("EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL"):
        setattr(settings, name, parsed[name])
    assert [problem.id for problem in checks.mail_can_be_sent(None)] == expected


def test_mail_without_a_sender_is_warned_of(settings):
    settings.EMAIL_URL, settings.MAIL_FROM = "smtp://mail.example.com", ""
    settings.EMAIL = dj_email_url.parse(settings.EMAIL_URL)
    assert [problem.id for problem in checks.mail_can_be_sent(None)] == ["config.W004"]


@pytest.mark.parametrize(
    ("entry", "good"),
    [
        ("10.1.0.0/16", True),
        ("fd00::/8", True),
        ("chat.internal", True),
        ("https://chat.internal", False),
        ("*", False),
    ],
)
def test_own_servers_are_names_or_networks(settings, entry, good):
    settings.OUTGOING_ALLOWED = [entry]
    assert (checks.own_servers_are_named(None) == []) is good
