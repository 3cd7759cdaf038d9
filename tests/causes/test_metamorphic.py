"""What must not change the causes, and what must, on hundreds of generated pairs."""

import itertools
import random

import opencc
import pytest

from causes import find_causes, find_causes_many

# One plain complaint a cause and language, and an aspect word with which the same thing is praised or denied.
COMPLAINTS = {
    "price": [("it is far too expensive", "the price"), ("the fees went up again", "the price"), ("太贵了", "价格")],
    "quality": [("it keeps crashing", "the quality"), ("it crashes every day", "the quality"), ("老是闪退", "质量")],
    "support": [
        ("support never replied", "the support"),
        ("customer service ignored us", "the support"),
        ("客服一直不回复", "客服"),
    ],
    "billing": [("you charged my card twice", "the invoice"), ("重复扣费还不退款", "账单")],
    "competitor": [("we switched to a competitor", None), ("我们换了别家", None)],
    "low_usage": [("we hardly ever used it", None), ("买了以后很少用", None)],
}
CASES = [(cause, text, aspect) for cause, pairs in COMPLAINTS.items() for text, aspect in pairs]
OTHERS = [(a, b) for a, b in itertools.permutations(CASES, 2) if a[0] != b[0] and a[1].isascii() == b[1].isascii()]


def _keys(text):
    return {found.cause for found in find_causes(text).causes}


def _most(pairs, allowed):
    """Every pair must pass but a few: words that were never learned together may tip a doubtful cause."""
    wrong = [(a, b) for a, b, right in pairs if not right]
    assert len(wrong) <= allowed * len(pairs), wrong[:10]


def _praise(aspect):
    return f"{aspect} was fine" if aspect.isascii() else f"{aspect}很好"


def _denial(aspect):
    return f"it is not about {aspect}" if aspect.isascii() else f"不是{aspect}的问题"


def _joined(first, second):
    return f"{first}, but {second}" if second.isascii() else f"{first}，但是{second}"


@pytest.mark.parametrize(("cause", "text", "aspect"), CASES)
def test_a_plain_complaint_is_found(cause, text, aspect):
    assert cause in _keys(text)


@pytest.mark.parametrize("config", ["s2t", "s2tw"])
def test_traditional_reads_as_simplified(config):
    convert = opencc.OpenCC(config).convert
    texts = [_joined(a[1], b[1]) for a, b in OTHERS if not a[1].isascii()] + [text for _, text, _ in CASES]
    same = [(t, convert(t), find_causes(t).causes == find_causes(convert(t)).causes) for t in texts]
    _most(same, 0.0)


def test_case_and_full_width_change_nothing():
    texts = [_joined(a[1], b[1]) for a, b in OTHERS if a[1].isascii()]
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {" ": "\u3000"})
    for text in texts:
        plain = find_causes(text).causes
        assert find_causes(text.upper()).causes == plain
        assert find_causes(text.translate(wide)).causes == plain


def test_a_typo_rarely_changes_the_cause():
    rng = random.Random(7)
    pairs = []
    for cause, text, _ in CASES:
        for _ in range(8 if text.isascii() else 0):
            at = rng.randrange(3, len(text) - 3)
            typo = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            pairs.append((text, typo, cause in _keys(typo)))
    _most(pairs, 0.25)


def test_x_was_fine_but_y_gives_y_and_not_x():
    pairs = []
    for (denied, _, aspect), (cause, text, _) in OTHERS:
        if aspect:
            whole = _joined(_praise(aspect), text)
            pairs.append((denied, whole, cause in _keys(whole) and denied not in _keys(whole)))
    _most(pairs, 0.05)


def test_not_about_x_gives_no_x():
    pairs = []
    for (denied, _, aspect), (cause, text, _) in OTHERS:
        if aspect:
            whole = _joined(_denial(aspect), text)
            pairs.append((denied, whole, cause in _keys(whole) and denied not in _keys(whole)))
    _most(pairs, 0.05)


def test_two_complaints_give_both():
    pairs = []
    for (first, one, _), (second, two, _) in OTHERS:
        whole = f"{one}. {two}" if one.isascii() else f"{one}。{two}"
        pairs.append((first, whole, {first, second} <= _keys(whole)))
    _most(pairs, 0.15)


def test_a_text_reads_the_same_in_any_company():
    texts = [text for _, text, _ in CASES] * 3
    alone = {text: find_causes(text) for text in set(texts)}
    random.Random(3).shuffle(texts)
    assert find_causes_many(texts) == [alone[text] for text in texts]
