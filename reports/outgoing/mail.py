"""The digest as a mail: text and HTML, with a link that ends it in one click (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers.contacting import may_write_to
from reports.labels import reader_language
from reports.outgoing.addresses import AddressRefused
from reports.outgoing.marking import plain, unlinked
from reports.outgoing.messages import Line, Message, Run, Section

PURPOSE = "reports.digest.unsubscribe"
FONT = "font:15px/1.5 system-ui,-apple-system,'Segoe UI','PingFang SC','PingFang TC','Microsoft YaHei',sans-serif"
_BUTTON = (
    "display:inline-block;padding:9px 16px;border-radius:6px;background:#17625a;color:#ffffff;text-decoration:none"
)


@dataclass(frozen=True)
class MailParts:
    """A mail's subject and its two bodies, which say the same."""

    subject: str
    text: str
    html: str


def mail_parts(message: Message, unsubscribe: str) -> MailParts:
    """Return a message as a mail; ``unsubscribe`` is the address that ends it."""
    return MailParts(plain(message.title), _text(message, unsubscribe), _html(message, unsubscribe))


class TeamMail(EmailMultiAlternatives):
    """A mail to the team's own mailboxes; it too goes to nobody who asked not to be written to."""

    def send(self, *how: Any, **more: Any) -> int:
        """Send it. Raises AddressRefused for an address on the do-not-contact list."""
        if not all(may_write_to(address) for address in self.to):
            raise AddressRefused(_("The address is on the do-not-contact list."))
        return super().send(*how, **more)


def digest_mail(parts: MailParts, to: str, unsubscribe: str) -> TeamMail:
    """Return the mail to send: multipart, with the headers by which mail programs offer to end it."""
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    mail = TeamMail(parts.subject, parts.text, to=[to], headers=headers)
    mail.attach_alternative(parts.html, "text/html")
    return mail


def unsubscribe_token(target: int) -> str:
    """Return the signed token that ends the mail to a target."""
    return signing.Signer(salt=PURPOSE, sep=".").sign(str(target))


def read_unsubscribe_token(token: str) -> int | None:
    """Return the target that a token is of; None for one that was altered or never ours."""
    try:
        return int(signing.Signer(salt=PURPOSE, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def unsubscribe_address(site: str, target: int) -> str:
    """Return the whole address that ends the mail to a target."""
    return site + reverse("unsubscribe_digest", args=[unsubscribe_token(target)])


def _text(message: Message, unsubscribe: str) -> str:
    parts = ["\n".join(_text_line(line) for line in message.lead)]
    for section in message.sections:
        parts.append("\n".join([section.title, *(f"- {_text_line(line)}" for line in section.lines)]))
    parts.append(f"{message.link.text}\n{message.link.link}")
    parts.append(_text_line(message.note))
    parts.append(f"-- \n{_('End this mail')}\n{unsubscribe}")
    return "\n\n".join([message.title, *parts]) + "\n"


def _text_line(line: Line) -> str:
    return "".join(unlinked(run.text) for run in line)


def _html(message: Message, unsubscribe: str) -> str:
    sections = format_html_join("", "{}", ((_html_section(section),) for section in message.sections))
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width"><title>{}</title></head><body style="margin:0;padding:16px;{};color:#1d2326;'
        'background:#ffffff"><div style="max-width:600px;margin:0 auto"><h1 style="font-size:20px;line-height:1.3">{}'
        '</h1><p>{}</p>{}<p style="margin:20px 0"><a href="{}" style="{}">{}</a></p><p style="font-size:13px;'
        'color:#565f63">{}</p><p style="font-size:13px;color:#565f63"><a href="{}" style="color:#565f63">{}</a></p>'
        "</div></body></html>",
        *(reader_language(), message.title, SafeString(FONT), message.title),
        format_html_join(SafeString("<br>"), "{}", ((_html_line(line),) for line in message.lead)),
        *(sections, message.link.link, SafeString(_BUTTON), message.link.text),
        *(_html_line(message.note), unsubscribe, _("End this mail")),
    )


def _html_section(section: Section) -> SafeString:
    style = "border-left:3px solid #deddd6;padding-left:10px" if section.quotes else "padding-left:0"
    lines = format_html_join(
        "",
        '<li style="margin:6px 0;list-style:none;{}">{}</li>',
        ((SafeString(style), _html_line(line)) for line in section.lines),
    )
    return format_html(
        '<h2 style="font-size:16px;margin:20px 0 4px">{}</h2><ul style="margin:0;padding:0">{}</ul>',
        section.title,
        lines,
    )


def _html_line(line: Line) -> SafeString:
    return format_html_join("", "{}", ((_html_run(run),) for run in line))


def _html_run(run: Run) -> SafeString:
    said = format_html("{}", unlinked(run.text))
    if run.link:
        said = format_html('<a href="{}" style="color:#17625a">{}</a>', run.link, said)
    return format_html("<strong>{}</strong>", said) if run.strong else said
