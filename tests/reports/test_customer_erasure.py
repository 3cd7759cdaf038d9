"""A customer who is erased is in no column of any table, and in no file, but where it asked not to be written to."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from customers.contacting import list_customer, may_write_to
from customers.importing.holding import import_folder
from customers.importing.runs import Journal
from customers.merging import merge_customers, undo_merge
from customers.models import Customer, CustomerEvent, CustomerNote, ImportedRow, ImportRun, Subscription
from reports.customer_erasure import erase_customer
from reports.models import CauseNote, SavedView, StaleBlock
from surveys.invitations import invite
from surveys.models import Response, Survey
from tests.reports.stored_texts import stored_texts

MARKS = ("Quagmire", "qg-471", "琥珀仓库", "nobody called back")


@pytest.fixture
def gone(answer, settings, tmp_path):
    """A customer of whom there is something everywhere, another who stays, and who writes of it."""
    settings.DATA_DIR = str(tmp_path)
    by = User.objects.create(username="ed@example.com")
    response = answer("Zyxwolf came to price our twelve seats and nobody called back.")
    customer = Customer.objects.create(
        ref="qg-471", name="Quagmire 琥珀仓库", attributes={"contact": "an@quagmire.example"}
    )
    other = Customer.objects.create(ref="qg-4711", name="Stays Ltd")
    Response.objects.filter(pk=response.pk).update(customer=customer)
    span = Subscription.objects.create(
        customer=customer, plan="pro", mrr=10, currency="EUR", started_on=date(2026, 1, 1)
    )
    event = CustomerEvent.objects.create(customer=customer, kind="call", on=date(2026, 2, 1), words="Quagmire called")
    run = ImportRun.objects.create(kind="customers", state="done")
    journal = Journal(run)
    journal.created([customer, other, span, event])
    journal.changed([(Customer(pk=customer.pk, name="Quagmire old"), customer)])
    journal.removed([Subscription(pk=9999, customer=customer, plan="琥珀仓库", mrr=1, started_on=date(2025, 1, 1))])
    journal.keep(journal.counts)
    undo_merge(merge_customers(other, customer, by))
    customer = Customer.objects.get(ref="qg-471")
    invite(Survey.objects.get(pk=response.survey_id), customer)
    CustomerNote.objects.create(customer=customer, words="Quagmire is gone", written_by=by)
    CustomerNote.objects.create(customer=other, words="Like QUAGMIRE 琥珀仓库 (qg-471), not qg-4711", written_by=by)
    CauseNote.objects.create(
        cause="price", text="As qg-471 says: “our twelve seats and nobody called back”. Still true?", written_by=by
    )
    SavedView.objects.create(name="one", page="customers", query="q=qg-471", made_by=by)
    list_customer("qg-471", "asked", "Quagmire asked", by)
    import_folder().mkdir(parents=True, exist_ok=True)
    (import_folder() / "x.errors.csv").write_text("3;qg-471;no day\n", encoding="utf-8")
    return customer


def places():
    """Every table and column that holds a mark."""
    marked = re.compile("|".join(re.escape(mark) + "(?![0-9])" for mark in MARKS), re.IGNORECASE)
    return {place for place, text in stored_texts() if marked.search(text)}


def test_nothing_is_left_of_an_erased_customer_but_its_wish(gone):
    assert len(places()) > 12
    erase_customer(gone)
    assert places() == {"customers_donotcontact.ref"}
    assert not list(import_folder().iterdir())
    assert may_write_to("an@elsewhere.example", Customer.objects.create(ref="other"))
    assert not may_write_to("an@elsewhere.example", Customer.objects.create(ref="qg-471"))


def test_what_is_said_of_others_stays(gone):
    erase_customer(gone)
    assert CustomerNote.objects.get().words == "Like […] ([…]), not qg-4711"
    assert ImportedRow.objects.get().after["ref"] == "qg-4711"


def test_it_is_erased_once_its_reference_is_typed(editor, gone):
    address = reverse("erase_customer", args=[gone.pk])
    assert "Type qg-471 to erase it" in editor.get(address).content.decode()
    assert "Nothing was erased" in editor.post(address, {"ref": "qg-4711"}).content.decode()
    assert Customer.objects.filter(pk=gone.pk).exists()
    assert "The customer is erased" in editor.post(address, {"ref": "qg-471"}, follow=True).content.decode()
    assert not Customer.objects.filter(pk=gone.pk).exists()
    assert not StaleBlock.objects.exists()
