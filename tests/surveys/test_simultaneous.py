"""Many sends at once, on whichever database is configured."""

from __future__ import annotations

import threading
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from surveys.models import Response

pytestmark = pytest.mark.django_db(transaction=True)

SENDS = 20


def _send_at_once(path: str, tokens: list[str]) -> Counter[int]:
    """Send one page for each token, all in the same moment, and count the statuses."""
    statuses: list[int] = []
    barrier = threading.Barrier(len(tokens))

    def send(token: str) -> None:
        body = urlencode({"form_token": token, "do": "send", "words": "once, please"})
        barrier.wait()
        try:
            response = Client().post(path, body, content_type="application/x-www-form-urlencoded")
            statuses.append(response.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def test_one_page_sent_twenty_times_at_once_makes_one_response(open_form):
    assert _send_at_once("/s/exit/", [open_form().token] * SENDS) == {303: SENDS}
    assert Response.objects.count() == 1


def test_one_invitation_answered_from_twenty_pages_at_once_makes_one_response(open_form, invitation_path):
    tokens = [open_form(invitation_path).token for _ in range(SENDS)]
    assert _send_at_once(invitation_path, tokens) == {303: 1, 410: SENDS - 1}
    assert Response.objects.count() == 1


def test_twenty_people_on_the_open_link_make_twenty_responses(open_form):
    assert _send_at_once("/s/exit/", [open_form().token for _ in range(SENDS)]) == {303: SENDS}
    assert Response.objects.count() == SENDS
