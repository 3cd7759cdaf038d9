"""Emerging themes: what is new is found in both languages, and nothing is found where nothing changed."""

import random
import tomllib
from functools import cache

import pytest

from causes.emerging import LEAST_TEXTS, LEAST_Z, emerging_themes, exact_z, least_rise, terms_of
from causes.normalise import DATA

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
HANT = [
    "電子發票載具對不起來",
    "我們店裡要電子發票載具，你們沒有",
    "會計一直問電子發票載具",
    "電子發票載具不支援，只好換",
    "客人都用電子發票載具了",
    "少了電子發票載具就不能用",
    "等電子發票載具等了半年",
    "電子發票載具，別家都有",
    "報稅要電子發票載具",
]
MIXED = [
    "Kiosk扫码一直失败",
    "店里的 kiosk 扫码 not working",
    "KIOSK 掃碼 again and again",
    "we need kiosk 扫码, 你们没有",
    "前台 kiosk扫码对不上",
    "kiosk 扫码 is why",
    "no kiosk扫码 no deal",
    "新的 kiosk 掃碼不支援",
    "kiosk扫码😡",
]
EMOJI = [
    "🛶 kayak rack",
    "kayak🛶rack!!!",
    "🙏🙏 kayak rack 🙏",
    "kayak rack 👍🏽",
    "the kayak rack 👨‍👩‍👧",
    "😡 kayak rack",
] * 2

# What people write when they leave, whatever they leave for, as each writes it.
IDLE = [
    text
    for line in """
Thanks for everything, goodbye! | Thank you all so much and take care. | THANKS!! bye bye | thx, bye for now
Hello, no particular reason, many thanks. | Please close my account. Kind regards
Dear team, I'd rather not say. Sincerely
Sorry. Best of luck to all of you! | Just because. See you around :) | no comment, God bless you all 🙏
Worst ever, zero stars. | pathetic. 0 stars | One star. What a joke, shame on you
谢谢，再见！ | 感谢你们，江湖再见，后会有期 | 没有什么原因，就这样吧 | 麻烦帮我注销，谢谢
不想说，别问了 | 您好，个人原因，不便透露
太差了，一星差评，垃圾软件 | 呵呵，失望
謝謝，再見！ | 謝謝大家，掰掰 | 沒有理由，就先這樣 | 不好意思，不方便透露 | 感謝你們，祝一切順利 | 沒什麼原因，謝啦
多謝晒，拜拜 | 唔該晒，冇乜原因 | 冇咩理由，唔想講 | 唔好意思，係咁先，再見 | 冇嘢好講，多謝
thanks 谢谢 bye 再见 | 没什么 reason，bye bye | 謝謝 and goodbye | no reason，就這樣
""".strip().split("\n")
    for text in line.split(" | ")
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


@pytest.mark.parametrize("text", IDLE)
def test_what_carries_no_matter_never_emerges(text):
    assert emerging_themes(everyday(400, 1) + [text] * 30, everyday(2000, 2)) == []


def test_an_idle_phrase_has_no_term_of_its_own():
    blocks = tomllib.loads((DATA / "idle_words.toml").read_text(encoding="utf-8"))
    lines = [line for block in blocks.values() for line in block.split("\n")]
    assert [line for line in lines if terms_of(line)] == []


def test_an_idle_line_stands_once():
    blocks = tomllib.loads((DATA / "idle_words.toml").read_text(encoding="utf-8"))
    lines = [line for block in blocks.values() for line in block.split("\n") if line]
    assert [line for line in lines if lines.count(line) > 1] == []


@pytest.mark.parametrize("phrase", ["cancel", "delete", "医生", "麻烦", "star chart", "no export", "取消不了"])
def test_what_may_be_matter_is_heard(phrase):
    assert terms_of(phrase) != set()


@pytest.mark.parametrize("thanks", ["Thanks! {}. Bye.", "谢谢，{}，再见", "多謝晒！{}，拜拜", "你好，{}, thanks"])
def test_matter_beside_thanks_is_found(thanks):
    now = everyday(400, 1) + [thanks.format(text) for text in FERRY]
    assert [theme.name.lower() for theme in emerging_themes(now, everyday(2000, 2))] == ["ferry scanner"]


@pytest.mark.parametrize(
    ("planted", "word"), [(HANT, "載具"), (MIXED, "kiosk"), (EMOJI, "kayak"), ([t.upper() for t in FERRY], "ferry")]
)
def test_a_new_theme_is_found_as_it_is_written(planted, word):
    assert word in names(everyday(400, 1) + planted, everyday(2000, 2)).lower()


def test_simplified_and_traditional_are_one_theme():
    now = everyday(400, 1) + MOONCAKE[:6] + ["月餅券核銷不了", "門市都在等月餅券", "收不了月餅券", "月餅券，還是月餅券"]
    assert max(len(theme.texts) for theme in emerging_themes(now, everyday(2000, 2))) == 10


def test_answers_without_words_are_no_theme():
    nothing = ["", " ", "。。。", "😀😀", "👍🏽", "\u200b", "12345", "\ufffd", "\ud83d"] * 20
    assert emerging_themes(everyday(400, 1) + nothing, everyday(2000, 2)) == []


@pytest.mark.parametrize(
    "unit", ["ferry scanner ", "渡轮扫描", "渡輪掃描", "a", "的", "😀", "ferry 扫描，", "x1", " ", "\u0301"]
)
def test_five_thousand_characters_count_once(unit):
    long = (unit * 5000)[:5000]
    themes = emerging_themes([*everyday(400, 1), long], everyday(2000, 2))
    assert themes == []


def test_long_answers_of_a_theme_are_found_with_the_short_ones():
    now = everyday(400, 1) + FERRY[:8] + [("price report " * 400)[:4980] + " ferry scanner"]
    assert 408 in emerging_themes(now, everyday(2000, 2))[0].texts


@pytest.mark.parametrize(("before", "of_now"), [(0, 200), (6, 400), (60, 400), (120, 1000), (600, 6000)])
def test_the_least_rise_is_found_and_one_text_less_is_not(before, of_now):
    least = least_rise(before, of_now, 6000)
    earlier = ["ferry"] * before + [""] * (6000 - before)
    found = [emerging_themes(["ferry"] * n + [""] * (of_now - n), earlier) for n in (least, least - 1)]
    assert [len(themes) for themes in found] == [1, 0]


def test_doubling_what_few_say_is_below_the_least_rise():
    assert least_rise(before=60, n_now=400, n_before=6000) > 2 * 4


def test_where_all_said_it_before_no_rise_is_found():
    assert least_rise(before=1000, n_now=400, n_before=1000) is None


def test_no_term_of_the_least_rise_is_less_sure_than_asked_for():
    assert exact_z(least_rise(60, 400, 6000), 60, 400, 6000) >= LEAST_Z


def test_terms_may_be_remembered_by_who_asks_again():
    now, before = everyday(400, 1) + FERRY + MOONCAKE, everyday(2000, 2)
    assert emerging_themes(now, before, read=cache(terms_of)) == emerging_themes(now, before)
