"""The bootstrap: what is missing on a machine is said in a sentence that says what to do."""

import sys

import pytest

from config import bootstrap


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """Keep these tests away from the environment that runs them."""
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / "bin" / "python"))


def test_an_old_python_is_named_with_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit):
        bootstrap.make_environment()
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_no_network_is_said_and_leaves_no_stamp(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda *arguments, **options: 1)
    with pytest.raises(SystemExit):
        bootstrap.install("requirements.lock", "run")
    assert "network connection" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_installs_nothing(monkeypatch):
    calls = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda *arguments, **options: calls.append(arguments) or 0)
    bootstrap.install("requirements.lock", "run")
    bootstrap.install("requirements.lock", "run")
    assert len(calls) == 1


def test_a_missing_browser_is_said(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "find_chromium", lambda: None)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        bootstrap.install_browser()
    assert "apt-get install chromium" in capsys.readouterr().err
