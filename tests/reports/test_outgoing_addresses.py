"""Where webhooks may go: the public internet and servers that are named; nowhere else, whatever they are called."""

import datetime
import socket
import ssl
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reports.outgoing import posting
from reports.outgoing.addresses import AddressRefused, check_url, destination, is_allowed
from reports.outgoing.posting import NotDelivered, post_json
from tests.reports.outgoing_server import chat_server

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001:db8::1 2001::1 2002:7f00:1:: fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 3fff::1
""".split()
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "100.63.255.255", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.fixture
def named(monkeypatch):
    """Let names stand for addresses: named("10.0.0.1", "8.8.8.8")."""

    def stand_for(*addresses):
        answers = [(0, 0, 0, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **options: answers)

    return stand_for


@pytest.fixture
def inside(settings):
    settings.OUTGOING_HTTP, settings.OUTGOING_ALLOWED = True, ["127.0.0.1/32"]


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_public_is_refused(address):
    assert not is_allowed(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_allowed(address):
    assert is_allowed(ip_address(address))


def test_one_closed_address_among_several_is_enough_to_refuse(named):
    named("8.8.8.8", "10.0.0.1")
    with pytest.raises(AddressRefused):
        destination("https://hooks.example.com/a")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]", "localhost"])
def test_this_machine_is_refused_under_any_name(host):
    with pytest.raises(AddressRefused):
        destination(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "example.com",
        "https://",
        "https:///path",
        "https://who:secret@example.com/",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://example.com/a b",
        "https://example.com/\r\nHost: x",
        "https://example.com\\@127.0.0.1/",
        "https://例子.example/",
        "https://[::1",
        "https://example.com/" + "a" * 2000,
    ],
)
def test_what_is_no_safe_address_is_refused_before_it_is_looked_up(url):
    with pytest.raises(AddressRefused):
        check_url(url)


@pytest.mark.parametrize(
    ("entry", "good"),
    [
        ("10.0.0.0/8", True),
        ("10.0.0.7", True),
        ("chat.internal", True),
        ("CHAT.internal", True),
        ("10.1.0.0/16", False),
    ],
)
def test_servers_inside_are_allowed_when_they_are_named(settings, named, entry, good):
    named("10.0.0.7")
    settings.OUTGOING_ALLOWED = [entry]
    if good:
        assert destination("https://chat.internal/hook?a=b").path == "/hook?a=b"
    else:
        with pytest.raises(AddressRefused):
            destination("https://chat.internal/hook")


@pytest.mark.usefixtures("inside")
def test_a_message_arrives():
    with chat_server() as chat:
        assert post_json(chat.url, {"text": "太贵了"}).status == 200
    assert chat.received == [{"text": "太贵了"}]


@pytest.mark.usefixtures("inside")
def test_the_connection_goes_to_what_was_checked_though_the_name_changes(monkeypatch):
    real = socket.getaddrinfo
    with chat_server() as chat:
        answers = iter(["127.0.0.1", "10.255.255.1"])

        def changing(host, *asked, **options):
            return real(next(answers) if host == "rebound.example" else host, *asked, **options)

        monkeypatch.setattr(socket, "getaddrinfo", changing)
        post_json(chat.url.replace("127.0.0.1", "rebound.example"), {})
    assert len(chat.received) == 1
    assert next(answers) == "10.255.255.1"


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(status):
    with chat_server() as chat, chat_server() as elsewhere:
        chat.status, chat.headers = status, {"Location": elsewhere.url}
        with pytest.raises(NotDelivered, match="sends on to another address"):
            post_json(chat.url, {})
    assert elsewhere.received == []


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(("status", "words"), [(404, "no such webhook"), (429, "less often"), (500, "refused")])
def test_a_refusal_is_told_in_plain_words_without_the_address(status, words):
    with chat_server() as chat:
        chat.status = status
        with pytest.raises(NotDelivered, match=words) as refused:
            post_json(chat.url, {})
    assert "secret" not in str(refused.value)


@pytest.mark.usefixtures("inside")
def test_an_answer_without_end_is_not_read_to_its_end():
    with chat_server() as chat:
        chat.body = b"x" * 1_000_000
        with pytest.raises(NotDelivered, match="far more"):
            post_json(chat.url, {})


@pytest.mark.usefixtures("inside")
def test_a_silent_server_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(posting, "STEP_SECONDS", 0.1)
    with chat_server() as chat:
        chat.seconds = 5
        with pytest.raises(NotDelivered, match="in time"):
            post_json(chat.url, {})


@pytest.mark.usefixtures("inside")
def test_the_whole_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(posting, "ALL_SECONDS", 0.1)
    with chat_server() as chat:
        chat.seconds = 5
        with pytest.raises(NotDelivered):
            post_json(chat.url, {})


@pytest.mark.usefixtures("inside")
def test_a_closed_port_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NotDelivered, match="does not accept"):
        post_json(f"http://127.0.0.1:{port}/", {})


@pytest.fixture
def certificate(tmp_path):
    """A certificate for localhost that nobody has signed but itself; its file is returned."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("host", "trusted", "arrives"), [("localhost", True, True), ("localhost", False, False), ("127.0.0.1", True, False)]
)
def test_the_certificate_must_be_trusted_and_of_the_name(certificate, monkeypatch, settings, host, trusted, arrives):
    settings.OUTGOING_ALLOWED = ["127.0.0.0/8", "localhost"]
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with chat_server(context) as chat:
        url = chat.url.replace("127.0.0.1", host)
        if arrives:
            assert post_json(url, {}).status == 200
        else:
            with pytest.raises(NotDelivered, match="certificate"):
                post_json(url, {})
