"""Owners, status and notes of a customer, and taking them back."""

import pytest
from django.contrib.auth.models import User

from customers.models import CustomerCare, CustomerNote
from reports.roles import give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone(customer):
    return customer(name="Ada Ltd")


@pytest.fixture
def colleague():
    user = User.objects.create(username="success@example.com")
    give_role(user, "viewer")
    return user


def care(client, customer, **typed):
    return client.post(f"/customers/{customer.pk}/care/", {f"care-{name}": value for name, value in typed.items()})


def test_owners_and_status_are_kept(editor, someone, colleague):
    care(editor, someone, success=colleague.pk, status="watched")
    page = editor.get(f"/customers/{someone.pk}/").content.decode()
    assert ("success@example.com" in page, "being watched" in page) == (True, True)


def test_a_change_is_undone_with_one_click(editor, someone, colleague):
    care(editor, someone, success=colleague.pk)
    answer = editor.post(f"/customers/{someone.pk}/care/", {"care-status": "settled"}, follow=True)
    assert f'<input type="hidden" name="care-success" value="{colleague.pk}">' in answer.content.decode()
    care(editor, someone, success=colleague.pk, status="", undo="1")
    assert CustomerCare.objects.values_list("success", "status").get() == (colleague.pk, "")


def test_who_has_no_role_looks_after_nobody(editor, someone):
    stranger = User.objects.create(username="x")
    assert care(editor, someone, success=stranger.pk).status_code == 400


def write(client, customer, text):
    return client.post(f"/customers/{customer.pk}/notes/", {"note-text": text})


def test_a_note_is_written_changed_and_taken_back(editor, someone):
    write(editor, someone, "first")
    note = CustomerNote.objects.get()
    page = editor.post(f"/customer-notes/{note.pk}/change/", {f"note-{note.pk}-text": "second"}, follow=True)
    assert "second" in page.content.decode()
    now = CustomerNote.objects.get(removed_at=None)
    editor.post(f"/customer-notes/{note.pk}/remove/", {"undo": "1", "instead_of": now.pk})
    assert CustomerNote.objects.get(removed_at=None).words == "first"


def test_a_removed_note_comes_back(editor, someone):
    write(editor, someone, "keep me")
    note = CustomerNote.objects.get()
    assert "keep me" not in editor.post(f"/customer-notes/{note.pk}/remove/", follow=True).content.decode()
    editor.post(f"/customer-notes/{note.pk}/remove/", {"undo": "1"})
    assert "keep me" in editor.get(f"/customers/{someone.pk}/").content.decode()


def test_an_empty_note_is_refused_with_the_page(editor, someone):
    assert write(editor, someone, "  ").status_code == 400


def test_others_notes_are_theirs(editor, someone, colleague):
    note = CustomerNote.objects.create(customer=someone, words="mine", written_by=colleague)
    assert editor.post(f"/customer-notes/{note.pk}/remove/").status_code == 403


def test_a_note_takes_no_place_of_another_customers(editor, someone, customer, django_user_model):
    author = django_user_model.objects.get(username="editor@example.com")
    one, other = (
        CustomerNote.objects.create(customer=who, words="x", written_by=author) for who in (someone, customer())
    )
    sent = {"undo": "1", "instead_of": other.pk}
    assert editor.post(f"/customer-notes/{one.pk}/remove/", sent).status_code == 403


def test_markup_in_a_note_is_text(editor, someone):
    write(editor, someone, "<script>x</script>")
    assert b"<script>x" not in editor.get(f"/customers/{someone.pk}/").content
