"""Denied, praised, solved: what is mentioned and yet is no cause, in three languages."""

import pytest

from causes import find_causes


def _causes(text):
    return {found.cause for found in find_causes(text).causes}


DENIED = [
    ("It's not about the price, it keeps crashing", "price", "quality"),
    ("not because it is too expensive, we just never used it", "price", "low_usage"),
    ("the price was never the problem, support never replied", "price", "support"),
    ("Nothing to do with bugs. Far too expensive", "quality", "price"),
    ("We did not leave because of the support, it is far too expensive", "support", "price"),
    ("we didn't cancel over the price, it crashed every day", "price", "quality"),
    ("It had nothing to do with the support. Far too expensive", "support", "price"),
    ("the price had nothing to do with it, it keeps crashing", "price", "quality"),
    ("不是价格问题，是经常闪退", "price", "quality"),
    ("不是因为太贵，是根本没时间用", "price", "low_usage"),
    ("跟价格没关系，客服一直不回复", "price", "support"),
    ("倒不是嫌贵，就是老闪退", "price", "quality"),
    ("与其说贵，不如说用不上", "price", None),
    ("不是價格問題，是一直當機", "price", "quality"),
    ("不是因為太貴，是客服都不回", "price", "support"),
    ("與其說貴，不如說沒時間用", "price", "low_usage"),
]


@pytest.mark.parametrize(("text", "denied", "given"), DENIED)
def test_a_denied_cause_is_none(text, denied, given):
    found = _causes(text)
    assert denied not in found
    assert given is None or given in found


PRAISED = [
    ("Price was fine, but it crashes all the time", "price", "quality"),
    ("Support was great, just too expensive", "support", "price"),
    ("Love the interface, however the app keeps crashing", "usability", "quality"),
    ("客服很好，就是太贵", "support", "price"),
    ("价格很公道，但是老闪退", "price", "quality"),
    ("界面挺好看的，可惜太贵了", "usability", "price"),
    ("客服很好，就是太貴", "support", "price"),
    ("價格合理，但是一直當機", "price", "quality"),
    ("介面很漂亮，可惜太貴了", "usability", "price"),
]


@pytest.mark.parametrize(("text", "praised", "given"), PRAISED)
def test_a_praised_aspect_is_no_cause(text, praised, given):
    found = _causes(text)
    assert praised not in found
    assert given in found


STAYS = [
    ("谢谢你们又涨价", "price"),
    ("great, another price increase", "price"),
    ("not only too expensive but slow", "price"),
    ("不光是太贵，还经常闪退", "price"),
    ("不好用", "usability"),
    ("the app is not working", "quality"),
    ("no refund after I cancelled, nice", "billing"),
    ("漲價漲成這樣，真棒", "price"),
]


@pytest.mark.parametrize(("text", "cause"), STAYS)
def test_a_complaint_survives_irony_and_its_own_negative(text, cause):
    assert cause in _causes(text)


SOLVED = [
    ("It used to crash a lot, that was fixed, but now it is too expensive", "quality", "price"),
    ("以前老闪退，后来修好了，现在是太贵了", "quality", "price"),
    ("之前一直閃退，後來修好了，現在是太貴了", "quality", "price"),
]


@pytest.mark.parametrize(("text", "solved", "given"), SOLVED)
def test_a_trouble_since_solved_is_no_cause(text, solved, given):
    found = _causes(text)
    assert solved not in found
    assert given in found


def test_the_worked_example_reads_as_its_document_says():
    text = "客服很好，just too expensive，而且 export 老是失败"
    found = find_causes(text)
    words = {one.cause: [text[e.start : e.end] for e in one.evidence] for one in found.causes}
    assert words == {"quality": ["老是失败"], "price": ["just too expensive"]}
    assert found.main == "quality"
