"""Backups: a consistent copy, never over an earlier one."""

import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from customers.models import Customer


@pytest.mark.django_db(transaction=True)
def test_the_copy_holds_the_rows(tmp_path):
    Customer.objects.create(ref="c-1")
    copy = tmp_path / "copy.sqlite3"
    if connection.vendor != "sqlite":
        with pytest.raises(CommandError, match="pg_dump"):
            call_command("back_up", copy)
        return
    call_command("back_up", copy)
    assert sqlite3.connect(copy).execute("SELECT ref FROM customers_customer").fetchall() == [("c-1",)]


@pytest.mark.django_db
def test_an_earlier_backup_is_not_overwritten(tmp_path):
    earlier = tmp_path / "copy.sqlite3"
    earlier.write_text("earlier")
    with pytest.raises(CommandError):
        call_command("back_up", earlier)
    assert earlier.read_text() == "earlier"
