"""Keys of programs in the browser: shown once, rolled over, retired."""

import re

import pytest
from django.test import Client

from customers.models import ActivityKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(editor):
    """Make a key as the form does; the result is the page that follows."""

    def post(newest=None):
        name = newest if newest is not None else getattr(ActivityKey.objects.first(), "name", "")
        return editor.post("/imports/keys/make/", {"newest": name}, follow=True).content.decode()

    return post


def _bearer(page):
    return re.search(r'id="new-bearer"[^>]*>([^<]+)</textarea>', page)[1]


def _sends(bearer, batch):
    headers = {"authorization": f"Bearer {bearer}", "idempotency-key": batch}
    return Client().post("/api/activity/", "ref,day\nana,2025-01-01\n", "text/csv", headers=headers).status_code


def test_a_key_is_shown_once_and_works(editor, make):
    bearer = _bearer(make())
    assert _sends(bearer, "b1") == 200
    later = editor.get("/imports/keys/").content.decode()
    assert bearer.partition(".")[0] in later
    assert bearer.partition(".")[2] not in later


def test_the_same_form_sent_again_makes_no_second_key(make):
    make()
    assert "changed meanwhile" in make(newest="")
    assert ActivityKey.objects.count() == 1


def test_keys_are_rolled_over(editor, make):
    old, new = _bearer(make()), _bearer(make())
    assert "Two keys are in use already" in make()
    address = f"/imports/keys/{old.partition('.')[0]}/retire/"
    assert "Please tick" in editor.post(address, follow=True).content.decode()
    assert _sends(old, "b1") == 200
    assert "is retired" in editor.post(address, {"sure": "yes"}, follow=True).content.decode()
    assert (_sends(old, "b2"), _sends(new, "b2")) == (401, 200)


def test_imports_lead_to_the_keys(editor):
    assert 'href="/imports/keys/"' in editor.get("/imports/").content.decode()
