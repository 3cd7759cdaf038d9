"""Form pages as HTML: each is rendered once with crispy forms, then kept, and filled in for every further visitor.

A page that nobody has typed into is the same for all but for its token, the order of its choices and the one choice
that a mail's link ticks. So its HTML is cut where these stand, and put together again in a fraction of the time. A
page with errors or with an answer in it is always rendered anew. A test holds both ways to the same HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.template.loader import render_to_string

from surveys.forms import ResponseForm
from surveys.languages import wording_in
from surveys.links import Link
from surveys.pages import AskPage, ask_page, state_line
from surveys.questions import stamp_of
from surveys.scripts import page_scripts
from surveys.tokens import FormPage, form_token

MOST_KEPT = 200
# They stand where the token and the number of a choice's place will; no text that was published holds a NUL.
TOKEN, PLACE = "\0token\0", "\0"
CHOICE = (
    r'\n<label class="choice" for="id_(?P<name>[\w-]+)_\d+"><input type="\w+" name="(?P=name)" value="(?P<key>[^"]+)"'
    r".*?</label>"
)
OPTION = r'  <option value="(?P<listed>[^"]+)">[^<]*</option>\n\n?'
PIECE = re.compile(f"{CHOICE}|{OPTION}", re.DOTALL)


@dataclass(frozen=True)
class Choices:
    """The choices of one field as HTML by key, with ``PLACE`` where the number of each one's place stands."""

    by_key: dict[str, str]

    def filled(self, order: list[str]) -> str:
        """Return them in the order of a page."""
        pieces = [self.by_key[key] for key in order if key in self.by_key]
        return "".join(piece.replace(PLACE, str(place)) for place, piece in enumerate(pieces))


@dataclass(frozen=True)
class Look:
    """How a visitor came to a page: what the address keeps, what was clicked in a mail, which sites frame it."""

    query: dict[str, str] = field(default_factory=dict)
    chosen: Mapping[str, list[str]] = field(default_factory=dict)
    frame_hosts: list[str] = field(default_factory=list)


_kept: dict[object, list[str | Choices]] = {}


def render_new_page(link: Link, page: FormPage, look: Look) -> str:
    """Return the form page that nobody has typed into yet."""
    name = _name(link, page, look)
    parts = _kept.get(name) if name else None
    if parts is None:
        form = ResponseForm(link.survey, page, chosen=look.chosen)
        if name is None:
            return rendered(ask_page(link, form, page.language, look.query), look.frame_hosts)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        parts = _kept[name] = _parts(ask_page(link, form, page.language, look.query), form, look.frame_hosts)
    text = "".join(part if isinstance(part, str) else part.filled(page.choice_order) for part in parts)
    return _ticked(text.replace(TOKEN, form_token(page), 1), look.chosen)


def _name(link: Link, page: FormPage, look: Look) -> tuple[object, ...] | None:
    """Return all that a page's HTML depends on, but for what is filled in; None for one that is not kept."""
    stamp = stamp_of(link.survey)
    if stamp is None:
        return None
    said = wording_in(link.survey.title, page.language), state_line(link.invitation), link.invitation is None
    ours = settings.ORGANISATION_NAME, settings.CONTACT_EMAIL, settings.RETENTION_MONTHS
    return stamp, page.language, said, ours, tuple(look.query.items()), tuple(look.frame_hosts)


def rendered(page: AskPage, frame_hosts: list[str]) -> str:
    """Return the page as crispy forms renders it."""
    return render_to_string("surveys/ask.html", {"page": page, **page_scripts(frame_hosts)})


def _parts(page: AskPage, form: ResponseForm, frame_hosts: list[str]) -> list[str | Choices]:
    """Render the page with nothing ticked, and cut it at the choices whose order differs from page to page."""
    blank = ResponseForm(form.survey, form.page)
    text = rendered(replace(page, form=blank, token=TOKEN), frame_hosts)
    shuffled, end = form.shuffled(), 0
    parts: list[str | Choices] = []
    choices = Choices({})
    for match in PIECE.finditer(text):
        name, piece = match["name"], match[0]
        if name and name not in shuffled:
            continue
        if match.start() > end or not parts:
            choices = Choices({})
            parts += [text[end : match.start()], choices]
        if name:
            piece = piece.replace(f'id_{name}_{len(choices.by_key)}"', f'id_{name}_{PLACE}"')
        choices.by_key[match["key"] or match["listed"]] = piece
        end = match.end()
    return [*parts, text[end:]]


def _ticked(text: str, chosen: Mapping[str, list[str]]) -> str:
    for name, values in chosen.items():
        for value in values:
            before, field, after = text.partition(f' name="{name}" value="{value}"')
            text = before + field + after.replace(">", " checked>", 1)
    return text
