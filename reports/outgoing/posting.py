"""Send JSON to a checked address: one try, no redirect, not for ever, and never a word of it in the log."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any

from django.utils.translation import gettext as _

from reports.outgoing.addresses import Destination, destination

STEP_SECONDS = 10.0
ALL_SECONDS = 20.0
LONGEST_ANSWER = 65_536
MOST_ADDRESSES = 4


class NotDelivered(Exception):
    """A message that did not arrive; the text tells the team why, and holds neither address nor message."""


@dataclass(frozen=True)
class Answered:
    """What the other side said: its status, 200–299, and the beginning of its words."""

    status: int
    body: bytes

    def fields(self) -> Mapping[str, Any]:
        """Return the fields of a JSON object; none where the answer is something else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were checked, under the name that they were checked for."""

    def __init__(self, to: Destination) -> None:
        super().__init__(to.host, to.port, timeout=STEP_SECONDS)
        self.to = to
        if to.secure:
            self.default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        self.sock = self._opened()
        if self.to.secure:
            # Verified against the name; SSL_CERT_FILE names a certificate authority of one's own.
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.to.host)

    def _opened(self) -> socket.socket:
        failed: OSError = OSError("no address")
        for address in self.to.addresses[:MOST_ADDRESSES]:
            try:
                return socket.create_connection((address, self.to.port), STEP_SECONDS)
            except OSError as error:
                failed = error
        raise failed


def post_json(url: str, payload: Mapping[str, Any]) -> Answered:
    """Send ``payload`` to ``url`` and return the answer.

    Raises AddressRefused when nothing may be sent there, NotDelivered when it did not arrive.
    """
    to = destination(url)
    body = json.dumps(payload, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "parting-words", "Connection": "close"}
    connection = _Pinned(to)
    try:
        with _not_for_ever(connection):
            connection.request("POST", to.path, body, headers)
            response = connection.getresponse()
            said = response.read(LONGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(_why(error)) from None
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise NotDelivered(_status_words(response.status))
    if len(said) > LONGEST_ANSWER:
        raise NotDelivered(_("The server answered with far more than an acknowledgement; is this the right address?"))
    return Answered(response.status, said)


@contextmanager
def _not_for_ever(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Break a connection off that takes too long as a whole, however lively each step of it is."""

    def break_off() -> None:
        if connection.sock:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(ALL_SECONDS, break_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The server's certificate is not valid for its name, or nobody known has signed it.")
    if isinstance(error, ssl.SSLError):
        return _("No secure connection could be made; does the server speak https on this port?")
    if isinstance(error, TimeoutError):
        return _("The server did not answer in time.")
    if isinstance(error, ConnectionRefusedError):
        return _("The server does not accept connections on this port.")
    return _("The connection broke off before the server had answered.")


def _status_words(status: int) -> str:
    if 300 <= status < 400:
        return _("The server sends on to another address (%(status)d); enter that address instead.") % {
            "status": status
        }
    if status in (401, 403, 404, 410):
        return _("The server knows no such webhook, or no longer (%(status)d); make a new one there.") % {
            "status": status
        }
    if status == 429:
        return _("The server asks to send less often (%(status)d).") % {"status": status}
    return _("The server refused the message (%(status)d).") % {"status": status}
