"""One text alone is read by other steps than a batch: the same is found."""

import sys

import pytest

from causes import Codebook, alone, find_causes, find_causes_many, load_codebook
from causes.codebook import Cause
from causes.corpus import read_corpus
from causes.features import reader
from causes.match import plain_finder

_WRITTEN = [row["text"] for row in read_corpus()][::53]
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_TURNED = [
    f"{turn}{text}{end}"
    for text in _WRITTEN[::7]
    for turn, end in [
        ("not ", ". The price was fine, support too"),
        ("不是", "，后来解决了。客服很好，就是太贵"),
        ("if it had an API. ", ", but 對手 charges $3.50 a month"),
        ("以前老是崩溃，现在已经修好了；", "\nthey said it's the price's fault 😡 Notion"),
    ]
]
_ODD = [
    "",
    " ",
    "n/a",
    "无",
    "👍",
    "👍🏽 太贵 👍",
    "…",
    "①太贵",
    "\x00'",
    "a\u200db",
    "\U00030000",
    "\ud800x",
    "don''t 'tis '",
]
_LONG = ["太贵" * 2_500, "crash " * 833 + "!!", "3.5元/mo, " * 30]
TEXTS = [*_WRITTEN, *[text.translate(_WIDE) for text in _WRITTEN[::9]], *_TURNED, *_ODD, *_LONG]


def assert_the_same_alone(texts, codebook=None):
    for text, within in zip(texts, find_causes_many(texts, codebook), strict=True):
        found = find_causes(text, codebook)
        assert [cause.score for cause in found.causes] == pytest.approx([c.score for c in within.causes], abs=1e-6)
        causes = [cause._replace(score=0) for cause in within.causes]
        assert [cause._replace(score=0) for cause in found.causes] == causes, text
        assert found._replace(causes=()) == within._replace(causes=()), text


def test_a_text_alone_and_within_a_batch_has_the_same_findings():
    assert len(TEXTS) > 300
    assert_the_same_alone(TEXTS)


@pytest.mark.parametrize("length", [200, 5_000])
def test_how_long_a_text_may_be_for_plain_values_changes_nothing(monkeypatch, length):
    monkeypatch.setattr(alone, "MOST_CHARACTERS", length)
    assert_the_same_alone([*[" ".join(_WRITTEN[k : k + 9])[:5_000] for k in range(0, 200, 9)], *_LONG])


def test_nearly_every_text_is_read_by_plain_values():
    left = [text for text in _WRITTEN if len(text) <= 400 and alone.read_alone(text, load_codebook()) is None]
    assert len(left) < len(_WRITTEN) / 20


def test_without_accelerators_it_is_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    matcher = reader(load_codebook())._matcher
    monkeypatch.setattr(matcher, "_find", plain_finder(matcher.patterns))
    assert_the_same_alone(TEXTS[::3])


@pytest.mark.parametrize("phrases", [("dark mode",), ()])
def test_a_codebook_of_the_teams_own_is_read_the_same(phrases):
    shipped = load_codebook().causes
    own = Cause("dark", {"en": "Dark mode"}, {}, {}, {"en": phrases})
    codebook = Codebook({"dark": own, **{key: shipped[key] for key in list(shipped)[3:]}})
    assert_the_same_alone([*TEXTS[::5], "no dark mode, too expensive"], codebook)
