"""Whom nobody writes to: how addresses are compared, and what the list says of them."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from customers.contacting import (
    NotListed,
    compared,
    is_writable,
    list_address,
    list_customer,
    may_ask,
    may_write_to,
    put_back,
    silenced,
    take_off,
)
from customers.models import Customer, CustomerAlias, DoNotContact

SPELLINGS = [
    "Ann@Example.com",
    " ann@example.com\n",
    "ＡＮＮ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "ann@example。com",
    "ann@example.com.",
    "a\u200bnn@exam\u00adple.com",
    "\u202eann@example.com",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_another_spelling_is_the_same_address(written):
    assert compared(written) == "ann@example.com"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("wo@例子.公司", "wo@xn--fsqu00a.xn--55qx5d"),
        ("wo@XN--FSQU00A.xn--55qx5d", "wo@xn--fsqu00a.xn--55qx5d"),
        ("王小明@例子.公司", "王小明@xn--fsqu00a.xn--55qx5d"),
        ("a.b+c@example.com", "a.b+c@example.com"),
        ("👋@example.com", "👋@example.com"),
        ("ann@" + "x" * 300 + "é.com", "ann@" + "x" * 300 + "é.com"),
        ("", ""),
    ],
)
def test_an_address_is_compared_by_its_form_on_the_wire(written, form):
    assert compared(written) == form


@pytest.mark.parametrize("text", [*SPELLINGS, "wo@例子.公司", "ǅ@ﬁ.example", "İ@example.com", "ß@straße.example"])
def test_comparing_twice_changes_nothing(text):
    assert compared(compared(text)) == compared(text)


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_listed_address_is_not_written_to_in_any_spelling(db, written):
    list_address("ann@example.com", "team")
    assert not may_write_to(written)
    assert may_write_to("bob@example.com")


def test_an_address_is_listed_once(db):
    assert [list_address(written, "team") for written in SPELLINGS] == [True] + [False] * (len(SPELLINGS) - 1)


@pytest.mark.parametrize("text", ["", "ann", "@example.com", "ann@", "a@b@c", "x" * 400 + "@example.com", "C-1"])
def test_what_is_no_address_is_not_listed(db, text):
    with pytest.raises(NotListed):
        list_address(text, "team")


@pytest.mark.parametrize(
    "text",
    [
        "a@example.com\nBcc: b@example.com",
        "a@example.com\r\nX: y",
        "a@example.com,b@example.com",
        "a@example.com;b@example.com",
        "Ann <a@example.com>",
        '"a b"@example.com',
        "a@example.com\u2028",
        "a@exa\x00mple.com",
        "a@",
    ],
)
def test_no_mail_goes_to_what_is_more_than_one_mailbox(text):
    assert not is_writable(text)


def test_a_listed_customer_is_not_written_to_at_any_address(db):
    one, other = (Customer.objects.create(ref=ref) for ref in ("C-1", "C-2"))
    list_customer("C-1", "team")
    assert [may_write_to("a@example.com", customer) for customer in (one, other, None)] == [False, True, True]


def test_a_merged_customer_keeps_the_wish_of_both(db):
    kept = Customer.objects.create(ref="C-1")
    taken = Customer.objects.create(ref="C-2")
    list_customer("C-2", "asked")
    taken.delete()
    CustomerAlias.objects.create(ref="C-2", customer=kept)
    assert not may_write_to("a@example.com", kept)
    assert not may_ask(kept)


def test_a_customer_who_comes_back_by_import_is_still_on_the_list(db):
    Customer.objects.create(ref="C-1")
    list_customer("C-1", "asked")
    Customer.objects.all().delete()
    assert not may_ask(Customer.objects.create(ref="C-1"))


def test_a_customer_is_not_asked_when_an_address_of_theirs_is_on_the_list(db):
    customer = Customer.objects.create(ref="C-1", attributes={"mail": "ANN@example.com", "plan": "pro", "n": 3})
    assert may_ask(customer)
    list_address("ann@example.com", "asked")
    assert not may_ask(customer)


def test_a_wish_by_link_of_one_person_silences_the_invitation_of_the_customer(db):
    customer = Customer.objects.create(ref="C-1")
    list_address("ann@example.com", "asked", customer=customer)
    assert (may_ask(customer), may_write_to("bob@example.com", customer)) == (False, True)


def test_an_unknown_customer_is_not_listed(db):
    with pytest.raises(NotListed, match="C-9"):
        list_customer("C-9", "team")


def test_a_removal_has_a_reason_and_can_be_undone(db):
    list_address("ann@example.com", "team")
    entry = DoNotContact.objects.get()
    take_off(entry, "asked us to write again")
    assert may_write_to("ann@example.com")
    put_back(entry)
    assert not may_write_to("ann@example.com")


def test_undoing_a_removal_after_it_was_listed_anew_leaves_one_entry(db):
    list_address("ann@example.com", "team")
    first = DoNotContact.objects.get()
    take_off(first, "x")
    list_address("ann@example.com", "bounced")
    put_back(first)
    assert DoNotContact.objects.holding().count() == 1


def test_many_people_are_looked_up_at_once(db, django_assert_max_num_queries):
    customers = [Customer.objects.create(ref=f"C-{number}") for number in range(3)]
    list_customer("C-1", "team")
    list_address("a7@example.com", "team")
    people = [(f"A{number}@example.com", customers[number % 3].pk) for number in range(400)]
    with django_assert_max_num_queries(5):
        silent = silenced(people)
    assert silent == {person for person in people if person[1] == customers[1].pk or person[0] == "A7@example.com"}


@pytest.mark.django_db(transaction=True)
def test_two_who_list_the_same_address_at_once_make_one_entry():
    begin = Barrier(2)

    def add():
        begin.wait()
        list_address("ann@example.com", "team")
        connection.close()

    both = [Thread(target=add) for _one in range(2)]
    [one.start() for one in both]
    [one.join() for one in both]
    assert DoNotContact.objects.count() == 1
