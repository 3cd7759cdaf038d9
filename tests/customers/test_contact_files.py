"""Lists of addresses and references that are brought as a file."""

import pytest

from customers.contact_files import list_file
from customers.importing.refusals import FileRefused
from customers.models import Customer, DoNotContact


@pytest.fixture
def brought(db, csv_file):
    """Bring a file: brought("address\\nann@example.com")."""
    return lambda text, encoding="utf-8": list_file(csv_file(text, encoding))


def listed():
    return set(DoNotContact.objects.values_list("address", "ref"))


def figures(found):
    return (found.added, found.known, found.refused)


@pytest.mark.parametrize("header", ["address", "E-Mail", "Email address", "邮箱", "電子郵件", "Ｅｍａｉｌ"])
def test_the_column_is_known_by_many_names(brought, header):
    assert figures(brought(f"name,{header}\nAnn,ann@example.com\nBob,bob@example.com\n")) == (2, 0, 0)


def test_a_column_of_another_name_is_known_by_what_it_holds(brought):
    assert figures(brought("wer;wohin\nAnn;ann@example.com\n")) == (1, 0, 0)


def test_a_file_without_a_header_is_taken_whole(brought):
    assert figures(brought("ann@example.com\nbob@example.com\n")) == (2, 0, 0)


def test_another_spelling_of_an_address_is_listed_once(brought):
    assert figures(brought("address\nann@example.com\nＡＮＮ＠example.com\n ann@EXAMPLE。com\n")) == (1, 2, 0)
    assert figures(brought("address\nann@example.com\n")) == (0, 1, 0)


def test_what_is_no_address_is_refused_with_its_line(brought):
    found = brought("address\nann@example.com\nnobody\n\n@@\n")
    assert figures(found) == (1, 0, 2)
    assert [line for line, _why in found.why] == [3, 5]


def test_references_list_whole_customers(brought):
    Customer.objects.create(ref="C-1")
    assert figures(brought("customer\nC-1\nC-9\n")) == (1, 0, 1)
    assert listed() == {("", "C-1")}


def test_an_address_with_a_reference_lists_the_address(brought):
    Customer.objects.create(ref="C-1")
    brought("address,customer\nann@example.com,C-1\n,C-1\n")
    assert listed() == {("ann@example.com", "C-1"), ("", "C-1")}


def test_what_we_gave_as_a_file_can_be_brought_back(brought):
    assert figures(brought("address,customer\n'+ann@example.com,\n'=x@example.com,\n")) == (2, 0, 0)
    assert listed() == {("+ann@example.com", ""), ("=x@example.com", "")}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_is_found(brought, encoding):
    assert figures(brought("邮箱,备注\n王@例子.公司,请勿打扰客户名单里的人\n", encoding)) == (1, 0, 0)
    assert listed() == {("王@xn--fsqu00a.xn--55qx5d", "")}


@pytest.mark.parametrize("text", ["", "name,plan\nAnn,pro\n", "\n\n"])
def test_a_file_that_names_nobody_is_refused(brought, text):
    with pytest.raises(FileRefused):
        brought(text)


def test_many_come_in_few_statements(brought, django_assert_max_num_queries):
    rows = "".join(f"a{number}@example.com\n" for number in range(2000))
    with django_assert_max_num_queries(40):
        assert figures(brought("address\n" + rows)) == (2000, 0, 0)
