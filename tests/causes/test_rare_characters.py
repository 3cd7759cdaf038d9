"""Characters whose folded form no table holds, and texts over the limit beside ones that are folded one by one."""

import pytest

from causes import find_causes, find_causes_many
from causes.corpus import read_corpus


@pytest.mark.parametrize("char", "繐菕譅鋂鑀\U0002a23c")
def test_a_character_that_folds_to_a_very_rare_one_is_read(char):
    assert find_causes(f"{char}太貴了").main == "price"


def test_a_long_text_ends_at_the_limit_whatever_stands_beside_it():
    long = "x" * 5_000 + " too expensive"
    assert find_causes_many([long, "…\u200b太贵了"])[0] == find_causes(long)


@pytest.mark.parametrize("beside", [[], ["so long"] * 20])
def test_very_rare_han_is_chinese_alone_and_in_a_batch(beside):
    assert find_causes_many(["\U0003134a\U0003134a 太贵了", *beside])[0].language == "zh-Hans"


def test_a_few_texts_have_the_languages_of_many():
    texts = [row["text"] for row in read_corpus()[::50]] + ["", "÷", "𱍊", "don't", "a'b'c 太貴", "…ﬁne"]
    alone = [find_causes(text).language for text in texts]
    assert [found.language for found in find_causes_many(texts)] == alone
