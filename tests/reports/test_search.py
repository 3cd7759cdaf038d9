"""Search finds what people mean in both scripts and both languages, and nothing that is typed breaks it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from reports.codebooks import active_codebook
from reports.coding import code_pending, code_responses, with_words
from reports.models import SearchEntry
from reports.search import fts5, indexed, read_search, tsquery
from reports.search_index import overwrite_index
from surveys.models import Response

TEXTS = {
    "hant": "導出總是失敗，客服不回覆。",
    "hans": "数据导出功能经常崩溃，太贵了",
    "english": "The exports kept failing; nobody followed up on my ticket.",
    "mixed": "API导出很慢, switched to 别家",
    "service": "产品和服务都不错，只是不好用了",
    "wide": "ＡＰＩ　ｅｘｐｏｒｔ 要 １２００ 元",
    "emoji": "😀👩‍👩‍👧 great app ❤️ 但是太貴",
    "kana": "エクスポートが遅い Привет",
}
FINDS = [
    ("导出", {"hant", "hans", "mixed"}),
    ("導出", {"hant", "hans", "mixed"}),
    ("export", {"english", "wide"}),
    ("Exports", {"english", "wide"}),
    ("ＥＸＰＯＲＴＩＮＧ", {"english", "wide"}),
    ("expo*", {"english", "wide"}),
    ("导出 失败", {"hant"}),
    ("导出失败", {"hant"}),
    ('"导出总是"', {"hant"}),
    ("「導出總是」", {"hant"}),
    ('"总是导出"', set()),
    ("贵", {"hans", "emoji"}),
    ("太贵", {"hans", "emoji"}),
    ("和服", set()),
    ("不好用", {"service"}),
    ("导出 -API", {"hant", "hans"}),
    ("导出 －崩溃", {"hant", "mixed"}),
    ("-导出", {"english", "service", "wide", "emoji", "kana"}),
    ('"kept failing"', {"english"}),
    ('"failing kept"', set()),
    ("api export", {"wide"}),
    ('export -"kept failing"', {"wide"}),
    ("导出 -「導出總是」", {"hans", "mixed"}),
    ("switch 导出", {"mixed"}),
    ("API导出", {"mixed"}),
    ("1200", {"wide"}),
    ("😀 great", {"emoji"}),
    ("エクスポートが遅い", {"kana"}),
    ("привет", {"kana"}),
    ("nowhere", set()),
]
ODD = [
    '"',
    '""',
    "-",
    "--",
    "*",
    "a*b",
    "NEAR(a b)",
    "AND",
    "a OR",
    "NOT",
    "(",
    "col:x",
    "'; DROP TABLE x; --",
    "^a",
    "{a}",
]
ODD += ["{a}", "\x00a", "\ud800", "&|!<->:*", "\\", "%_", "a" * 5000, "太" * 5000, "“", "a\nb", "👩‍👩‍👧", "\u202e導出"]


@pytest.fixture
def stored(answer):
    made = {answer(words, status=None).pk: name for name, words in TEXTS.items()}
    sum(code_pending())
    return made


def found(typed):
    return Response.objects.filter(read_search(typed).condition())


@pytest.mark.parametrize(("typed", "expected"), FINDS)
def test_what_is_found(stored, typed, expected):
    assert {stored[key] for key in found(typed).values_list("pk", flat=True)} == expected


@pytest.mark.parametrize("typed", ODD)
def test_nothing_that_is_typed_is_an_error(stored, typed):
    assert found(typed).count() <= len(TEXTS)


@given(st.text(max_size=60))
def test_only_tokens_reach_the_database(typed):
    for term in (*read_search(typed).wanted, *read_search(typed).unwanted):
        for unit in (unit for parts in term.alternatives for part in parts for unit in part):
            assert unit.replace("_", "a").isalnum()
            assert fts5((term,)).count('"') % 2 == tsquery((term,)).count("'") % 2 == 0


@pytest.mark.parametrize("typed", ["", "   ", "😀", "…"])
def test_a_search_without_words_finds_everything_and_says_so(stored, typed):
    search = read_search(typed)
    assert (found(typed).count(), bool(search.problems)) == (len(TEXTS), bool(typed.strip()))


def test_long_searches_say_what_is_left_out():
    assert len(read_search("字 " * 150).problems) == 2


def test_five_thousand_characters_are_found_to_the_last(answer):
    answer("很好。" * 1666 + "贵", status=None)
    answer("a" * 5000, status=None)
    sum(code_pending())
    assert (found("贵").count(), found("a" * 100).count()) == (1, 1)


def test_an_answer_that_is_changed_is_found_by_its_new_words_only(stored):
    changed = Response.objects.get(pk=next(key for key, name in stored.items() if name == "hant"))
    changed.answers.update(verbatim="Too dear now")
    changed.changed_at = changed.recorded_at
    changed.save(update_fields=["changed_at"])
    sum(code_pending())
    assert (found("回覆").count(), found("dear").get().pk) == (0, changed.pk)


def test_answers_without_words_are_not_in_the_index(answer):
    answer("", status=None, reasons=["price"])
    sum(code_pending())
    assert SearchEntry.objects.count() == 0


def test_coding_again_leaves_the_index_alone(stored):
    with CaptureQueriesContext(connection) as said:
        code_responses(list(with_words(Response.objects.all())), active_codebook())
    written = [query["sql"] for query in said.captured_queries if not query["sql"].startswith("SELECT")]
    assert [sql for sql in written if "searchentry" in sql] == []


def test_the_index_is_made_anew(stored, capsys):
    SearchEntry.objects.all().delete()
    assert found("导出").count() == 0
    call_command("rebuild_search")
    assert (found("导出").count(), found("-nowhere").count()) == (3, len(TEXTS))
    assert f"{len(TEXTS)} answers indexed" in capsys.readouterr().out


def test_an_index_that_was_made_anew_can_be_tidied_twice(stored):
    call_command("rebuild_search")
    overwrite_index()
    assert found("导出").count() == 3


def test_what_the_index_holds():
    assert indexed("匯出太貴 exports, don't 1,200") == "汇 出 太 贵 export dont 1_200\n汇出 太贵"
