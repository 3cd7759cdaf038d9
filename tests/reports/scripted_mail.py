"""A mail server of the tests' own: it takes mail, or says no in the ways that servers do."""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

BACKEND = "tests.reports.scripted_mail.Scripted"
WAYS: dict[str, Exception] = {
    "gone": SMTPRecipientsRefused({"x": (550, b"5.1.1 no such user")}),
    "policy": SMTPRecipientsRefused({"x": (550, b"5.7.1 blocked")}),
    "later": SMTPRecipientsRefused({"x": (451, b"4.7.1 greylisted")}),
    "content": SMTPDataError(554, b"spam"),
    "sender": SMTPSenderRefused(550, b"who are you", "us@example.com"),
    "broke off": SMTPServerDisconnected("x"),
    "too slow": TimeoutError("x"),
}
says: dict[str, str] = {}
sent: list[EmailMessage] = []
down: list[bool] = []


def begin() -> None:
    """Forget what was said and sent."""
    says.clear(), sent.clear(), down.clear()


class Scripted(BaseEmailBackend):
    """Takes every mail but those to the addresses in ``says``; with something in ``down`` it cannot be reached."""

    def open(self) -> bool:
        if down:
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Any) -> int:
        for mail in messages:
            way = says.get(mail.to[0], "")
            if way == "crash":
                raise KeyboardInterrupt
            if way:
                raise WAYS[way]
            sent.append(mail)
        return len(messages)
