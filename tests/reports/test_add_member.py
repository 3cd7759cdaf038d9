"""Accounts of the team from the command line."""

import io

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_it_works(db, typed):
    typed("a-long-password\n")
    call_command("add_member", "Ada@Example.com", role="editor", password_stdin=True)
    assert authenticate(username="ada@example.com", password="a-long-password").has_perm("reports.edit_codings")


def test_a_viewer_may_read_only(db, typed):
    typed("a-long-password\n")
    call_command("add_member", "ada@example.com", role="viewer", password_stdin=True)
    assert not User.objects.get().has_perm("reports.edit_codings")


def test_a_password_is_made_up_and_printed(db, typed, capsys):
    typed("")
    call_command("add_member", "ada@example.com", role="viewer")
    password = capsys.readouterr().out.split("Password: ")[1].split()[0]
    assert authenticate(username="ada@example.com", password=password)


def test_a_role_is_changed_and_the_password_kept(db, typed):
    typed("a-long-password\n")
    call_command("add_member", "ada@example.com", role="editor", password_stdin=True)
    call_command("add_member", "ada@example.com", role="viewer")
    user = authenticate(username="ada@example.com", password="a-long-password")
    assert [group.name for group in user.groups.all()] == ["viewer"]


def test_a_short_password_is_refused(db, typed):
    typed("short\n")
    with pytest.raises(CommandError):
        call_command("add_member", "ada@example.com", role="viewer", password_stdin=True)


def test_what_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("add_member", "ada", role="viewer")
