"""What the team needs to put a survey in each of its places: links, snippets, keys and the list of allowed sites."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from reports.labels import survey_label
from surveys.frames import allowed_hosts
from surveys.mail_blocks import MailBlock, mail_blocks
from surveys.models import SigningKey, Survey
from surveys.signing_keys import MOST_ACTIVE, active_keys

EXAMPLES = settings.BASE_DIR / "docs" / "examples"
LANGUAGES_OF_CODE = {"py": "Python", "js": "JavaScript (Node.js)", "php": "PHP", "rb": "Ruby"}


@dataclass(frozen=True)
class Code:
    """A signed link made in one programming language, ready for one survey."""

    ending: str
    language: str
    text: str


@dataclass(frozen=True)
class PlacesPage:
    """The page of a survey's places. ``shown_key`` is a key made a moment ago: its secret is shown this once."""

    survey: Survey
    title: str
    link: str
    link_tag: str
    mails: list[MailBlock]
    iframe: str
    inline: str
    dialog: str
    code: list[Code]
    keys: list[SigningKey]
    may_make_key: bool
    hosts: list[str]
    shown_key: SigningKey | None = None
    written_hosts: str = ""
    hosts_error: str = ""


def places_page(
    survey: Survey, shown_key: SigningKey | None = None, written_hosts: str | None = None, hosts_error: str = ""
) -> PlacesPage:
    """Return the page; what was typed as sites stays, with what is wrong with it."""
    link = settings.SITE_URL + reverse("survey", args=[survey.key])
    frame = settings.SITE_URL + reverse("embed", args=[survey.key])
    # The name without a digest: a page of the host's keeps working when a new version is put in place.
    script = settings.SITE_URL + settings.STATIC_URL + "js/embed.js"
    title, hosts, keys = survey_label(survey), allowed_hosts(survey), list(active_keys(survey))
    named = (script, survey.key, title)
    fallback = format_html('<noscript><a href="{}">{}</a></noscript>', link, title)
    return PlacesPage(
        survey=survey,
        title=title,
        link=link,
        link_tag=format_html('<a href="{}">{}</a>', link, title),
        mails=mail_blocks(survey, link),
        iframe=format_html('<iframe src="{}" title="{}" width="100%" height="800"></iframe>', frame, title),
        inline=format_html(
            '<script src="{}" data-survey="{}" data-title="{}" data-mode="inline" defer></script>\n{}', *named, fallback
        ),
        dialog=format_html(
            '<a href="{}" data-parting-words>{}</a>\n'
            '<script src="{}" data-survey="{}" data-title="{}" data-mode="dialog" defer></script>',
            *(link, title, *named),
        ),
        code=signing_code(survey, keys),
        keys=keys,
        may_make_key=len(keys) < MOST_ACTIVE,
        hosts=hosts,
        shown_key=shown_key,
        written_hosts="\n".join(hosts) if written_hosts is None else written_hosts,
        hosts_error=hosts_error,
    )


def signing_code(survey: Survey, keys: list[SigningKey]) -> list[Code]:
    """Return the documentation's examples with this survey's address and key, and the newest signing key's name."""
    name = keys[0].name if keys else "k…"
    return [
        Code(
            ending,
            language,
            _example(ending)
            .replace("https://ask.example.com", settings.SITE_URL)
            .replace('"exit"', f'"{survey.key}"')
            .replace("'exit'", f"'{survey.key}'")
            .replace("k0a1b2c3d", name),
        )
        for ending, language in LANGUAGES_OF_CODE.items()
    ]


def qr_code(survey: Survey) -> str:
    """Return the open link as a QR code for paper, an SVG of its own; a quarter of it may be smudged."""
    address = f"{settings.SITE_URL}{reverse('survey', args=[survey.key])}?via=paper"
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", scale=8, border=4, title=survey.key)
    return drawn.getvalue().decode()


@cache
def _example(ending: str) -> str:
    """Return an example without what only its test needs."""
    lines = (EXAMPLES / f"signed-link.{ending}").read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if "test vectors" in line)
    return "\n".join(lines[:end]).rstrip() + "\n"
