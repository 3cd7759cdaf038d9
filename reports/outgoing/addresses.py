"""Where a message may be sent: a public https address, looked up and checked at the very moment of sending.

Whoever names the address of a webhook makes this server open a connection; it must not become a way into the network
that the server stands in. So the name is resolved here, every address that it stands for is looked at, and the
connection goes to the address that was looked at, not to what the name stands for a moment later. Redirects are not
followed. Networks of one's own (a chat server inside) are named in OUTGOING_ALLOWED.
"""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = IPv4Address | IPv6Address

LONGEST_URL = 2000
LOOK_UP_SECONDS = 5.0
# Not public whatever else is said of them; what IPv6 wraps an IPv4 address in is unwrapped before.
CLOSED = [
    ip_network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
    ).split()
]
# Of IPv6 only this is public at all: neither unspecified, loopback, link-local, unique-local nor multicast.
PUBLIC_V6 = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that nothing is sent to; the message tells the team why, and never repeats the address."""


@dataclass(frozen=True)
class Destination:
    """A checked address of the web: connect to one of ``addresses``, speak to ``host``, ask for ``path``."""

    secure: bool
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that has the right form. Raises AddressRefused; looks nothing up."""
    if len(url) > LONGEST_URL or any(not " " < character < "\x7f" for character in url) or "\\" in url:
        raise AddressRefused(_("This is no address of the web: it is too long or holds spaces or other characters."))
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(_("This is no address of the web.")) from None
    if parts.scheme not in (("https", "http") if settings.OUTGOING_HTTP else ("https",)):
        raise AddressRefused(_("The address must begin with https://."))
    if not host or parts.port == 0:
        raise AddressRefused(_("The address names no server."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("The address must not hold a name or a password before the server."))
    return parts


def destination(url: str) -> Destination:
    """Return where a message to ``url`` goes. Raises AddressRefused when any address of its host may not be used."""
    parts = check_url(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = _looked_up(host, port)
    if not all(is_allowed(address, host) for address in found):
        raise AddressRefused(
            _(
                "The address leads into a private or reserved network. If it is a server of your own, whoever runs "
                "this installation can name it in OUTGOING_ALLOWED."
            )
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(parts.scheme == "https", host, port, path, tuple(str(address) for address in found))


def is_allowed(address: Address, host: str = "") -> bool:
    """Say whether a connection to ``address`` may be made: it is public, or it or its ``host`` is named as one's own.

    >>> is_allowed(ip_address("169.254.169.254"))
    False
    """
    plain = unwrapped(address)
    if plain.is_unspecified or plain.is_multicast:
        return False
    return is_public(plain) or _is_own(plain, host)


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the public internet."""
    if isinstance(address, IPv6Address) and address not in PUBLIC_V6:
        return False
    return address.is_global and not any(address in network for network in CLOSED if network.version == address.version)


def unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for (mapped, or through NAT64), else the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_own(address: Address, host: str) -> bool:
    for entry in settings.OUTGOING_ALLOWED:
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            if host and entry.casefold().rstrip(".") == host.casefold():
                return True
            continue
        if address.version == network.version and address in network:
            return True
    return False


def _looked_up(host: str, port: int) -> list[Address]:
    """Return every address that a host's name stands for, each once. Raises AddressRefused."""
    pool = ThreadPoolExecutor(1)
    try:
        asked = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        answers = asked.result(LOOK_UP_SECONDS)
    except (OSError, UnicodeError, TooSlow):
        raise AddressRefused(_("No server of this name can be found.")) from None
    finally:
        pool.shutdown(wait=False)
    # A zone (fe80::1%eth0) belongs to this machine, not to the address.
    return list(dict.fromkeys(ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))
