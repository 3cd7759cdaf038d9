"""What turns a phrase must turn it and no more: praise, denial, a question, another's, over. On generated pairs."""

import pytest

from tests.causes.variations import (
    LANGUAGES,
    Case,
    about_others,
    by_cause,
    frames,
    hold,
    pick,
    real_causes,
    was,
    words,
)

every_language = pytest.mark.parametrize("language", LANGUAGES)
# Causes that speak of the writer, not of the product.
_OWN = ("budget", "low_usage", "changed_needs", "champion_left")


def _case(text, y, cause):
    return Case(text, frozenset({y.cause}), frozenset({cause}))


def _within(name, language, turn, known, each):
    """Return complaints beside words that a frame turns: "the price was fine", "not about the price"."""
    cases = []
    for y, cause, x in about_others(language, known, each):
        aside = pick(frames(turn, language), y.text, x).format(x=x, was=was(x))
        text = pick(frames(name, language), x, y.text).format(a=aside, y=y.text)
        cases.append(_case(text, y, cause))
    return cases


def _beside(name, language, known, each):
    return [
        _case(pick(frames(name, language), y.text, x).format(x=x, y=y.text), y, cause)
        for y, cause, x in about_others(language, known, each)
    ]


@every_language
def test_x_was_fine_but_y_gives_y_and_not_x(language):
    known = words("praised", language)
    hold("X was fine, but Y", language, _within("praise_first", language, "praise", known, 5))


@every_language
def test_y_but_x_was_fine_gives_y_and_not_x(language):
    known = words("praised", language)
    hold("Y, X was fine though", language, _within("praise_last", language, "praise", known, 5))


@every_language
def test_praise_alone_gives_no_cause(language):
    cases = [
        Case(frame.format(x=x, was=was(x)), frozenset(), frozenset(real_causes()))
        for every in words("praised", language).values()
        for x in every
        for frame in frames("praise", language)
    ]
    hold("X was fine", language, cases)


@every_language
def test_not_x_gives_no_x(language):
    cases = [
        Case(frame.format(x=x, was=was(x)), frozenset(), frozenset({cause}))
        for cause, every in words("denied", language).items()
        for x in every
        for frame in frames("denial", language)
    ]
    hold("not X", language, cases)


@every_language
def test_not_x_but_y_gives_y_and_not_x(language):
    hold("not X, Y", language, _within("denial_first", language, "denial", words("denied", language), 6))


@every_language
def test_a_complaint_denied_gives_the_other_one(language):
    hold("not because X, because Y", language, _beside("complaint_denied", language, by_cause(language), 5))


@every_language
def test_less_x_than_y_gives_y_and_not_x(language):
    hold("less X than Y", language, _beside("less", language, words("denied", language), 5))


@every_language
def test_what_is_asked_and_denied_is_none(language):
    hold("X? No, Y", language, _beside("asked", language, words("denied", language), 4))


@every_language
def test_a_complaint_asked_and_denied_is_none(language):
    hold("is it because X? No, Y", language, _beside("complaint_asked", language, by_cause(language), 4))


@every_language
def test_what_is_said_of_another_is_no_cause(language):
    cases = []
    for y, cause, x in about_others(language, words("wrong", language), 5):
        if y.cause == "competitor":
            continue
        speech = "yue" if language == "zh-Hant" and len(cases) % 2 else ""
        frame = pick(frames("theirs_we" if y.cause in _OWN else "theirs_you", language, speech), y.text, x)
        text = frame.format(p=pick(frames("party", language, speech), x, y.text), x=x, y=y.text)
        cases.append(_case(text, y, cause))
    hold("said of another", language, cases)


@every_language
def test_what_is_over_is_no_cause(language):
    known = words("was" if language == "en" else "wrong", language)
    hold("solved", language, _beside("over", language, known, 5))
