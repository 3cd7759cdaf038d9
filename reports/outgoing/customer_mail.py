"""The one way by which a mail goes to a customer: the list is asked, the way out is in it, and what came of it is told.

Nothing else in the product makes a mail to a customer (``tests/reports/test_customer_mail.py`` holds that).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from customers.aliases import customers_called
from customers.contacting import is_writable, may_write_to
from reports.outgoing.mail import MailParts
from surveys.no_more import Reader, no_more_url

logger = logging.getLogger("parting_words.customer_mail")

# ``sent``: the server took it. ``bounced``: it says that there is no such mailbox. ``refused``: it took nothing, for
# another reason. ``silent``: the list says no, so nothing was tried. ``no_server``: no server was reached, or it takes
# no mail of ours at all. ``unknown``: the connection broke off so late that it may have gone out.
State = Literal["sent", "bounced", "refused", "silent", "no_server", "unknown"]
NO_SUCH_MAILBOX = (550, 551, 553)
# Backends that send nothing to anybody.
NOWHERE = ("dummy", "console", "filebased")


@dataclass(frozen=True)
class Outcome:
    """What became of one mail; ``code`` is what the server said, 0 where it said nothing."""

    state: State
    code: int = 0


def sends_mail() -> bool:
    """Say whether this installation has a server for mail and a sender's address."""
    backend = settings.EMAIL_BACKEND.split(".")
    return bool(settings.EMAIL_URL and settings.MAIL_FROM) and not any(name in backend for name in NOWHERE)


class Post:
    """A connection to the mail server, for many mails one after the other; use it as a context manager."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend = get_connection()
        self.opened = False

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the next mail opens another."""
        self.opened = False
        try:
            self.connection.close()
        except (SMTPException, OSError):
            return

    def open(self) -> bool:
        """Say whether the server can be reached and takes mail of ours."""
        try:
            self.opened = self.opened or self.connection.open() is not False
        except (SMTPException, OSError, ValueError):
            self.close()
        return self.opened

    def send(self, worded: Callable[[str], MailParts], reader: Reader) -> Outcome:
        """Send one mail to a customer, unless the list says no.

        ``worded`` is given the address of “do not write to me”, and returns the mail with that link in it.
        """
        customer = customers_called([reader.ref]).get(reader.ref) if reader.ref else None
        if not (is_writable(reader.address) and may_write_to(reader.address, customer)):
            return Outcome("silent")
        if not self.open():
            return Outcome("no_server")
        try:
            self.connection.send_messages([_mail(worded, reader)])
            return Outcome("sent")
        except (SMTPException, OSError, ValueError) as error:
            self.close()
            return _outcome(error)


def _mail(worded: Callable[[str], MailParts], reader: Reader) -> EmailMultiAlternatives:
    """Return the mail: text and HTML, with the headers by which mail programs offer to end it (RFC 8058)."""
    link = no_more_url(reader)
    parts = worded(link)
    if link not in parts.text or link not in parts.html:
        raise ValueError("a mail to a customer without the way out of it")
    headers = {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": reader.language or "en",
    }
    mail = EmailMultiAlternatives(parts.subject, parts.text, to=[reader.address], headers=headers)
    mail.attach_alternative(parts.html, "text/html")
    return mail


def _outcome(error: Exception) -> Outcome:
    """Read what a mail server said no with; never its words, which may hold the address."""
    logger.info("customer mail", extra={"fields": {"error": type(error).__name__}})
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        # 5.7.… is about what we are or say, not about whether the mailbox is there.
        missing = code in NO_SUCH_MAILBOX and b"5.7." not in (said if isinstance(said, bytes) else said.encode())
        return Outcome("bounced" if missing else "refused", code)
    if isinstance(error, SMTPSenderRefused):
        return Outcome("no_server", error.smtp_code)
    if isinstance(error, SMTPDataError):
        return Outcome("refused", error.smtp_code)
    if isinstance(error, SMTPResponseException):
        return Outcome("no_server", error.smtp_code)
    # An address or a header that Python itself will not send: nothing went out.
    return Outcome("refused") if isinstance(error, ValueError) else Outcome("unknown")
