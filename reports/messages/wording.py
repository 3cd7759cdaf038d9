"""What a message says: a draft in every language, the places to be filled in, and the mail that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.labels import cause_label
from reports.models import FixMessage
from reports.outgoing.mail import FONT, MailParts
from reports.outgoing.marking import plain
from surveys.languages import LANGUAGES, SOURCE, django_code

# A language's tag → "subject" and "body".
Texts = Mapping[str, Mapping[str, str]]

LONGEST_SUBJECT, LONGEST_BODY = 150, 2000
PLACES = ("cause", "day", "organisation")
PLACE = re.compile(r"\{([^{}\n]{0,40})\}")
_QUIET = "font-size:13px;color:#565f63"


def draft_texts() -> dict[str, dict[str, str]]:
    """Return the draft in every language. It cannot be sent as it is: what changed is still to be said."""
    texts = {}
    for tag in LANGUAGES:
        with translation.override(django_code(tag)):
            body = [
                _("Hello,"),
                _("when you left {organisation}, you told us what led to it. One of the reasons was: {cause}."),
                _("We have changed this; it is done since {day}. [Say in a sentence or two what changed.]"),
                _("There is nothing you need to do. Thank you for telling us."),
            ]
            texts[tag] = {"subject": _("What became of your answer"), "body": "\n\n".join(body)}
    return texts


def text_in(texts: Texts, tag: str) -> tuple[str, str]:
    """Return subject and body in a language; in the source language where it is not written."""
    chosen = texts.get(tag) or texts.get(SOURCE) or {}
    return chosen.get("subject", ""), chosen.get("body", "")


def place_values(message: FixMessage) -> dict[str, str]:
    """Return what stands in the places, in the active language."""
    return {
        "cause": cause_label(message.cause),
        "day": _day(message.fixed_on),
        "organisation": settings.ORGANISATION_NAME or _("our product"),
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled in, each value on one line; what is no place of ours stays as it is.

    >>> filled("{cause} since {day}: {x}", {"cause": "{day}", "day": "today"})
    '{day} since today: {x}'
    """
    return PLACE.sub(lambda place: plain(values.get(place[1], place[0])), text)


def fix_mail(message: FixMessage, texts: Texts, tag: str, no_more: str) -> MailParts:
    """Return the mail in a language; ``no_more`` is the address of “do not write to me”."""
    with translation.override(django_code(tag)):
        values = place_values(message)
        subject, body = (filled(text, values) for text in text_in(texts, tag))
        ends = [(said, "") for said in _closing()] + [(_("Do not write to me"), no_more)]
        return MailParts(plain(subject), _text(body, ends), _html(tag, (subject, body), ends))


def paragraphs(body: str) -> list[str]:
    """Return a body's paragraphs: what stands between blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if part.strip()]


def _closing() -> list[str]:
    said = _(
        "When you answered, you agreed that we may write to you once about it. This is that message: your address is "
        "already erased from your answer, and no other message follows."
    )
    if settings.CONTACT_EMAIL:
        return [said, _("Whoever asks can be reached at %(address)s.") % {"address": settings.CONTACT_EMAIL}]
    return [said]


def _text(body: str, ends: list[tuple[str, str]]) -> str:
    foot = "\n\n".join(f"{said}\n{link}" if link else said for said, link in ends)
    return "\n\n".join(paragraphs(body)) + f"\n\n-- \n{foot}\n"


def _html(tag: str, said: tuple[str, str], ends: list[tuple[str, str]]) -> str:
    subject, body = said
    lines = format_html_join(
        "",
        "<p>{}</p>",
        (
            (format_html_join(SafeString("<br>"), "{}", ((line,) for line in part.split("\n"))),)
            for part in paragraphs(body)
        ),
    )
    foot = format_html_join("", '<p style="{}">{}</p>', ((SafeString(_QUIET), _end(*end)) for end in ends))
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width"><title>{}</title></head><body style="margin:0;padding:16px;{};color:#1d2326;'
        'background:#ffffff"><div style="max-width:600px;margin:0 auto">{}<hr style="border:0;border-top:1px solid '
        '#deddd6;margin:24px 0 12px">{}</div></body></html>',
        *(tag, subject, SafeString(FONT), lines, foot),
    )


def _end(said: str, link: str) -> SafeString:
    return format_html('<a href="{}" style="color:#565f63">{}</a>', link, said) if link else format_html("{}", said)


def _day(day: date) -> str:
    return date_format(day, pgettext("date format", "j F Y"))
