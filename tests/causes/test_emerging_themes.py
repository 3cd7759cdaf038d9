"""Emerging themes: what is new is found in both languages, and nothing is found where nothing changed."""

import random

import pytest

from causes.emerging import LEAST_TEXTS, emerging_themes

EVERYDAY_EN = (
    "price support login invoice report export team manager boss phone update screen button mail trial".split()
)
EVERYDAY_ZH = "价格 客服 登录 发票 报表 导出 同事 老板 手机 更新 页面 按钮 邮件 试用 功能 付款 数据 账号".split()

FERRY = [
    "since the ferry scanner came we cannot check tickets",
    "your app and the ferry scanner do not talk",
    "ferry scanner unsupported, so we are out",
    "the harbour bought a ferry scanner and this cannot read it",
    "no ferry scanner, no renewal",
    "skipper says the ferry scanner only works with the other one",
    "ferry scanner. that is all.",
    "we waited two months for the ferry scanner to be supported",
    "ask anyone at the pier: ferry scanner",
    "the new ferry scanner wants another format",
]
MOONCAKE = [
    "月饼券核销不了",
    "中秋的月饼券在这里没法核销",
    "门店都在等月饼券，你们不支持",
    "月饼券，月饼券，还是月饼券",
    "客人拿月饼券来，我们收银的傻眼了",
    "没有月饼券功能，过节白干",
    "換了一家能收月饼券的",
    "今年主推月饼券，只能换系统",
    "月饼券导不进去",
    "就因为月饼券",
]


def everyday(count, seed):
    """Texts of random everyday words: no term is more frequent in one part than chance makes it."""
    draw = random.Random(seed)
    return [
        " ".join(draw.choices(EVERYDAY_EN, k=6)) if number % 2 else "".join(draw.choices(EVERYDAY_ZH, k=6))
        for number in range(count)
    ]


def names(now, before):
    return " / ".join(theme.name for theme in emerging_themes(now, before))


@pytest.mark.parametrize(("planted", "word"), [(FERRY, "ferry"), (MOONCAKE, "月饼")])
def test_a_new_theme_is_found(planted, word):
    assert word in names(everyday(400, 1) + planted, everyday(2000, 2)).lower()


def test_both_languages_stand_in_one_list():
    found = names(everyday(400, 1) + FERRY + MOONCAKE, everyday(2000, 2)).lower()
    assert "ferry" in found
    assert "月饼" in found


def test_terms_of_the_same_texts_are_one_theme():
    themes = emerging_themes(everyday(400, 1) + FERRY, everyday(2000, 2))
    assert len(themes) == 1


def test_a_theme_names_its_texts():
    now = everyday(400, 1) + FERRY
    assert emerging_themes(now, everyday(2000, 2))[0].texts == tuple(range(400, 410))


def test_typical_texts_are_three_different_ones():
    now = everyday(400, 1) + [FERRY[0]] * 5 + FERRY
    typical = emerging_themes(now, everyday(2000, 2))[0].typical
    assert len({now[position] for position in typical}) == 3


def test_few_texts_are_said_to_be_few():
    assert emerging_themes(everyday(400, 1) + FERRY, everyday(2000, 2))[0].few


def test_fewer_texts_than_the_least_are_no_theme():
    assert emerging_themes(everyday(400, 1) + FERRY[: LEAST_TEXTS - 1], everyday(2000, 2)) == []


@pytest.mark.parametrize("seed", range(10))
def test_nothing_emerges_where_nothing_changed(seed):
    assert emerging_themes(everyday(400, seed), everyday(2000, seed + 100)) == []


def test_what_was_always_said_is_not_new():
    assert emerging_themes(everyday(400, 1) + FERRY, everyday(400, 2) + FERRY) == []


@pytest.mark.parametrize(("now", "before"), [([], []), (FERRY, []), ([], FERRY), (["", "。", "😀"], ["", " "])])
def test_nothing_comes_of_nothing(now, before):
    assert emerging_themes(now, before) == []
