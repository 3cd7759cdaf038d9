"""What must not change the causes: spelling, slips, what stands before and behind, company. On generated pairs."""

import random

import pytest

from causes import find_causes, find_causes_many, load_codebook
from tests.causes.variations import (
    FRAMES,
    LANGUAGES,
    Case,
    by_cause,
    complaints,
    converter,
    frames,
    given,
    hold,
    hold_same,
    number,
    real_causes,
    two_complaints,
    written,
)

every_language = pytest.mark.parametrize("language", LANGUAGES)
in_chinese = pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])


def _texts(language):
    return [c.text for c in complaints(language)] + [text for *_, text, _ in two_complaints(language)]


@every_language
def test_every_cause_has_its_complaints(language):
    assert {cause: len(texts) for cause, texts in by_cause(language).items()} == dict.fromkeys(real_causes(), 8)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_traditional_reads_as_simplified(config):
    pairs = [(text, converter(config).convert(text)) for text in _texts("zh-Hans")]
    hold_same(f"Traditional ({config})", "zh-Hans", pairs)


@every_language
@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase], ids=["upper", "title", "swapped"])
def test_case_changes_nothing(change, language):
    own = [] if language == "en" else ["，app不OK, the iPhone 15 Pro"]
    texts = [text + other for text in _texts(language) for other in own or [""]]
    hold_same("case", language, [(text, change(text)) for text in texts])


@every_language
def test_full_width_changes_nothing(language):
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {" ": "\u3000"})
    narrow = str.maketrans("，；", ",;")
    texts = [text if language == "en" else text.translate(narrow) + " OK 123!" for text in _texts(language)]
    hold_same("full width", language, [(text, text.translate(wide)) for text in texts])


def _slip(text, at, kind):
    if kind == "swapped":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == "dropped" else text[:at] + text[at] + text[at:]


@pytest.mark.parametrize("kind", ["swapped", "dropped", "doubled"])
def test_a_slip_of_the_finger_rarely_hides_the_cause(kind):
    cases = []
    for cause, text in complaints("en"):
        inside = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha() and text[i] != text[i + 1]]
        places = sorted(inside, key=lambda i, text=text: number(text, kind, i))[:2]
        cases += [Case(_slip(text, at, kind), frozenset({cause})) for at in places]
    hold(f"a letter {kind}", "en", cases)


_NEGATIVES = frozenset("不没沒無无未冇唔别別非")


@in_chinese
def test_a_character_that_sounds_alike_rarely_hides_the_cause(language):
    alike = {written(a, language): written(b, language) for a, b in FRAMES["slips"]["sound_alike"].split()}
    cases = []
    for cause, text in complaints(language):
        places = sorted((i for i, char in enumerate(text) if char in alike), key=lambda i, text=text: number(text, i))
        cases += [Case(text[:at] + alike[text[at]] + text[at + 1 :], frozenset({cause})) for at in places[:2]]
    hold("a character that sounds alike", language, cases)


@in_chinese
def test_a_dropped_character_rarely_hides_the_cause(language):
    cases = []
    for cause, text in complaints(language):
        places = [i for i, char in enumerate(text) if char not in _NEGATIVES]
        at = min(places, key=lambda i, text=text: number(text, i))
        cases.append(Case(text[:at] + text[at + 1 :], frozenset({cause})))
    hold("a character dropped", language, cases)


def _framed(name, language):
    return [
        Case(frame.format(y=text), frozenset({cause}))
        for cause, text in complaints(language)
        for frame in frames(name, language)
    ]


@every_language
def test_a_lead_in_leaves_the_cause(language):
    hold("lead-in", language, _framed("lead_in", language))


@every_language
def test_greetings_thanks_and_marks_leave_the_cause(language):
    hold("greetings, thanks, marks", language, _framed("tail", language))


@every_language
def test_what_is_said_twice_gives_the_same(language):
    cases = [Case(text, cause, frozenset(real_causes()) - cause) for text, cause, _ in _framed("twice", language)]
    hold("said twice", language, cases)


@every_language
def test_two_complaints_give_both(language):
    cases = [Case(text, frozenset({one, two})) for one, two, text, _ in two_complaints(language)]
    hold("two complaints", language, cases)


@every_language
def test_the_order_of_two_complaints_changes_no_cause(language):
    both = list(two_complaints(language))
    read = [frozenset(causes) for causes in given([text for *_, text, _ in both])]
    every = frozenset(load_codebook().causes)
    cases = [Case(swapped, causes, every - causes) for (*_, swapped), causes in zip(both, read, strict=True)]
    hold("order", language, cases)


@every_language
def test_a_text_reads_the_same_in_any_company(language):
    texts = _texts(language)
    alone = {text: find_causes(text) for text in texts}
    mixed = texts * 2
    random.Random(3).shuffle(mixed)
    assert find_causes_many(mixed) == [alone[text] for text in mixed]
