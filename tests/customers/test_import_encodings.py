"""Encodings that files come in are found out."""

import codecs

import pytest

from customers.importing.encodings import find_encoding
from customers.importing.files import FileShape, open_table
from customers.importing.refusals import FileRefused

HANS = "客户编号,姓名,套餐,开通日期\n00123,张伟,专业版,2024-01-05\n"
HANT = "客戶編號,姓名,方案,開通日期\n00123,陳大文,專業版,2024-01-05\n"
MIXED = "客户编号,name,套餐\n1,Zoë 张 🌸,专业版\n"
FRENCH = "client;nom;début\n1;Élodie Lefèvre;2024-01-01\n"


def _read(path) -> list[list[str]]:
    table = open_table(path)
    return [table.header, *next(table.frames(10)).iloc[:, :-1].to_numpy().tolist()]


def _cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return [line.split(delimiter) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HANS, "utf-8"),
        (HANS, "utf-8-sig"),
        (HANS, "utf-16"),
        (HANS, "utf-16-le"),
        (HANS, "utf-16-be"),
        (HANS, "utf-32"),
        (HANS, "gb18030"),
        (HANT, "utf-8"),
        (HANT, "big5"),
        (MIXED, "utf-8"),
        (MIXED, "utf-16"),
        ("ref,name\n1,Ann\n", "utf-16-le"),
    ],
)
def test_text_arrives_whatever_it_was_written_in(csv_file, text, encoding):
    assert _read(csv_file(text, encoding)) == _cells(text)


def test_western_text_of_a_spreadsheet(csv_file):
    assert _read(csv_file(FRENCH, "cp1252")) == _cells(FRENCH, ";")


def test_one_byte_late_in_the_file_decides_against_utf8(csv_file):
    path = csv_file("ref,name\n" + "".join(f"{number},Ann\n" for number in range(200_000)))
    with path.open("ab") as handle:
        handle.write("9,Müller\n".encode("cp1252"))
    assert find_encoding(path) == "cp1252"


def test_a_mark_cut_from_utf16_is_not_mistaken_for_text_with_nul(csv_file):
    path = csv_file("ref,name\n1,a\x00b\n" + "2,Ann\n" * 50)
    assert find_encoding(path) == "utf-8"


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x81\xff\x8d\n" * 100)
    with pytest.raises(FileRefused, match="Save it as UTF-8"):
        open_table(path)


def test_a_stated_encoding_is_taken_or_refused(csv_file):
    path = csv_file(HANT, "big5")
    assert open_table(path, FileShape(encoding="cp950")).header[0] == "客戶編號"
    with pytest.raises(FileRefused, match="not written in utf-8"):
        open_table(path, FileShape(encoding="utf-8"))
    with pytest.raises(FileRefused, match="not an encoding"):
        open_table(path, FileShape(encoding="klingon"))


def test_a_mark_at_the_start_is_no_part_of_the_first_name(csv_file):
    path = csv_file("ref,name\n1,Ann\n", "utf-8-sig")
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    assert open_table(path).header == ["ref", "name"]
