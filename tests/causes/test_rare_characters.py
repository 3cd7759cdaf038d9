"""Characters whose folded form no table holds, and texts over the limit beside ones that are folded one by one."""

import pytest

from causes import find_causes, find_causes_many


@pytest.mark.parametrize("char", "繐菕譅鋂鑀\U0002a23c")
def test_a_character_that_folds_to_a_very_rare_one_is_read(char):
    assert find_causes(f"{char}太貴了").main == "price"


def test_a_long_text_ends_at_the_limit_whatever_stands_beside_it():
    long = "x" * 5_000 + " too expensive"
    assert find_causes_many([long, "…\u200b太贵了"])[0] == find_causes(long)
