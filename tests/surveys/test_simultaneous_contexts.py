"""One signed link opened many times at once, on whichever database is configured."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from customers.models import Customer
from surveys.models import Invitation
from surveys.signing_keys import make_key
from tests.surveys.signing import link

pytestmark = pytest.mark.django_db(transaction=True)

OPENINGS = 10


def test_one_link_opened_ten_times_at_once_is_one_invitation_of_one_customer(survey):
    Client().get("/s/exit/")  # the first page of a process is made slowly, and connections would wait for it
    path, statuses, barrier = link(make_key(survey)), [], threading.Barrier(OPENINGS)

    def open_it() -> None:
        barrier.wait()
        try:
            statuses.append(Client().get(path).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_it) for _ in range(OPENINGS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * OPENINGS
    assert (Invitation.objects.count(), Customer.objects.count()) == (1, 1)
