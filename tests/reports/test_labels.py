"""Names as people read them."""

import pytest
from django.utils import translation

from reports.labels import segment_label
from surveys.models import Channel


@pytest.mark.parametrize("tag", ["zh-hans", "zh-hant"])
def test_every_channel_has_a_name_in_chinese(tag):
    with translation.override(tag):
        assert [channel for channel in Channel.values if segment_label(channel).isascii()] == []


def test_a_segment_of_the_team_s_own_keeps_its_name():
    assert segment_label("gold") == "gold"
