"""The digest as three shapes of webhooks take it: Slack's, Feishu's and WeCom's. Pure: a message in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from reports.outgoing.marking import feishu_text, plain, slack_text, wecom_text
from reports.outgoing.messages import Line, Message, Run, Section

Payload = dict[str, Any]

# What the servers take: characters of a block and of a header, bytes of a request, bytes of a message.
SLACK_BLOCK, SLACK_HEADER, FEISHU_BYTES, WECOM_BYTES = 3000, 150, 20_000, 4096


@dataclass(frozen=True)
class Marks:
    """A channel's markup: how a text is escaped, and what makes it strong or a link."""

    text: Callable[[str], str]
    strong: str
    link: str

    def line(self, line: Line) -> str:
        """Return a line in this markup."""
        return "".join(self.run(run) for run in line)

    def run(self, run: Run) -> str:
        """Return a run in this markup. A link's address is ours, and holds no mark: see ``urlencode``."""
        said = self.text(run.text)
        if run.link:
            said = self.link.format(text=said, url=run.link.replace("&", "&amp;") if self is SLACK else run.link)
        return self.strong.format(said) if run.strong else said


SLACK = Marks(slack_text, "*{}*", "<{url}|{text}>")
FEISHU = Marks(feishu_text, "**{}**", "[{text}]({url})")
WECOM = Marks(wecom_text, "**{}**", "[{text}]({url})")


def slack_payload(message: Message) -> Payload:
    """Return the digest as blocks, and whole as text for servers that are only shaped like Slack's."""
    parts = [_joined(SLACK, message.lead), *(_section(SLACK, section, "> ") for section in message.sections)]
    blocks: list[Payload] = [
        {"type": "header", "text": {"type": "plain_text", "text": plain(message.title)[:SLACK_HEADER], "emoji": False}}
    ]
    for part in parts:
        blocks += [{"type": "section", "text": _mrkdwn(piece)} for piece in _pieces(part, SLACK_BLOCK)]
    button = {"type": "button", "text": {"type": "plain_text", "text": message.link.text}, "url": message.link.link}
    blocks.append({"type": "actions", "elements": [button]})
    blocks.append({"type": "context", "elements": [_mrkdwn(SLACK.line(message.note)[:SLACK_BLOCK])]})
    title = SLACK.run(Run(message.title, True))
    text = "\n\n".join([title, *parts, SLACK.run(message.link), SLACK.line(message.note)])
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _mrkdwn(text: str) -> Payload:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def feishu_payload(message: Message) -> Payload:
    """Return the digest as an interactive card."""
    return _fitting(message, _feishu_card, FEISHU_BYTES)


def _feishu_card(message: Message) -> Payload:
    texts = [_joined(FEISHU, message.lead), *(_section(FEISHU, section, "") for section in message.sections)]
    elements: list[Payload] = [{"tag": "markdown", "content": text} for text in texts]
    label = {"tag": "plain_text", "content": message.link.text}
    button = {"tag": "button", "text": label, "url": message.link.link, "type": "primary"}
    elements.append({"tag": "action", "actions": [button]})
    if message.note:
        note = {"tag": "plain_text", "content": plain("".join(run.text for run in message.note))}
        elements.append({"tag": "note", "elements": [note]})
    header = {"template": "green", "title": {"tag": "plain_text", "content": plain(message.title)}}
    return {
        "msg_type": "interactive",
        "card": {"config": {"wide_screen_mode": True}, "header": header, "elements": elements},
    }


def wecom_payload(message: Message) -> Payload:
    """Return the digest as markdown of at most 4,096 bytes; what has no room is left for the report."""
    payload = _fitting(message, _wecom_markdown, WECOM_BYTES)
    payload["markdown"]["content"] = cut_bytes(payload["markdown"]["content"], WECOM_BYTES)
    return payload


def _wecom_markdown(message: Message) -> Payload:
    parts = [f"## {wecom_text(message.title)}", _joined(WECOM, message.lead)]
    parts += [_section(WECOM, section, "> ") for section in message.sections]
    parts.append(WECOM.run(message.link))
    if message.note:
        parts.append(f'<font color="comment">{WECOM.line(message.note)}</font>')
    return {"msgtype": "markdown", "markdown": {"content": "\n".join(parts)}}


def cut_bytes(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many bytes as UTF-8, cut between characters.

    >>> cut_bytes("太贵了", 8)
    '太贵'
    """
    return text.encode()[:most].decode(errors="ignore")


def _joined(marks: Marks, lines: tuple[Line, ...]) -> str:
    return "\n".join(marks.line(line) for line in lines)


def _section(marks: Marks, section: Section, quoted: str) -> str:
    begin = quoted if section.quotes else "• "
    lines = [begin + marks.line(line) for line in section.lines]
    return "\n".join([marks.run(Run(section.title, True)), *lines])


def _pieces(text: str, longest: int) -> Iterator[str]:
    """Yield a text in pieces of whole lines; a single line that is longer is cut."""
    held = ""
    for line in text.split("\n"):
        if held and len(held) + 1 + len(line) > longest:
            yield held
            held = line[:longest]
        else:
            held = f"{held}\n{line}" if held else line[:longest]
    yield held


def _fitting(message: Message, render: Callable[[Message], Payload], most: int) -> Payload:
    """Return a message rendered with as many of its lines as have room; the last sections give way first."""
    payload = render(message)
    shorter = message
    while _size(payload) > most and (shorter.note or shorter.sections):
        shorter = replace(shorter, note=()) if shorter.note else replace(shorter, sections=_less(shorter.sections))
        more = (Run(_("There is more in the report.")),)
        payload = render(replace(shorter, lead=(*message.lead, more)))
    return payload


def _less(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return sections without the last line of the last one."""
    *others, last = sections
    return (*others, replace(last, lines=last.lines[:-1])) if len(last.lines) > 1 else tuple(others)


def _size(payload: Payload) -> int:
    """Return the bytes of what counts: a WeCom message's text, else the whole request."""
    if "markdown" in payload:
        return len(payload["markdown"]["content"].encode())
    return len(json.dumps(payload, ensure_ascii=False).encode())
