"""Whatever a respondent can type: never an exception, spans inside the text, the same answer again."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causes import find_causes
from causes.normalise import fold

_WORDS = ["too expensive", "太贵了", "當機", "not ", "不是", "but ", "但是", "price", "价格", "客服很好，就是"]
_ODD = ["ｆｕｌｌ", "…", "ﬁ", "\u200b", "😀", "é", "e\u0301", "\ud83d", "\x00", "㍿", "İ", "ẞ", " ", "\n", "，", "'"]
_PIECES = st.lists(st.sampled_from([*_WORDS, *_ODD]), max_size=12).map("".join)
_TEXTS = st.one_of(st.text(), _PIECES, st.text(alphabet="不是太贵卡的 but not", max_size=60))


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_never_raises_and_spans_lie_inside(text):
    for found in find_causes(text).causes:
        for span in found.evidence:
            assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_the_same_text_gives_the_same_findings(text):
    assert find_causes(text) == find_causes(text)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_folded_offsets_stay_in_order_and_inside(text):
    folded = fold(text)
    spans = [folded.original(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ｔｏｏ　ｅｘｐｅｎｓｉｖｅ！", "Ｔｏｏ　ｅｘｐｅｎｓｉｖｅ"),
        ("…ﬁne… but too expensive", "too expensive"),
        ("😀😀價格太貴了😀", "太貴"),
        ("a\u200bb\u200bc too expensive", "too expensive"),
    ],
)
def test_evidence_is_exact_through_every_folding(text, words):
    found = next(f for f in find_causes(text).causes if f.cause == "price")
    spans = [text[e.start : e.end] for e in found.evidence]
    assert any(words in span for span in spans), spans


_HEAVY = ["a" * 5_000, "不" * 5_000, "不是" * 2_500, "not " * 1_250, "太贵" * 2_500, " " * 5_000, "…" * 5_000]
_HEAVY += ["but, " * 1_000, "\u200b" * 5_000, "too expensive " * 357, "价格" * 2_500, "it isn't the " * 384]
_HEAVY += ["1," * 2_500, "1.1" * 1_666, "$1," * 1_666, "'" * 5_000, "ﷺ" * 5_000, "crash" * 1_000, "x." * 2_500]
_HEAVY += ["a" * 27 + "!" * 4_000, "not the price, " * 333, "不是价格很好" * 833]


@pytest.mark.parametrize("text", _HEAVY)
def test_5000_characters_of_anything_are_read_at_once(text):
    find_causes("warm")
    spent = []
    for _ in range(5):
        start = time.process_time()
        find_causes(text[:5_000])
        spent.append(time.process_time() - start)
    assert min(spent) <= 0.020
