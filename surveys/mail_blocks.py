"""The first question as a block for a mail: each choice is a link that opens the form with it chosen."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from surveys.languages import LANGUAGES, django_code, wording_in
from surveys.models import Question, Survey

CLICKABLE = (Question.Kind.SEVERAL, Question.Kind.SINGLE, Question.Kind.SCALE)
BUTTON = "display:block;padding:10px 14px;border:1px solid #7d868a;border-radius:6px;color:#17625a;text-decoration:none"


@dataclass(frozen=True)
class MailBlock:
    """The block in one language, as the HTML of a mail and as its plain text."""

    tag: str
    name: str
    html: str
    text: str


def mail_blocks(survey: Survey, address: str) -> list[MailBlock]:
    """Return the block in every language; ``address`` is the form that its links open.

    The links only open the form: mail programs and virus scanners follow links, so a click sends nothing.
    """
    question = survey.questions.filter(kind__in=CLICKABLE, follows=None, retired=False).first()
    return [_block(survey, question, address, tag) for tag in LANGUAGES]


def _block(survey: Survey, question: Question | None, address: str, tag: str) -> MailBlock:
    with translation.override(django_code(tag)):
        optional = _("This is optional and changes nothing about your subscription.")
        asked = wording_in(question.wording if question else survey.title, tag)
        hint = _("A click opens a page where you can say more. Nothing is sent before you press Send there.")
        choices = [(wording, _link(address, tag, query)) for query, wording in _choices(question, tag)]
        form = _("Answer in your own words"), _link(address, tag, {})
        notice_query = urlencode({"lang": tag})
        notice = (
            _("What happens with your answer"),
            f"{settings.SITE_URL}{reverse('notice', args=[survey.key])}?{notice_query}",
        )
        lines = [optional, "", asked, "", *_lines(choices), hint, "", *_lines([form, notice])]
    rows = format_html_join(
        "\n",
        '<tr><td style="padding:4px 0"><a href="{}" style="{}">{}</a></td></tr>',
        ((link, BUTTON, wording) for wording, link in choices),
    )
    html = format_html(
        '<table role="presentation" lang="{}" width="100%" cellpadding="0" cellspacing="0" '
        'style="max-width:560px;font:16px/1.5 sans-serif">\n'
        '<tr><td style="padding:4px 0">{}<br><strong>{}</strong></td></tr>\n{}\n'
        '<tr><td style="padding:8px 0">{}<br><a href="{}" style="color:#17625a">{}</a> · '
        '<a href="{}" style="color:#17625a">{}</a></td></tr>\n</table>',
        *(tag, optional, asked, rows, hint, form[1], form[0], notice[1], notice[0]),
    )
    return MailBlock(tag, LANGUAGES[tag], html, "\n".join(lines).rstrip() + "\n")


def _choices(question: Question | None, tag: str) -> list[tuple[dict[str, str], str]]:
    """Return the query and the wording of what can be clicked; "another reason" stays where the survey has it."""
    if question is None:
        return []
    if question.kind == Question.Kind.SCALE:
        numbers = range(question.least or 0, (question.most or 0) + 1)
        return [({question.key: str(number)}, _scale_wording(question, number, tag)) for number in numbers]
    offered = sorted(question.choices.filter(retired=False), key=lambda choice: (choice.stays_last, choice.position))
    return [({question.key: choice.key}, wording_in(choice.wording, tag)) for choice in offered]


def _scale_wording(question: Question, number: int, tag: str) -> str:
    ends = {question.least: question.least_wording, question.most: question.most_wording}
    meant = wording_in(ends.get(number) or {}, tag)
    return f"{number} – {meant}" if meant else str(number)


def _link(address: str, tag: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query | {'via': 'mail', 'lang': tag})}"


def _lines(links: list[tuple[str, str]]) -> list[str]:
    return [line for wording, address in links for line in (wording, address, "")]
