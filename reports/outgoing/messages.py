"""The digest in words, in the language that is active: lines of plain runs that every channel escapes for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from reports.digests import Amounts, CauseChange, CauseFigures, DigestContent, NewPhrase
from reports.labels import reader_language
from reports.outgoing.quoting import Quote
from reports.templatetags.figures import money, number, percent
from surveys.languages import wording_in


@dataclass(frozen=True)
class Run:
    """A piece of a line: plain text, perhaps strong, perhaps a link. Nothing in it is markup."""

    text: str
    strong: bool = False
    link: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Section:
    """Lines under a title; ``quotes`` says that they are words of customers."""

    title: str
    lines: tuple[Line, ...]
    quotes: bool = False


@dataclass(frozen=True)
class Message:
    """A digest as every channel shows it. ``link`` leads to the report; ``note`` says how the figures were made."""

    title: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]
    link: Run
    note: Line


def digest_message(content: DigestContent) -> Message:
    """Return what the digest says; when nothing happened, that nothing is sent and why."""
    return Message(
        title=_("Parting Words: %(begin)s – %(end)s")
        % {"begin": content.begin.isoformat(), "end": last_day(content.end).isoformat()},
        lead=tuple(_lead(content)),
        sections=tuple(section for section in _sections(content) if section.lines),
        link=Run(_("Open the report"), link=content.site + content.report_path),
        note=(Run(_note(content)),),
    )


def test_message(message: Message) -> Message:
    """Return a message that says that it is a test."""
    return replace(message, title=_("Test: %(title)s") % {"title": message.title})


def last_day(end: date) -> date:
    """Return the last day of a half-open period."""
    return end - timedelta(days=1)


def _lead(content: DigestContent) -> Iterator[Line]:
    figures = {
        "exits": number(content.exits),
        "answers": number(content.answers),
        "coded": number(content.coded),
        "invited": number(content.invited),
        "answered": number(content.invited_answered),
    }
    yield (Run(_("Exits: %(exits)s. Answers: %(answers)s, of them coded: %(coded)s.") % figures),)
    if content.invited:
        rate = percent(content.invited_answered / content.invited)
        text = _("Response rate %(rate)s: %(answered)s of %(invited)s invited people.") % (figures | {"rate": rate})
        yield (Run(text),)
    if not content.happened:
        yield (Run(_("No cause rose or fell by more than chance, and no new phrase emerged: nothing is sent."), True),)


def _sections(content: DigestContent) -> Iterator[Section]:
    yield Section(_("Rose by more than chance"), tuple(_change(one) for one in content.rises))
    yield Section(_("Fell by more than chance"), tuple(_change(one) for one in content.falls))
    yield Section(_("New phrases"), tuple(_phrase(content, one) for one in content.phrases))
    yield Section(_("In their words"), tuple(_quote(content, one) for one in content.quotes), quotes=True)
    amounts = [one for one in content.at_stake if one.amounts]
    yield Section(_("Revenue at stake a month"), tuple(_at_stake(one) for one in amounts))


def _change(one: CauseChange) -> Line:
    now, before = one.now, one.before
    said = _(": %(now)s, before %(before)s.") % {"now": _share(now), "before": _share(before)}
    return (Run(name_of(now), True), Run(said), *_owner(now))


def _share(figures: CauseFigures) -> str:
    if figures.share is None:
        return _("too few people to show")
    return _("%(share)s (%(count)s of %(base)s people, 95%% interval %(low)s to %(high)s)") % {
        "share": percent(figures.share),
        "count": number(figures.count),
        "base": number(figures.base),
        "low": percent(figures.low),
        "high": percent(figures.high),
    }


def _owner(figures: CauseFigures) -> tuple[Run, ...]:
    return (Run(" " + _("Owner: %(name)s.") % {"name": figures.owner}),) if figures.owner else ()


def _phrase(content: DigestContent, one: NewPhrase) -> Line:
    said = _(": %(now)s of %(of_now)s answers; before, %(before)s of %(of_before)s.") % {
        "now": number(one.now),
        "of_now": number(one.of_now),
        "before": number(one.before),
        "of_before": number(one.of_before),
    }
    few = " " + _("Few: read them all before believing it.") if one.few else ""
    return (Run(one.phrase, True, content.site + content.emerging_path), Run(said + few))


def _quote(content: DigestContent, one: Quote) -> Line:
    name = wording_in(one.names, reader_language())
    return (Run(_("“%(words)s”") % {"words": one.words}), Run(" — "), Run(name, link=content.site + one.path))


def _at_stake(one: CauseFigures) -> Line:
    said = _(": %(amount)s of %(count)s people.") % {"amount": _money(one.amounts), "count": number(one.count)}
    return (Run(name_of(one), True), Run(said), *_owner(one))


def _money(amounts: Amounts | None) -> str:
    return money(amounts)


def _note(content: DigestContent) -> str:
    return _(
        "Compared with %(before)s – %(end)s. Beyond chance: Benjamini–Hochberg (5%%) over %(compared)d causes with "
        "enough people. One person may name several causes, so shares and revenue do not add up. Figures of fewer than "
        "%(floor)d people are not shown."
    ) % {
        "before": content.before.isoformat(),
        "end": last_day(content.begin).isoformat(),
        "compared": content.compared,
        "floor": content.floor,
    }


def name_of(figures: CauseFigures) -> str:
    """Return a cause's label in the active language."""
    return wording_in(dict(figures.names), reader_language())
