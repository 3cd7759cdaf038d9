"""The page of the do-not-contact list."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.contacting import list_address, list_customer, may_write_to
from customers.models import DoNotContact

PAGE = "/contact/"


@pytest.fixture
def listed(db):
    list_address("ann@example.com", "asked")
    return DoNotContact.objects.get()


def test_an_empty_list_says_what_to_do(editor):
    assert "Nobody is on the list yet" in editor.get(PAGE).content.decode()


def test_viewers_see_how_many_and_no_address(viewer, listed):
    text = viewer.get(PAGE).content.decode()
    assert "asked us" in text
    assert "ann@" not in text


def test_an_address_is_put_on_the_list(editor):
    editor.post(reverse("add_do_not_contact"), {"who": " ＡNN@Example.com", "origin": "asked", "note": "by 电话 👋"})
    assert not may_write_to("ann@example.com")
    assert "by 电话 👋" in editor.get(PAGE).content.decode()


def test_a_customer_is_put_on_the_list(editor, customer):
    one = customer(name="Ltd <b>", ref="C-7")
    editor.post(reverse("add_do_not_contact"), {"who": "C-7", "origin": "team"})
    assert not may_write_to("any@example.com", one)
    assert "Ltd &lt;b&gt;" in editor.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["C-404", "a@b@c", "@", ""])
def test_what_is_wrong_is_said_and_what_was_typed_stays(editor, who):
    sent = editor.post(reverse("add_do_not_contact"), {"who": who, "origin": "team", "note": "kept"})
    assert sent.status_code == 400
    assert 'value="kept"' in sent.content.decode()
    assert not DoNotContact.objects.exists()


def test_an_origin_that_people_do_not_choose_is_refused(editor):
    sent = editor.post(reverse("add_do_not_contact"), {"who": "a@example.com", "origin": "imported"})
    assert sent.status_code == 400


@pytest.mark.parametrize("words", ["ANN", "ann@EXAMPLE.com", "ｅｘａｍｐｌｅ"])
def test_search_finds_an_address_in_any_spelling(editor, listed, words):
    list_address("bob@other.com", "team")
    text = editor.get(PAGE, {"q": words}).content.decode()
    assert "ann@example.com" in text
    assert "bob@other.com" not in text


def test_search_finds_a_customer(editor, customer):
    customer(ref="C-7", name="天空")
    list_customer("C-7", "team")
    assert "C-7" in editor.get(PAGE, {"q": "c-7"}).content.decode()
    assert "Nobody on the list fits" in editor.get(PAGE, {"q": "\x00none"}).content.decode()


def test_nothing_is_taken_off_without_a_reason(editor, listed):
    editor.post(reverse("remove_do_not_contact", args=[listed.pk]), {"because": " "})
    assert not may_write_to("ann@example.com")


def test_a_removal_is_remembered_and_undone(editor, listed):
    editor.post(reverse("remove_do_not_contact", args=[listed.pk]), {"because": "asked again <i>"})
    assert may_write_to("ann@example.com")
    assert "asked again &lt;i&gt;" in editor.get(PAGE).content.decode()
    editor.post(reverse("restore_do_not_contact", args=[listed.pk]))
    assert not may_write_to("ann@example.com")


def test_two_who_take_it_off_at_once_take_it_off_once(editor, listed):
    address = reverse("remove_do_not_contact", args=[listed.pk])
    assert [editor.post(address, {"because": why}).status_code for why in ("one", "two")] == [302, 404]
    listed.refresh_from_db()
    assert listed.removed_because == "one"


def test_a_file_is_brought(editor):
    file = SimpleUploadedFile("list.csv", "邮箱\nann@example.com\nnobody\n".encode())
    text = editor.post(reverse("import_do_not_contact"), {"file": file, "note": "from the old tool"}).content.decode()
    assert "Put on the list: 1" in text
    assert "Line 3" in text
    assert DoNotContact.objects.get().origin == "imported"


@pytest.mark.parametrize("content", [b"", b"name\nAnn\n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_says_so(editor, content):
    sent = editor.post(reverse("import_do_not_contact"), {"file": SimpleUploadedFile("x.csv", content)})
    assert sent.status_code == 400
    assert 'role="alert"' in sent.content.decode()


def test_the_list_is_given_as_csv_that_nothing_runs(editor, db):
    list_address("=cmd@example.com", "team", note="=1+1")
    text = b"".join(editor.get("/contact.csv").streaming_content).decode()
    assert "'=cmd@example.com" in text
    assert "'=1+1" in text


def test_the_list_is_given_as_json_and_xlsx(editor, listed):
    rows = json.loads(b"".join(editor.get("/contact.json").streaming_content))
    assert rows[0]["address"] == "ann@example.com"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(editor.get("/contact.xlsx").streaming_content)))
    assert [cell.value for cell in book.worksheets[0]["A"]][-1] == "ann@example.com"


def test_addresses_are_taken_away_by_editors_alone(viewer, listed):
    assert viewer.get("/contact.csv").status_code == 403


def test_the_list_is_read_in_pages(editor, django_assert_max_num_queries):
    for number in range(60):
        list_address(f"a{number:02}@example.com", "team")
    with django_assert_max_num_queries(12):
        text = editor.get(PAGE).content.decode()
    assert "Page 1 of 2" in text
