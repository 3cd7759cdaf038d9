"""Every mail to a customer goes one way: through the list, with the way out in it."""

import ast
from pathlib import Path

import pytest

from customers.contacting import list_address, list_customer
from customers.models import Customer
from reports.outgoing.addresses import AddressRefused
from reports.outgoing.customer_mail import Post
from reports.outgoing.mail import MailParts, digest_mail
from surveys.no_more import Reader
from tests.reports import scripted_mail

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "customers", "surveys", "causes", "reports")
# What makes or sends a mail, in Django and in Python.
MAKERS = {"django.core.mail", "email", "smtpd", "smtplib.SMTP", "smtplib.SMTP_SSL", "smtplib.LMTP"}


def makes_mail(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            # The whole of smtplib is more than its errors.
            names |= {f"{alias.name}.SMTP" if alias.name == "smtplib" else alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return any(name == maker or name.startswith(f"{maker}.") for name in names for maker in MAKERS)


def users_of(name):
    return {
        path
        for path in modules()
        if name in {getattr(node, "id", "") for node in ast.walk(ast.parse((ROOT / path).read_text()))}
    }


def modules():
    return {str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def worded(link):
    return MailParts("s", f"t {link}", f"<p>{link}</p>")


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_BACKEND = scripted_mail.BACKEND
    scripted_mail.begin()
    return scripted_mail


def test_mail_is_made_in_two_places_and_both_ask_the_list():
    makers = {path for path in modules() if makes_mail(ROOT / path)}
    assert makers == {"reports/outgoing/customer_mail.py", "reports/outgoing/mail.py"}
    assert makers <= users_of("may_write_to")


def test_the_team_s_own_mail_obeys_the_list_too(db, mail_server):
    list_address("pm@example.com", "asked")
    with pytest.raises(AddressRefused, match="do-not-contact"):
        digest_mail(MailParts("s", "t", "h"), "PM@example.com", "https://end.example").send()
    assert mail_server.sent == []


@pytest.mark.parametrize("written", ["ANN@example.com", "ａｎｎ＠example.com", "ann@exam\u00adple.com"])
def test_who_is_on_the_list_is_not_written_to(db, mail_server, written):
    list_address("ann@example.com", "team")
    assert (Post().send(worded, Reader(written)).state, mail_server.sent) == ("silent", [])


def test_a_customer_on_the_list_is_not_written_to(db, mail_server):
    Customer.objects.create(ref="C-1")
    list_customer("C-1", "team")
    assert (Post().send(worded, Reader("ann@example.com", "C-1")).state, mail_server.sent) == ("silent", [])


@pytest.mark.parametrize(
    "address", ["a@example.com\nBcc: b@example.com", "a@example.com, b@example.com", "<a@example.com>"]
)
def test_what_is_not_one_mailbox_is_not_written_to(db, mail_server, address):
    assert (Post().send(worded, Reader(address)).state, mail_server.sent) == ("silent", [])


def test_a_mail_without_the_way_out_is_not_sent(db, mail_server):
    outcome = Post().send(lambda link: MailParts("s", "t", "h"), Reader("ann@example.com"))
    assert (outcome.state, mail_server.sent) == ("refused", [])


def test_a_domain_in_other_letters_is_written_to(db, mail_server):
    assert Post().send(worded, Reader("wo@例子.公司", "", "zh-Hans")).state == "sent"
    assert mail_server.sent[0].message()["To"] == "wo@xn--fsqu00a.xn--55qx5d"
