"""System checks: refuse to run on a configuration that could lose an answer, and say what to do."""

import re
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

WAL_RESET_FIXED = (3, 51, 3)
HOST_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?", re.IGNORECASE)


@register()
def sqlite_keeps_answers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Read back what SQLite really does; options in the wrong place have no effect and nobody notices."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        seen = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout", "secure_delete")
        }
    wanted = [
        ("journal_mode", str(seen["journal_mode"]).lower() == "wal", "WAL"),
        ("synchronous", int(seen["synchronous"]) >= 2, "2 (FULL)"),
        ("busy_timeout", int(seen["busy_timeout"]) >= settings.SQLITE_BUSY_SECONDS * 1000, "at least 20000"),
    ]
    errors: list[CheckMessage] = [
        Error(
            f"SQLite runs with {name} = {seen[name]}, not {want}: answers could be lost or refused.",
            hint="Set it in OPTIONS of DATABASES in config/settings.py, and keep the file on a local disk.",
            id=f"config.E00{number}",
        )
        for number, (name, good, want) in enumerate(wanted, 1)
        if not good
    ]
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        errors.append(
            Error(
                "SQLite transactions do not begin as IMMEDIATE: under load, answers would fail at once.",
                hint='Set "transaction_mode": "IMMEDIATE" in OPTIONS of DATABASES in config/settings.py.',
                id="config.E004",
            )
        )
    if int(seen["secure_delete"]) != 1:
        errors.append(
            Error(
                f"SQLite runs with secure_delete = {seen['secure_delete']}, not 1: deleted words stay in the file.",
                hint="Set it in OPTIONS of DATABASES in config/settings.py.",
                id="config.E005",
            )
        )
    return errors


@register(Tags.security, deploy=True)
def sqlite_version(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of SQLite versions with the rare corruption when the write-ahead log is reset."""
    from sqlite3 import sqlite_version, sqlite_version_info

    if connection.vendor != "sqlite" or sqlite_version_info >= WAL_RESET_FIXED:
        return []
    return [
        checks.Info(
            f"SQLite {sqlite_version} has a rare fault when its write-ahead log is reset (mended in 3.51.3).",
            hint="Make backups with 'manage.py back_up', use a newer Python build, or set DATABASE_URL to PostgreSQL.",
            id="config.I001",
        )
    ]


@register()
def contact_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The notice to respondents must say who asks and whom to write to."""
    problems: list[CheckMessage] = []
    if not settings.DEBUG and not settings.TESTING:
        for number, name in ((1, "ORGANISATION_NAME"), (2, "CONTACT_EMAIL")):
            if not getattr(settings, name):
                problems.append(
                    checks.Warning(
                        f"{name} is empty: the notice to respondents cannot say who asks and whom to contact.",
                        hint=f"Set {name} in the environment or in the file .env beside manage.py.",
                        id=f"config.W00{number}",
                    )
                )
    return problems


@register()
def mail_can_be_sent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Read EMAIL_URL back: a scheme that nobody knows sends nothing, and nobody would notice."""
    hint = "Write it like submission://user:password@mail.example.com:587 (STARTTLS) or submissions://…:465 (TLS)."
    problems: list[CheckMessage] = []
    if not settings.EMAIL_URL:
        return problems
    if "EMAIL_BACKEND" not in settings.EMAIL or ("smtp" in settings.EMAIL_BACKEND and not settings.EMAIL_HOST):
        problems.append(Error("EMAIL_URL cannot be read: no mail would be sent.", hint=hint, id="config.E006"))
    elif settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        text = "EMAIL_URL sends its password without encryption."
        problems.append(checks.Warning(text, hint=hint, id="config.W003"))
    if not settings.MAIL_FROM:
        text = "EMAIL_URL is set, but mail has no sender."
        problems.append(checks.Warning(text, hint="Set MAIL_FROM, or CONTACT_EMAIL.", id="config.W004"))
    return problems


@register()
def own_servers_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every entry of OUTGOING_ALLOWED must be a network or a host's name, or it would silently allow nothing."""
    return [
        Error(
            f"OUTGOING_ALLOWED holds “{entry}”, which is neither a network nor the name of a host.",
            hint="Write names and networks without https://, port or path: chat.internal,10.1.0.0/16",
            id="config.E007",
        )
        for entry in settings.OUTGOING_ALLOWED
        if not (_is_network(entry) or HOST_NAME.fullmatch(entry))
    ]


def _is_network(entry: str) -> bool:
    try:
        return bool(ip_network(entry, strict=False))
    except ValueError:
        return False
