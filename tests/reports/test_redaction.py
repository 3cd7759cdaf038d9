"""Names, addresses and numbers do not get into a quote; what was said does."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.redaction import Known, plain, redacted

SHAPES = [
    ("Write to li.na@example.com please", "mail", "Write to  please"),
    ("邮箱ｌｉ．ｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ谢谢", "mail", "邮箱谢谢"),
    ("ann [at] example [dot] org", "mail", ""),
    ("See https://app.example.com/u/4711?x=1, it broke", "link", "See , it broke"),
    ("见 app.example.cn/team/张三，坏了", "link", "见 ，坏了"),
    ("ask @wang_li about it", "handle", "ask  about it"),
    ("微信号：wang_li88 联系", "handle", " 联系"),
    ("Call +44 20 7946 0958 now", "phone", "Call  now"),
    ("打13800138000找我", "phone", "打找我"),
    ("打１３８－００１３－８０００找我", "phone", "打找我"),
    ("電話 02-2345-6789 謝謝", "phone", "電話  謝謝"),
    ("(555) 010-4477 is mine", "phone", " is mine"),
    ("card 4111 1111 1111 1111 was charged", "number", "card  was charged"),
    ("身份证11010519491231002X丢了", "number", "身份证丢了"),
    ("證號A123456789外洩", "number", "證號外洩"),
    ("IBAN DE89 3704 0044 0532 0130 00 ok", "number", "IBAN  ok"),
    ("invoice INV-2024-00123 is wrong", "number", "invoice  is wrong"),
    ("一三八零零一三八零零零", "number", ""),
    ("from 192.168.10.7 only", "number", "from  only"),
    ("陳大文先生說太貴", "name", "先生說太貴"),
    ("客服小王没回复", "name", "客服没回复"),
    ("王总说不续了", "name", "总说不续了"),
    ("我叫张伟，太贵了", "name", "我叫，太贵了"),
    ("I spoke with Anna Schmidt twice", "name", "I spoke with  twice"),
    ("客服Anna很慢", "name", "客服很慢"),
    ("Dr. Okonkwo never answered", "name", "Dr.  never answered"),
    ("Regards, Bogdana", "name", "Regards, "),
]
NAMED_HERE = re.compile(r"\[\[(.+?)\]\]")
KEPT = [
    "",
    "It cost 1,200,000 a year and $49.90 a month",
    "We had 250000 rows, 1000000 at the end of 2026-01-31",
    "太贵了，总是崩溃，导出到 Excel 2019 不行",
    "高級功能都要加價，向客服反映了三次",
    "This is too dear. I'm leaving after 3 years.",
    "Version 10.2.1 was fine, 11.0 is not",
    "任何经理都不管",
    "😀👩‍👩‍👧 很好",
    "Dropbox and Notion do it better",
    "用了24小時，10:30-11:45 都打不開",
]
NAMED = [
    ("Northwind Traders Ltd", "northwind here: exports fail", " here: exports fail"),
    ("Northwind Traders Ltd", "NORTHWIND  TRADERS is out", " is out"),
    ("Northwind Traders Ltd", "ｎｏｒｔｈｗｉｎｄ　ｔｒａｄｅｒｓ走了", "走了"),
    ("Blue Harbor Design", "The blue button at Harbor failed", "The blue button at  failed"),
    ("上海晨光教育科技有限公司", "我們晨光用了三年", "我們用了三年"),
    ("匯豐科技", "汇丰的导出坏了", "的导出坏了"),
    ("王小明", "王小明：太貴", "：太貴"),
    ("ACME-0042", "acme-0042 cancelled", " cancelled"),
]


def left(text, known=None):
    return "".join(piece.text for piece in redacted(text, known or Known()))


@pytest.mark.parametrize(("text", "kind", "kept"), SHAPES)
def test_what_tells_who_it_is_goes(text, kind, kept):
    assert (left(text), {piece.kind for piece in redacted(text)} - {""}) == (kept, {kind})


@pytest.mark.parametrize("text", KEPT)
def test_what_was_said_stays(text):
    assert left(text) == text


@pytest.mark.parametrize(("name", "text", "kept"), NAMED)
def test_the_customers_own_name_goes_however_it_is_written(name, text, kept):
    assert left(text, Known(customer=(name,))) == kept


def test_names_in_chinese_are_found_as_often_as_the_docs_say():
    """64 of 74 when first measured; 71 once the misses had been looked at."""
    lines = Path(__file__).with_name("names_in_chinese.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line and not line.startswith("#")]
    wrong = [one for one in sentences if left(NAMED_HERE.sub(r"\1", one)) != NAMED_HERE.sub("", one)]
    assert [sum(len(NAMED_HERE.findall(line)) for line in some) for some in (sentences, wrong)] == [74, 3]
    assert all(NAMED_HERE.search(line) for line in wrong)


def test_the_teams_names_go_and_their_word_stays():
    known = Known(team=("mei.lin@example.com", "Mei", "Editor"))
    assert left("Mei promised; the editor of Mei.Lin is slow", known) == " promised; the editor of  is slow"


def test_what_somebody_named_goes():
    assert left("我們在琥珀倉庫做的", Known(others=("琥珀仓库",))) == "我們在做的"


def test_the_kind_is_said():
    assert plain(redacted("ask @wang_li")) == "ask [… account]"


@given(st.text(max_size=200))
def test_pieces_are_of_the_text_and_in_order(text):
    at = 0
    for piece in redacted(text, Known(customer=("ab",))):
        at = text.index(piece.text, at) + len(piece.text)


@pytest.mark.parametrize("text", ["a" * 5000, "太" * 5000, "1 " * 2500, "@" * 5000, "a." * 2500])
def test_five_thousand_characters_take_no_time(text):
    began = time.perf_counter()
    redacted(text, Known(customer=("a",)))
    assert time.perf_counter() - began < 1
