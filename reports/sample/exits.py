"""Who left Lumen Desk and what they said: the hand-written answers, each given to a customer whom it fits."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from customers.models import Ending
from reports.sample.company import Planned
from reports.sample.draw import Draw
from surveys.models import Channel

ANSWERS = Path(__file__).parent / "answers"
VOLUNTARY = 352
INVOLUNTARY = 48
INVITED = 330
# Those who did not answer are mostly like those who did.
ALIKE = 0.6
FAILING_PLANS = {"starter": 7, "team": 3}


@dataclass(frozen=True)
class WrittenAnswer:
    """One answer as its writer meant it: what was ticked, the words, and what they imply about the customer.

    ``during`` names a time of ``Calendar.during``. ``causes`` is what a careful reader finds in the words, main cause
    first: the sample's team and the tests look at it, the engine does not.
    """

    lang: str
    reasons: tuple[str, ...]
    main: str | None
    words: str
    causes: tuple[str, ...]
    profile: dict[str, str]
    months_ago: int | None
    during: str
    tenure_months: int | None
    seats: int | None
    channel: str

    @property
    def language(self) -> str:
        """The language that the form was in; whoever mixes languages had the one of their country."""
        if self.lang != "mixed":
            return self.lang
        return "zh-Hant" if self.profile["country"] in ("Taiwan", "Hong Kong") else "zh-Hans"


UNKNOWN = WrittenAnswer("en", (), None, "", (), {}, None, "", None, None, Channel.FORM)


@dataclass
class Leaving:
    """One customer's leaving: whether they were asked, and what they answered if they did."""

    planned: Planned
    answer: WrittenAnswer | None = None
    invited: bool = False


def read_answers() -> list[WrittenAnswer]:
    """Return the hand-written answers, always in the same order."""
    return [
        _written_answer(json.loads(line))
        for path in sorted(ANSWERS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _written_answer(line: dict[str, Any]) -> WrittenAnswer:
    dimensions = ("plan", "size", "industry", "country", "source", "term")
    return WrittenAnswer(
        lang=line["lang"],
        reasons=tuple(line["reasons"]),
        main=line["main"],
        words=line["words"],
        causes=tuple(line["causes"]),
        profile={name: line[name] for name in dimensions if name in line},
        months_ago=line.get("months_ago"),
        during=line.get("during", ""),
        tenure_months=line.get("tenure_months"),
        seats=line.get("seats"),
        channel=line.get("channel", Channel.FORM),
    )


def draw_leavings(draw: Draw) -> list[Leaving]:
    """Return everyone who left: those who answered, those who did not, and those whose payment failed."""
    answers = read_answers()
    # Whoever was interviewed was called without having been sent a link.
    answered = [Leaving(_gone(draw, answer), answer, answer.channel == Channel.FORM) for answer in answers]
    silent = [Leaving(_silent(draw, answers)) for _ in range(VOLUNTARY - len(answered))]
    for leaving in draw.rng.sample(silent, INVITED - sum(leaving.invited for leaving in answered)):
        leaving.invited = True
    return answered + silent + [Leaving(_failed_payment(draw)) for _ in range(INVOLUNTARY)]


def _gone(draw: Draw, answer: WrittenAnswer) -> Planned:
    profile = draw.profile(answer.profile)
    ended_on = draw.calendar.during(answer.during, draw.day(answer.months_ago))
    return Planned(
        profile=profile,
        name=draw.name(profile),
        seats=answer.seats or draw.seats(profile["size"]),
        started_on=draw.start(profile["term"], ended_on, answer.tenure_months),
        ended_on=ended_on,
        ending=Ending.VOLUNTARY,
    )


def _silent(draw: Draw, answers: list[WrittenAnswer]) -> Planned:
    known = draw.rng.choice(answers) if draw.rng.random() < ALIKE else UNKNOWN
    return _gone(draw, replace(known, tenure_months=None, seats=None))


def _failed_payment(draw: Draw) -> Planned:
    # Cards fail with small companies that pay by the month.
    planned = _gone(draw, replace(UNKNOWN, profile={"plan": draw.pick(FAILING_PLANS), "term": "monthly"}))
    planned.ending = Ending.INVOLUNTARY
    return planned
