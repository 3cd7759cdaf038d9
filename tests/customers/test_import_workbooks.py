"""Workbooks are checked before they are unpacked, and their cells say what they show."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from customers.importing import workbooks
from customers.importing.files import FileShape, open_table
from customers.importing.refusals import FileRefused


def _column(path: Path) -> list[str]:
    return next(open_table(path).frames(1000))["value"].tolist()


def _with_part(source: Path, name: str, content: bytes) -> Path:
    """Return a copy of a workbook with one part replaced or added."""
    altered = source.with_name("altered.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return altered


def test_numbers_and_days_read_as_they_show(xlsx_file):
    values = [53.85, 12.0, 1e21, True, date(2024, 1, 5), datetime(2024, 1, 5, 9, 30), None]
    path = xlsx_file([["ref", "value"], *([str(n), value] for n, value in enumerate(values))])
    shown = ["53.85", "12", "1000000000000000000000", "TRUE", "2024-01-05", "2024-01-05 09:30:00", ""]
    assert _column(path) == shown


def test_a_number_of_sixteen_digits_is_not_rounded(xlsx_file):
    path = xlsx_file([["ref", "value"], ["1", 4711]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    altered = _with_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"4711", b"9007199254740993"))
    assert _column(altered) == ["9007199254740993"]


def test_a_code_formatted_with_zeros_keeps_them(tmp_path):
    workbook = Workbook()
    workbook.active.append(["ref", "value"])
    workbook.active.append(["1", 123])
    workbook.active["B2"].number_format = "00000"
    workbook.save(tmp_path / "codes.xlsx")
    assert _column(tmp_path / "codes.xlsx") == ["00123"]


def test_names_in_every_script(xlsx_file):
    names = ["张伟", "陳大文", "Zoë 🌸", "王小明 (Ming)"]
    assert _column(xlsx_file([["ref", "value"], *([str(n), name] for n, name in enumerate(names))])) == names


def test_the_first_visible_sheet_is_read_unless_one_is_named(tmp_path):
    workbook = Workbook()
    workbook.active.title = "hidden"
    workbook.active.append(["secret"])
    workbook.create_sheet("shown").append(["ref", "name"])
    workbook.create_sheet("other").append(["ref", "plan"])
    workbook["hidden"].sheet_state = "hidden"
    workbook.active = 1
    workbook.save(tmp_path / "sheets.xlsx")
    assert open_table(tmp_path / "sheets.xlsx").header == ["ref", "name"]
    assert open_table(tmp_path / "sheets.xlsx", FileShape(sheet="other")).header == ["ref", "plan"]
    with pytest.raises(FileRefused, match="no sheet “third”"):
        open_table(tmp_path / "sheets.xlsx", FileShape(sheet="third"))


def test_an_archive_that_unpacks_to_gigabytes_is_refused_unread(xlsx_file, monkeypatch):
    path = _with_part(xlsx_file([["ref"], ["1"]]), "xl/bomb.xml", b"\0" * (300 << 20))
    assert path.stat().st_size < 500_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *arguments: pytest.fail("unpacked"))
    with pytest.raises(FileRefused, match="would unpack to more than 256 MB"):
        open_table(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml", "xl/extra.bin"])
def test_a_document_type_is_refused_in_every_part(xlsx_file, part):
    bomb = b'<?xml version="1.0"?><!-- ' + b"x" * 100_000 + b' --><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    with pytest.raises(FileRefused, match="document type"):
        open_table(_with_part(xlsx_file([["ref"], ["1"]]), part, bomb))


def test_a_document_type_is_refused_in_utf16_too(xlsx_file):
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16")
    with pytest.raises(FileRefused, match="document type"):
        open_table(_with_part(xlsx_file([["ref"], ["1"]]), "xl/sharedStrings.xml", bomb))


def test_cells_far_to_the_right_are_counted_while_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 100_000)
    workbook = Workbook()
    workbook.active.append(["ref"])
    for row in range(2, 12):
        workbook.active.cell(row, 16_000, "x")
    workbook.save(tmp_path / "wide.xlsx")
    with pytest.raises(FileRefused, match="too many cells"):
        list(open_table(tmp_path / "wide.xlsx").frames(1000))


def test_what_a_sheet_says_of_its_size_is_not_believed(xlsx_file):
    path = xlsx_file([["ref", "value"], ["1", "a"], ["2", "b"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    altered = _with_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b'"A1:B3"', b'"A1:A2"'))
    assert _column(altered) == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"<worksheet><sheetData><row", b"not XML at all"])
def test_a_damaged_sheet_is_a_sentence(xlsx_file, content):
    path = _with_part(xlsx_file([["ref"], ["1"]]), "xl/worksheets/sheet1.xml", content)
    with pytest.raises(FileRefused):
        list(open_table(path).frames(10))


def test_archives_and_old_workbooks_are_told_apart(tmp_path):
    for name, content, sentence in [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        ("cut.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FileRefused, match=sentence):
            open_table(tmp_path / name)
