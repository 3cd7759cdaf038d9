"""Stretches of a text that count for nothing: a question denied, a rival before "but you", the X of "less X than Y"."""

import sys

import pytest

from causes import find_causes, find_causes_many
from causes.normalise import fold
from causes.scopes import compared, denied_questions, of_rivals


def _asked(text):
    row = f"\0{fold(text).text}\0"
    return [row[start:end].strip(" ?,") for start, end in denied_questions(row)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("太贵了吗？不是，是没有API", "太贵了吗"),
        ("是不是太贵？并不是，是老闪退", "是不是太贵"),
        ("貴嗎？不貴。只是客服太慢", "贵吗"),
        ("後台太複雜？並沒有，團隊換血", "后台太复杂"),
        ("你以为是价格吗，不是", "你以为是价格吗"),
        ("贵吗 不贵😀", "贵吗"),
        ("Is it too expensive? No. It just lacks an API", "is it too expensive"),
        ("Too expensive?? Not at all.", "too expensive"),
        ("ＴＯＯ　ＥＸＰＥＮＳＩＶＥ？　Ｎｏｐｅ", "too expensive"),
        ("was support bad? No, they were lovely", "was support bad"),
        ("The price? No. Bugs.", "the price"),
        ("是 the price 吗？no, the bugs", "是 the price 吗"),
    ],
)
def test_a_question_answered_with_no_denies_what_it_asks(text, asked):
    assert _asked(text) == [asked]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "吗",
        "Does it work? No.",
        "Is it any good? no",
        "Any support? No. Any docs? No.",
        "Did you reply? No",
        "Why do I pay? No API.",
        "Linux? nope",
        "好用吗？不好用",
        "修好了吗？没有",
        "有API吗？没有",
        "谁受得了天天闪退？",
        "客服在哪？没人回",
        "贵吗？贵。",
        "客服好吗？不是很好",
        "功能够用吗？不够",
        "为什么这么贵？不值",
    ],
)
def test_other_questions_deny_nothing(text):
    assert _asked(text) == []


def test_a_rival_is_spoken_of_up_to_but_you():
    text = "hubspot crashes, but you have no api. we love hubspot but you are slow"
    names = [(0, 7), (46, 53)]
    turns = [text.index("but you"), text.rindex("but you")]
    assert [text[start:end] for start, end in of_rivals(text, names, turns)] == [" crashes, "]


def test_a_rival_of_another_sentence_is_not_meant():
    text = "hubspot crashes. but you have no api"
    assert of_rivals(text, [(0, 7)], [text.index("but")]) == []


def test_less_x_than_y_puts_x_aside():
    text = "it is less the price than the bugs; it is more the bugs than the price"
    less, more = text.index("the price"), text.index("the bugs than")
    assert [text[a:b] for a, b in compared(text, [less], [more])] == ["the price", "the price"]


GIVEN = [
    ("太贵了吗？不是，是没有API", "missing_features", "price"),
    ("Is it the price? No, the app keeps crashing", "quality", "price"),
    ("HubSpot crashes all the time, but you have no API", "missing_features", "quality"),
    ("人哋嗰隻app仲成日死機，但你哋太貴", "price", "quality"),
    ("竞品更卡，但你们太贵了", "price", "quality"),
    ("a competitor is slow too, but we ran out of money", "budget", "quality"),
    ("It was less about the price than the constant crashes", "quality", "price"),
    ("not so much the price as the crashes", "quality", "price"),
    ("it's more about the crashes than the price", "quality", "price"),
    ("与其说贵，不如说难用", "usability", "price"),
    ("與其說是太貴，不如說是難用", "usability", "price"),
]


@pytest.mark.parametrize(("text", "given", "not_given"), GIVEN)
def test_what_is_put_aside_is_no_cause(text, given, not_given):
    found = {one.cause for one in find_causes(text).causes}
    assert given in found
    assert not_given not in found


@pytest.mark.parametrize("opening", ["因为", "就是", "感觉", "其实就是", "說白了就是", "主要還是", "这个"])
@pytest.mark.parametrize("complaint", ["不好用", "客服一直不回", "太贵了"])
def test_a_lead_in_changes_nothing_in_chinese(opening, complaint):
    _same(complaint, f"{opening}{complaint}")


@pytest.mark.parametrize(
    "opening", ["because", "mainly because", "it's just that", "tbh", "I guess", "the main reason is"]
)
@pytest.mark.parametrize("complaint", ["support never replied", "far too expensive", "太贵了"])
def test_a_lead_in_changes_nothing_in_english(opening, complaint):
    _same(complaint, f"{opening} {complaint}")


@pytest.mark.parametrize("ending", [" so I left", ". Kind regards", "，谢谢", "，所以取消了"])
@pytest.mark.parametrize("complaint", ["far too expensive", "客服一直不回"])
def test_a_sign_off_hides_no_cause(ending, complaint):
    one, other = find_causes_many([complaint, complaint + ending])
    assert {found.cause for found in one.causes} == {found.cause for found in other.causes}


def _same(complaint, framed):
    one, other = find_causes_many([complaint, framed])
    assert one.main == other.main
    assert {found.cause for found in one.causes} == {found.cause for found in other.causes}


LONG = [
    "?no" * 1_666,
    "吗，不是" * 1_250,
    "吗 不贵" * 1_250,
    "less the " * 550,
    "a than more the " * 310,
    "hubspot but you " * 310,
    "hubspot " * 620 + "but you",
    "竞品" * 2_490 + "，但你们太贵",
]


@pytest.mark.parametrize("text", LONG, ids=[text[:8] for text in LONG])
def test_five_thousand_characters_of_these_cues_take_no_longer_than_others(text):
    """Work is counted, not timed: a walk back to the begin of a clause that never begins would be a million calls."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    find_causes(text)
    sys.setprofile(count)
    try:
        found = find_causes(text)
    finally:
        sys.setprofile(None)
    assert found.causes
    assert calls < 30_000
